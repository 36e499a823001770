import { setImmediate } from 'node:timers/promises';
import type { Frame } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import { input, matmul } from '../graph/ops.ts';
import { rankCorrelation } from '../query/rank-correlation.ts';
import { relevancy, similarities } from '../query/relevancy.ts';
import type { IndexData, IndexOrigin } from './index-data.ts';
import { coordinatesOf, learnSubspace, type Subspace } from './subspace.ts';
import { type SurfaceView, surfacePoints } from './surface-points.ts';

/** What an index is made from: a trained field with language. */
export interface FieldSampler {
  readonly dimensions: number;
  /** Sizes that it can be asked for, normalised world. */
  readonly scales: readonly number[];
  /** What a camera sees at every `stride`-th pixel, row-major. */
  view(camera: Frame, stride: number): Promise<Omit<SurfaceView, 'camera' | 'stride'>>;
  /**
   * @param positions x, y, z for each of N points, normalised world.
   * @param scale size of what is looked for, normalised world.
   * @returns unit length each, [N, D].
   */
  embeddings(positions: Float32Array, scale: number): Promise<Float32Array>;
}

export interface IndexRequest {
  /** The training cameras. */
  readonly cameras: readonly Frame[];
  /** [min xyz, max xyz] of what is part of the scene, normalised world. */
  readonly box: readonly number[];
  readonly origin: Omit<IndexOrigin, 'rankCorrelation'>;
  /** Of unit length, [P, D] and [C, D]: relevancies that the compressed index is compared with the field by. */
  readonly probes: { readonly phrases: Float32Array; readonly canonical: Float32Array };
  readonly maxPoints?: number;
  readonly stride?: number;
}

export interface IndexHooks {
  onProgress?(done: number, total: number, message: string): void;
  isCancelled?(): boolean;
}

const MAX_POINTS = 200_000;
/** Pixels left out of the views in both directions. */
const STRIDE = 4;
/** Embeddings that the subspace is learned from, and its error measured on, at each scale. */
const SAMPLES = 1024;
/** Points that are embedded at a time. */
const BLOCK = 4096;
/** Codes go to 127; embeddings outside the samples may go a little farther than those. */
const MARGIN = 1.1;

/**
 * Builds the index of a trained field: its surfaces as points, with what the field says of each at every
 * scale.
 * @throws UserError cancelled; conflict if the cameras see no surface
 */
export async function buildIndex(
  sampler: FieldSampler,
  request: IndexRequest,
  { onProgress, isCancelled }: IndexHooks = {},
): Promise<IndexData> {
  const { cameras, box, maxPoints = MAX_POINTS, stride = STRIDE } = request;
  const { scales } = sampler;
  const steps = cameras.length + 2 * scales.length;
  let done = 0;
  const advance = async (message: string) => {
    // A whole turn of the event loop, in which messages are heard.
    await setImmediate();
    if (isCancelled?.()) throw new UserError('cancelled', 'Building the index was cancelled.');
    onProgress?.(done++, steps, message);
  };

  const views: SurfaceView[] = [];
  for (const camera of cameras) {
    await advance(`Looking at ${camera.file}`);
    views.push({ camera, stride, ...(await sampler.view(camera, stride)) });
  }
  const { points, spacing } = surfacePoints(views, { maxPoints, box });
  const count = points.views.length;
  if (count === 0) {
    throw new UserError(
      'conflict',
      'The field has no surfaces that its cameras see, so there is nothing to index.',
      'Train it for longer.',
    );
  }

  const some = evenly(points.positions, Math.min(count, SAMPLES));
  const samples: Float32Array[] = [];
  for (const scale of scales) {
    await advance('Learning how this scene differs');
    samples.push(await sampler.embeddings(some, scale));
  }
  const subspace = learnSubspace(joined(samples), sampler.dimensions);
  const quantiser = quantiserFor(subspace, samples);
  const directions = quantiser.steps.length;

  const codes = new Int8Array(scales.length * directions * count);
  await using projection = await openProjection(subspace);
  for (const [s, scale] of scales.entries()) {
    await advance(`Embedding ${count} points`);
    for (let start = 0; start < count; start += BLOCK) {
      if (isCancelled?.()) throw new UserError('cancelled', 'Building the index was cancelled.');
      const block = points.positions.subarray(3 * start, 3 * Math.min(count, start + BLOCK));
      const coordinates = await projection.apply(await sampler.embeddings(block, scale));
      for (let i = 0; i < block.length / 3; i++) {
        for (let k = 0; k < directions; k++) {
          codes[(s * directions + k) * count + start + i] = quantiser.code(coordinates[i * directions + k]!, k);
        }
      }
      await setImmediate();
    }
  }
  onProgress?.(steps, steps, 'Done');
  return {
    ...points,
    origin: { ...request.origin, rankCorrelation: lowestCorrelation(samples, quantiser, subspace, request.probes) },
    scales: Float32Array.from(scales),
    spacing,
    subspace,
    steps: quantiser.steps,
    codes,
  };
}

interface Quantiser {
  /** [K] */
  readonly steps: Float32Array;
  /** @param coordinate along direction k, of an embedding that the mean was not taken from. */
  code(coordinate: number, k: number): number;
}

function quantiserFor(subspace: Subspace, samples: readonly Float32Array[]): Quantiser {
  const dimensions = subspace.mean.length;
  const offsets = coordinatesOf(subspace, subspace.mean);
  const largest = new Float32Array(offsets.length);
  for (const embeddings of samples) {
    for (let start = 0; start < embeddings.length; start += dimensions) {
      const coordinates = coordinatesOf(subspace, embeddings.subarray(start, start + dimensions));
      for (let k = 0; k < offsets.length; k++) {
        largest[k] = Math.max(largest[k]!, Math.abs(coordinates[k]! - offsets[k]!));
      }
    }
  }
  const steps = largest.map((value) => (MARGIN * Math.max(value, 1e-9)) / 127);
  return {
    steps,
    code: (coordinate, k) => Math.max(-127, Math.min(127, Math.round((coordinate - offsets[k]!) / steps[k]!))),
  };
}

/** Coordinates of embeddings [N, D] in the subspace, [N, K], N at most BLOCK; the mean is not taken from them. */
async function openProjection({ mean, basis }: Subspace) {
  const dimensions = mean.length;
  const directions = basis.length / dimensions;
  const transposed = new Float32Array(basis.length);
  for (let k = 0; k < directions; k++) {
    for (let d = 0; d < dimensions; d++) transposed[d * directions + k] = basis[k * dimensions + d]!;
  }
  const executor = new CpuExecutor({});
  const embeddings = input('embeddings', [BLOCK, dimensions]);
  const towards = input('basis', [dimensions, directions]);
  const program = await executor.compileFunction({
    name: 'projection',
    state: [],
    inputs: [embeddings, towards],
    outputs: { coordinates: matmul(embeddings, towards) },
  });
  const padded = new Float32Array(BLOCK * dimensions);
  return {
    async apply(values: Float32Array): Promise<Float32Array> {
      padded.set(values);
      const { coordinates } = await program.run({ embeddings: padded, basis: transposed });
      return coordinates!;
    },
    [Symbol.asyncDispose]: () => executor.dispose(),
  };
}

/** How well relevancies by the index order the samples as the field itself does: the lowest over phrases and scales. */
function lowestCorrelation(
  samples: readonly Float32Array[],
  quantiser: Quantiser,
  subspace: Subspace,
  { phrases, canonical }: IndexRequest['probes'],
): number {
  const dimensions = subspace.mean.length;
  const correlations = samples.flatMap((embeddings) => {
    const kept = new Float32Array(embeddings.length);
    for (let start = 0; start < embeddings.length; start += dimensions) {
      kept.set(subspace.mean, start);
      const coordinates = coordinatesOf(subspace, embeddings.subarray(start, start + dimensions));
      for (const [k, coordinate] of coordinates.entries()) {
        const value = quantiser.steps[k]! * quantiser.code(coordinate, k);
        for (let d = 0; d < dimensions; d++) kept[start + d]! += value * subspace.basis[k * dimensions + d]!;
      }
    }
    const relevancies = (of: Float32Array) => {
      const against = similarities(of, canonical, dimensions);
      return similarities(of, phrases, dimensions).map((column) => relevancy(column, against));
    };
    const byIndex = relevancies(kept);
    return relevancies(embeddings).map((byField, phrase) => rankCorrelation(byField, byIndex[phrase]!));
  });
  return Math.min(...correlations);
}

/** Some of the points, evenly taken from all of them. */
function evenly(positions: Float32Array, count: number): Float32Array {
  const step = positions.length / 3 / count;
  return Float32Array.from(
    { length: 3 * count },
    (_, i) => positions[3 * Math.floor(Math.floor(i / 3) * step) + (i % 3)]!,
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    result.set(part, start);
    start += part.length;
  }
  return result;
}
