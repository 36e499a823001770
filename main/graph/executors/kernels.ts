import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

type Floats = Float32Array<ArrayBuffer>;

/** What native-kernels/src/addon.cc exports. Every array is checked there for its length. */
export interface Kernels {
  hashEncode(
    resolutions: readonly number[],
    log2TableSize: number,
    features: number,
    count: number,
    points: Floats,
    tables: readonly Floats[],
    output: Floats,
  ): void;
  hashEncodeGradient(
    resolutions: readonly number[],
    log2TableSize: number,
    features: number,
    count: number,
    points: Floats,
    gradient: Floats,
    tableGradients: readonly Floats[],
  ): void;
  mlp(
    sizes: readonly number[],
    columns: number,
    period: number,
    weights: readonly Floats[],
    biases: readonly Floats[],
    input: Floats,
    output: Floats,
  ): void;
  /** Null stands for a gradient that is not wanted. */
  mlpGradient(
    sizes: readonly number[],
    columns: number,
    period: number,
    weights: readonly Floats[],
    biases: readonly Floats[],
    input: Floats,
    gradient: Floats,
    inputGradient: Floats | null,
    weightGradients: readonly (Floats | null)[],
    biasGradients: readonly (Floats | null)[],
  ): void;
  add(count: number, a: Floats, b: Floats, sum: Floats): void;
  contract(norm: 'inf' | 'l2', count: number, points: Floats, output: Floats): void;
  samplePoints(samples: number, rays: number, origins: Floats, directions: Floats, edges: Floats, points: Floats): void;
  spacingToDistance(count: number, near: number, far: number, spacing: Floats, distances: Floats): void;
  opticalDepth(samples: number, rays: number, factor: number, logDensity: Floats, edges: Floats, depth: Floats): void;
  opticalDepthGradient(
    samples: number,
    rays: number,
    factor: number,
    logDensity: Floats,
    edges: Floats,
    gradient: Floats,
    logDensityGradient: Floats,
  ): void;
  samplingDensity(
    bins: number,
    rays: number,
    exponent: number,
    padding: number,
    weights: Floats,
    density: Floats,
  ): void;
  alphaComposite(samples: number, rays: number, opticalDepth: Floats, weights: Floats): void;
  alphaCompositeGradient(
    samples: number,
    rays: number,
    opticalDepth: Floats,
    gradient: Floats,
    depthGradient: Floats,
  ): void;
  /** `isUnit` is 1 or 0. */
  renderEmbeddings(
    dimensions: number,
    samples: number,
    rays: number,
    isUnit: number,
    embeddings: Floats,
    weights: Floats,
    output: Floats,
  ): void;
  renderEmbeddingsGradient(
    dimensions: number,
    samples: number,
    rays: number,
    isUnit: number,
    embeddings: Floats,
    weights: Floats,
    gradient: Floats,
    embeddingGradient: Floats,
  ): void;
  /**
   * Eight weighted tiles of a frame for each ray: halves as their bits, `frame` -1 where there is nothing to do.
   * Each ray's begins and weights lie side by side.
   */
  blendTiles(
    dimensions: number,
    rays: number,
    frames: readonly Uint16Array[],
    frame: Int32Array,
    begins: Int32Array,
    weights: Floats,
    output: Floats,
  ): void;
  /** Of each camera 22 numbers, as `RayCaster` lists them; of each ray its camera and a point of the image. */
  castRays(
    rays: number,
    cameras: Float64Array,
    camera: Int32Array,
    columns: Float32Array,
    rows: Float32Array,
    origins: Float32Array,
    directions: Float32Array,
  ): void;
  resample(
    bins: number,
    rays: number,
    quantileCount: number,
    edges: Floats,
    density: Floats,
    quantiles: Floats,
    output: Floats,
  ): void;
  outerMeasure(
    samples: number,
    bins: number,
    rays: number,
    edges: Floats,
    otherEdges: Floats,
    otherWeights: Floats,
    output: Floats,
  ): void;
  outerMeasureGradient(
    samples: number,
    bins: number,
    rays: number,
    edges: Floats,
    otherEdges: Floats,
    gradient: Floats,
    weightGradient: Floats,
  ): void;
  adam(
    count: number,
    beta1: number,
    beta2: number,
    weightDecay: number,
    stepSize: number,
    rootScale: number,
    added: number,
    parameter: Floats,
    gradient: Floats,
    first: Floats,
    second: Floats,
    nextParameter: Floats,
    nextFirst: Floats,
    nextSecond: Floats,
  ): void;
  /** Takes the kernels for a lesser processor, to test them; null takes the fastest again. False: not on this one. */
  use(instructions: 'baseline' | 'avx2' | 'avx512' | null): boolean;
  describe(): { instructions: string; threads: number };
}

/** From the sources, and from dist/, where the same folders lie one deeper. */
const PLACES = ['../../../', '../../../../'].map((root) =>
  fileURLToPath(new URL(`${root}native-kernels/build/${process.platform}-${process.arch}.node`, import.meta.url)),
);

let known: Kernels | string | null = null;

/** The native kernels, or one sentence on why they are not there. */
export function loadKernels(places: readonly string[] = PLACES): Kernels | string {
  if (places !== PLACES) return tryToLoad(places);
  known ??= tryToLoad(places);
  return known;
}

function tryToLoad(places: readonly string[]): Kernels | string {
  const path = places.find((place) => existsSync(place));
  if (path === undefined) return 'The native kernels are not built.';
  try {
    return createRequire(import.meta.url)(path) as Kernels;
  } catch (error) {
    return `The native kernels cannot be loaded: ${error instanceof Error ? error.message.split('\n')[0] : error}.`;
  }
}
