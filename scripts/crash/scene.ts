import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EncoderShelf, openImageTextEncoder } from '../../main/encoders/index.ts';
import { transformersFiles, writeFiles } from '../../main/encoders/test-models.ts';
import { importCapture } from '../../main/engine/import.ts';
import { encodeIndex } from '../../main/index/index-format.ts';
import { ProjectFile } from '../../main/store/project-file.ts';
import { addFoggyRun, FOGGY_STEP } from '../../main/testing/foggy-run.ts';
import { syntheticIndex } from '../../main/testing/synthetic-index.ts';
import { writeTinyCapture } from '../../main/testing/tiny-capture.ts';
import { writeOldProject } from './old-project.ts';

export const PHOTOGRAPHS = 12;
export const HOLDOUT = 4;
export const OLDEST_VERSION = 2;
const POINTS = 20_000;

export type Start = 'nothing' | 'imported' | 'trained' | 'indexed' | 'old';

/** What rounds begin with, made once: a capture, and projects at every stage. */
export interface Scenery {
  readonly capture: string;
  /** Id of an encoder of a few weights. */
  readonly encoder: string;
  /** Puts the project of this kind at `path`. @param version of the schema of an old one. */
  place(start: Start, path: string, version: number): void;
  /** Makes the engine's data folder, in which the encoder is known. */
  furnish(dataFolder: string): void;
}

export async function makeScenery(folder: string): Promise<Scenery> {
  const capture = join(folder, 'capture');
  await writeTinyCapture(capture, { images: PHOTOGRAPHS });
  const dataFolder = join(folder, 'data');
  const tiny = await new EncoderShelf(dataFolder).addFolder(writeFiles(join(folder, 'tiny'), transformersFiles()));
  const file = (start: Start) => join(folder, `${start}.lerf`);
  await importCapture(
    { capture, images: undefined, path: file('imported'), name: 'Tiny', downscale: 1, holdout: HOLDOUT },
    { signal: new AbortController().signal, onProgress: () => {}, onWarning: () => {} },
  );
  await using encoder = await openImageTextEncoder('demo', { parts: 'text' });
  copyFileSync(file('imported'), file('trained'));
  const trained = ProjectFile.open(file('trained'));
  const runId = addFoggyRun(trained, encoder);
  trained.runs.update(runId, { state: 'done', step: FOGGY_STEP });
  trained.close();
  copyFileSync(file('trained'), file('indexed'));
  const indexed = ProjectFile.open(file('indexed'));
  const data = syntheticIndex({ points: POINTS, dimensions: encoder.dimensions });
  const { id, fingerprint } = encoder;
  const origin = { ...data.origin, run: runId, step: FOGGY_STEP, encoder: id, fingerprint };
  const about = { runId, step: FOGGY_STEP, points: POINTS, scales: 8 };
  indexed.languageIndexes.save(about, encodeIndex({ ...data, origin }));
  indexed.close();
  return {
    capture,
    encoder: tiny,
    furnish: (to) => cpSync(dataFolder, to, { recursive: true }),
    place: (start, path, version) => {
      mkdirSync(dirname(path), { recursive: true });
      if (start === 'old') writeOldProject(file('indexed'), path, version);
      else if (start !== 'nothing') copyFileSync(file(start), path);
    },
  };
}
