/**
 * The surface that the points of an index lie on, drawn as one round disc per point that stands at right
 * angles to the point's normal. The shader (splat-material.ts) and the click (splat-picking.ts) use the
 * same discs, so that what is clicked is what is seen.
 */

export interface Splats {
  /** x, y, z by point, normalised world. */
  readonly positions: Float32Array;
  /** By point, in units of 1/127; all zero where it is not known: then the disc faces the eye. */
  readonly normals: Int8Array;
  /** By point: 0 where too few cameras see it or it cannot be relied on. */
  readonly counts: Uint8Array;
  /** Distance between neighbouring points. */
  readonly spacing: number;
}

/** Radius of a disc in distances between points: neighbours overlap even where they are not in a grid. */
export const RADIUS = 0.9;

/**
 * Part of that radius where a point does not count: what floats before surfaces, where the field is a guess,
 * is seen and does not hide them.
 */
export const UNCOUNTED = 0.3;

/**
 * How far the rim of a disc lies behind its middle, in its radii. Of discs that overlap the one with the
 * nearer middle is seen, so that each point has its own patch of the surface, whatever is drawn first.
 */
export const BULGE = 0.6;

/** Discs never turn further from the eye than this cosine: edge on, they would leave holes in the surface. */
export const LEAST_FACING = 0.3;

export const radiusOf = ({ spacing }: Pick<Splats, 'spacing'>): number => RADIUS * spacing;
