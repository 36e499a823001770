import type { Subspace } from './subspace.ts';

/** Surfaces of a scene as points. All arrays are by point. */
export interface SurfacePoints {
  /** x, y, z, normalised world. */
  readonly positions: Float32Array;
  /** r, g, b */
  readonly colours: Uint8Array;
  /** x, y, z in units of 1/127: which way the surface faces. */
  readonly normals: Int8Array;
  /** How many training cameras see it. */
  readonly views: Uint16Array;
  /** In units of 1/255. */
  readonly confidence: Uint8Array;
}

/** What was embedded and how well it was kept. */
export interface IndexOrigin {
  /** Of the run whose field it is, and the step of the checkpoint. */
  readonly run: string;
  readonly step: number;
  readonly encoder: string;
  readonly fingerprint: string;
  /**
   * Spearman's rank correlation between similarities by the index and by the field itself, to directions in
   * which the embeddings differ; the lowest of them.
   */
  readonly rankCorrelation: number;
}

/**
 * A trained language field, sampled at points on surfaces × sizes of what is looked for: what queries are
 * answered from. Embeddings are coordinates in a subspace at 8 bits.
 */
export interface IndexData extends SurfacePoints {
  readonly origin: IndexOrigin;
  /** Sizes of what is looked for, normalised world, [S]. */
  readonly scales: Float32Array;
  /** Distance between neighbouring points, normalised world. */
  readonly spacing: number;
  readonly subspace: Subspace;
  /** What one step of a code is along each direction of the subspace, [K]. */
  readonly steps: Float32Array;
  /** Coordinates in units of `steps`, [S, K, N]. */
  readonly codes: Int8Array;
}
