/**
 * Geometry of the multi-scale crop pyramid: square tiles of seven sizes, cut from an image that is padded
 * with black, so that every pixel lies near the middle of some tile of each size.
 *
 * Follows the reference implementation of LERF to the pixel, its roundings included.
 */

/** One size of tiles over one image. All lengths in pixels of that image. */
export interface PyramidLevel {
  /** Side of a tile. */
  readonly side: number;
  /** From one tile to the next, in both directions. */
  readonly stride: number;
  /** How far the first tile reaches out of the image, above and to the left. */
  readonly padding: number;
  readonly rows: number;
  readonly columns: number;
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** A square of the image, in pixels. */
export interface Tile {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

export const LEVELS = 7;

/** Sides of the smallest and the largest tiles, as fractions of the image's height. */
export const SMALLEST_TILE = 0.05;
export const LARGEST_TILE = 0.5;

/**
 * Sides of the tiles as fractions of the image's height, evenly spaced. In float32 and from both
 * ends, as torch.linspace computes them: the third is a little less than 0.2, which decides how many
 * pixels a tile has where the height is a multiple of five.
 */
export const TILE_RATIOS: readonly number[] = Array.from({ length: LEVELS }, (_, level) => {
  const { fround } = Math;
  const [first, last] = [fround(SMALLEST_TILE), fround(LARGEST_TILE)];
  const step = fround(fround(last - first) / (LEVELS - 1));
  const fromLast = LEVELS - 1 - level;
  return level < fromLast ? fround(first + fround(step * level)) : fround(last - fround(step * fromLast));
});

/** The levels over an image, smallest tiles first. */
export function pyramidLevels({ width, height }: ImageSize): PyramidLevel[] {
  return TILE_RATIOS.map((ratio) => {
    // Images of a few pixels, which the reference never met, still get tiles and strides of one pixel.
    const side = Math.max(1, Math.floor(height * ratio));
    const stride = Math.max(1, Math.floor(side * strideRatio(ratio)));
    const padding = Math.floor(side / 2);
    const tiles = (length: number) => Math.floor((length + 2 * padding - side) / stride) + 1;
    return { side, stride, padding, rows: tiles(height), columns: tiles(width) };
  });
}

export function tileCount(size: ImageSize): number {
  return pyramidLevels(size).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

/** The tiles of a level, row by row: their top left corners, which may lie outside the image. */
export function tilesOf({ side, stride, padding, rows, columns }: PyramidLevel): Tile[] {
  return Array.from({ length: rows * columns }, (_, index) => ({
    left: (index % columns) * stride - padding,
    top: Math.floor(index / columns) * stride - padding,
    side,
  }));
}

/** Small tiles lie side by side, large ones overlap by half: linear in between, constant outside. */
function strideRatio(tileRatio: number): number {
  const [small, large] = [0.05, 0.15];
  if (tileRatio >= large) return 0.5;
  return 1 + ((0.5 - 1) / (large - small)) * (tileRatio - small);
}

/**
 * Where a coordinate lies among the tiles of a level along one axis: 0 at the centre of the first tile, 1
 * at that of the second. `position` is continuous, in pixels: 0.5 is the middle of the first pixel.
 */
export function tilePosition({ side, stride, padding }: PyramidLevel, position: number): number {
  return (position - (side / 2 - padding)) / stride;
}
