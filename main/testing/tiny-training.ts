import { join } from 'node:path';
import { importCapture } from '../engine/import.ts';
import { PRESETS, type TrainingConfig } from '../field/config.ts';
import { writeTinyCapture } from './tiny-capture.ts';

const grid = { levels: 4, features: 2, log2TableSize: 10, baseResolution: 8, maxResolution: 64 };

/** A field that is trained in milliseconds a step. */
export const tinyConfig: TrainingConfig = {
  ...PRESETS.fast,
  raysPerBatch: 128,
  radiance: {
    ...PRESETS.fast.radiance,
    grid,
    densityHiddenSize: 16,
    colourHiddenSize: 16,
    proposals: [{ grid: { ...grid, levels: 2 }, hiddenSize: 8, samples: 16 }],
    samples: 8,
  },
  language: {
    ...PRESETS.fast.language,
    grids: [{ ...grid, features: 4 }],
    clipHiddenSize: 16,
    clipHiddenLayers: 1,
    dinoHiddenSize: 16,
    samples: 4,
  },
};

/**
 * Imports the tiny capture as a project into `folder`: 12 photographs of 48×36, every sixth held out.
 * @returns the path of the project file.
 */
export async function importTinyCapture(folder: string): Promise<string> {
  const capture = join(folder, 'capture');
  await writeTinyCapture(capture);
  const path = join(folder, 'tiny.lerf');
  await importCapture(
    { capture, images: undefined, path, name: 'Tiny', downscale: 1, holdout: 6 },
    { signal: new AbortController().signal, onProgress: () => {}, onWarning: () => {} },
  );
  return path;
}
