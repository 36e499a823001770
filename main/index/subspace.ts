import { symmetricEigen } from '../query/eigen.ts';

/**
 * The directions in which a scene's embeddings differ, so that few numbers say what hundreds said: a scene
 * has few things in it. Similarities to a phrase are `mean · phrase + (basis · phrase) · coordinates`.
 */
export interface Subspace {
  /** [D] */
  readonly mean: Float32Array;
  /** [K, D], rows of unit length at right angles, those that say most first. */
  readonly basis: Float32Array;
  /** Part of the embeddings' variance that it keeps, in [0, 1]. */
  readonly explained: number;
}

/** Enough: what is left out is less than 8 bits round away. */
const EXPLAINED = 0.9995;
/** 200,000 points × 8 scales × 64 bytes are 102 MB. */
const MAX_DIMENSIONS = 64;
/** Products of matrices run over whole vectors of numbers. */
const MULTIPLE = 8;
/** More directions than are asked for, which makes those that are converge much faster. */
const OVERSAMPLING = 8;
const ITERATIONS = 12;

/**
 * Learns the smallest subspace that keeps what tells embeddings apart (principal component analysis by
 * subspace iteration; Halko et al. 2011, algorithm 4.4).
 * @param samples embeddings, [M, D].
 */
export function learnSubspace(samples: Float32Array, dimensions: number): Subspace {
  const mean = meanOf(samples, dimensions);
  const covariance = covarianceOf(samples, mean);
  const total = mean.reduce((sum, _, d) => sum + covariance[d * dimensions + d]!, 0);
  const tried = Math.min(dimensions, MAX_DIMENSIONS + OVERSAMPLING);
  let directions = orthonormal(startingDirections(tried, dimensions), dimensions);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    directions = orthonormal(multiply(directions, covariance, dimensions), dimensions);
  }
  const { values, basis } = rotatedToPrincipal(directions, covariance, dimensions);
  let kept = 0;
  let size = 0;
  const limit = Math.min(dimensions, MAX_DIMENSIONS);
  while (size < limit && (kept < EXPLAINED * total || size % MULTIPLE !== 0 || size === 0)) kept += values[size++]!;
  return {
    mean,
    basis: Float32Array.from(basis.subarray(0, size * dimensions)),
    explained: total > 0 ? Math.min(1, kept / total) : 1,
  };
}

/** Where an embedding is in the subspace, [K]; for a phrase, what its similarity is made of. */
export function coordinatesOf({ basis }: Subspace, embedding: ArrayLike<number>): Float32Array {
  const dimensions = embedding.length;
  return Float32Array.from({ length: basis.length / dimensions }, (_, k) => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += basis[k * dimensions + d]! * embedding[d]!;
    return sum;
  });
}

function meanOf(samples: Float32Array, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  for (let i = 0; i < samples.length; i++) sums[i % dimensions]! += samples[i]!;
  return Float32Array.from(sums, (sum) => (sum * dimensions) / samples.length);
}

/** [D, D] */
function covarianceOf(samples: Float32Array, mean: Float32Array): Float64Array {
  const dimensions = mean.length;
  const count = samples.length / dimensions;
  const result = new Float64Array(dimensions * dimensions);
  const centred = new Float64Array(dimensions);
  for (let sample = 0; sample < count; sample++) {
    for (let d = 0; d < dimensions; d++) centred[d] = samples[sample * dimensions + d]! - mean[d]!;
    for (let row = 0; row < dimensions; row++) {
      const value = centred[row]! / count;
      for (let column = row; column < dimensions; column++) {
        result[row * dimensions + column]! += value * centred[column]!;
      }
    }
  }
  for (let row = 0; row < dimensions; row++) {
    for (let column = 0; column < row; column++) result[row * dimensions + column] = result[column * dimensions + row]!;
  }
  return result;
}

/** Directions that are at right angles to none that matter: the same ones every time. */
function startingDirections(count: number, dimensions: number): Float64Array {
  return Float64Array.from(
    { length: count * dimensions },
    (_, i) => Math.sin(12.9898 * (i + 1)) + Math.cos(78.233 * i * i),
  );
}

/** directions [K, D] × symmetric matrix [D, D]. */
function multiply(directions: Float64Array, matrix: Float64Array, dimensions: number): Float64Array {
  const result = new Float64Array(directions.length);
  for (let row = 0; row < directions.length; row += dimensions) {
    for (let d = 0; d < dimensions; d++) {
      const value = directions[row + d]!;
      for (let column = 0; column < dimensions; column++) {
        result[row + column]! += value * matrix[d * dimensions + column]!;
      }
    }
  }
  return result;
}

/** Rows made of unit length and at right angles (Gram-Schmidt, twice, which is enough); rows of nothing stay so. */
function orthonormal(rows: Float64Array, dimensions: number): Float64Array {
  const result = rows.slice();
  const largest = rows.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  for (let row = 0; row < result.length; row += dimensions) {
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other += dimensions) {
        let product = 0;
        for (let d = 0; d < dimensions; d++) product += result[row + d]! * result[other + d]!;
        for (let d = 0; d < dimensions; d++) result[row + d]! -= product * result[other + d]!;
      }
    }
    const length = Math.sqrt(result.subarray(row, row + dimensions).reduce((sum, value) => sum + value * value, 0));
    const factor = length > 1e-12 * largest ? 1 / length : 0;
    for (let d = 0; d < dimensions; d++) result[row + d]! *= factor;
  }
  return result;
}

/** Directions of the same space along which the samples vary independently, largest variance first. */
function rotatedToPrincipal(directions: Float64Array, covariance: Float64Array, dimensions: number) {
  const count = directions.length / dimensions;
  const product = multiply(directions, covariance, dimensions);
  const within = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      for (let d = 0; d < dimensions; d++) {
        within[i * count + j]! += directions[i * dimensions + d]! * product[j * dimensions + d]!;
      }
    }
  }
  const { values, vectors } = symmetricEigen(within, count);
  const basis = new Float64Array(directions.length);
  for (let row = 0; row < count; row++) {
    for (let from = 0; from < count; from++) {
      const weight = vectors[row * count + from]!;
      for (let d = 0; d < dimensions; d++) basis[row * dimensions + d]! += weight * directions[from * dimensions + d]!;
    }
  }
  return { values, basis };
}
