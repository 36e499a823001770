import { join } from 'node:path';
import { openImageTextEncoder } from '../main/encoders/index.ts';
import { importCapture } from '../main/engine/import.ts';
import { buildIndex } from '../main/index/build-index.ts';
import { encodeIndex } from '../main/index/index-format.ts';
import { BallField } from '../main/index/test-field.ts';
import { ProjectFile } from '../main/store/project-file.ts';
import { addFoggyRun, FOGGY_STEP } from '../main/testing/foggy-run.ts';

type Place = readonly [number, number, number];

/** What is where, seen from the front: a mug on the left of a book, and a plant behind both. */
const THINGS: readonly { readonly phrase: string; readonly centre: Place; readonly colour: Place }[] = [
  { phrase: 'mug', centre: [-0.35, -0.1, 0], colour: [0.8, 0.2, 0.2] },
  { phrase: 'book', centre: [0.35, -0.1, 0], colour: [0.2, 0.4, 0.8] },
  { phrase: 'plant', centre: [0, 0.4, 0], colour: [0.2, 0.7, 0.3] },
];
const RADIUS = 0.15;

/**
 * Writes the project `Asked.lerf` into `folder`: photographs of the capture there, and a language index of
 * balls that mean exactly what they are called, so that what answers a question is known. No training.
 */
export async function writeAskedProject(folder: string): Promise<void> {
  const path = join(folder, 'Asked.lerf');
  await importCapture(
    { capture: join(folder, 'tiny'), images: undefined, path, name: 'Asked', downscale: 1, holdout: 6 },
    { signal: new AbortController().signal, onProgress: () => {}, onWarning: () => {} },
  );
  await using encoder = await openImageTextEncoder('demo', { parts: 'text' });
  const { id, fingerprint, dimensions } = encoder;
  const meanings = await encoder.encodeTexts(THINGS.map(({ phrase }) => phrase));
  const field = new BallField(
    dimensions,
    THINGS.map(({ centre, colour }, i) => ({
      centre,
      colour,
      radius: RADIUS,
      meaning: meanings.subarray(i * dimensions, (i + 1) * dimensions),
    })),
  );
  const project = ProjectFile.open(path);
  const run = addFoggyRun(project, encoder);
  const data = await buildIndex(field, {
    cameras: project.captures.frames().filter(({ split }) => split === 'train'),
    box: [-1, -1, -1, 1, 1, 1],
    origin: { run, step: FOGGY_STEP, encoder: id, fingerprint },
    probes: { phrases: meanings, canonical: await encoder.encodeTexts(['object', 'things', 'stuff', 'texture']) },
    stride: 1,
  });
  const { views, scales } = data;
  project.languageIndexes.save(
    { runId: run, step: FOGGY_STEP, points: views.length, scales: scales.length },
    encodeIndex(data),
  );
  project.close();
}
