import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openImageTextEncoder } from '../encoders/index.ts';
import { rememberTexts } from '../engine/remember-texts.ts';
import { ProjectFile } from '../store/project-file.ts';
import type { Bench } from '../testing/bench.ts';
import { addFoggyRun } from '../testing/foggy-run.ts';
import { syntheticIndex } from '../testing/synthetic-index.ts';
import { importTinyCapture } from '../testing/tiny-training.ts';
import { openTrainedLanguageField } from '../training/trained-field.ts';
import { CANONICAL_PHRASES, embedPhrases } from '../view/phrases.ts';
import { ask } from './ask.ts';
import { LanguageIndex } from './language-index.ts';

const width = 96;
const height = 72;
const points = 200_000;
/** Asked one after another, as one types: the first ones of a process are slower, until its code is compiled. */
const questions = 10;

/**
 * An answer by the index, text encoder, objects and all, against relevancy rendered through the field as the
 * reference implementation does it: one small view, 30 scales, preset `fast`.
 */
export default async function prepare(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'lerf-bench-'));
  // As in the program: canonical phrases are embedded once, each new phrase when it is asked.
  const encoder = rememberTexts(await openImageTextEncoder('demo', { parts: 'text' }));
  const project = ProjectFile.open(await importTinyCapture(folder));
  const field = await openTrainedLanguageField(project, addFoggyRun(project, encoder));
  const frame = project.captures.frames()[0]!;
  const { fx, fy, cx, cy, distortion } = frame.intrinsics;
  const factor = width / frame.intrinsics.width;
  const camera = {
    ...frame,
    intrinsics: { width, height, fx: fx * factor, fy: fy * factor, cx: cx * factor, cy: cy * factor, distortion },
  };
  const data = syntheticIndex({ points, dimensions: encoder.dimensions });
  const index = await LanguageIndex.open({
    ...data,
    origin: { ...data.origin, encoder: encoder.id, fingerprint: encoder.fingerprint },
  });
  let number = 0;
  return {
    name: `a question: one view of ${width} × ${height} through the field, or ${points} points by the index`,
    work: { count: 1, unit: 'questions' },
    rounds: 3,
    candidates: [
      {
        name: 'through the field over 30 scales, one view',
        run: async () => {
          await field.language.relevancy(camera, await embedPhrases(encoder, field.key, [`mug ${number++}`]));
          return undefined;
        },
      },
      {
        name: 'by the index, the whole scene',
        run: async () => {
          const startedAt = performance.now();
          for (let i = 0; i < questions; i++) {
            await ask(index, encoder, `mug ${number++}`, {
              canonical: CANONICAL_PHRASES,
              viewer: camera.worldFromCamera,
            });
          }
          return (performance.now() - startedAt) / questions;
        },
      },
    ],
    dispose: async () => {
      await field[Symbol.asyncDispose]();
      await encoder[Symbol.asyncDispose]();
      project.close();
      await rm(folder, { recursive: true });
    },
  };
}
