/**
 * What an encoder alone finds in one photograph: relevancy from the embeddings of its own crops, without a
 * field. It is what the field has to be better than.
 */
import { type PyramidLevel, pyramidLevels, TILE_RATIOS, tilePosition } from '../features/pyramid.ts';
import { largestSimilarity, relevancyOfDifference, similarities } from '../query/relevancy.ts';
import type { FeatureGrid } from '../store/features.ts';
import type { Queries } from '../view/language-renderer.ts';
import { peakOf, type RelevancyMap } from './relevancy-map.ts';

/**
 * Relevancy of every `stride`-th pixel to each phrase, at the size of crops with the highest peak.
 *
 * Between the centres of crops their embeddings are interpolated as the field's targets are; so the
 * similarities, which are linear in them, are interpolated instead, and compared after that.
 *
 * @param grids embeddings of the photograph's crop pyramid, one for each level
 * @returns maps whose scale is the side of the crops as a part of the image's height
 */
export function cropRelevancy(
  size: { readonly width: number; readonly height: number },
  grids: readonly FeatureGrid[],
  { phrases, canonical }: Queries,
  dimensions: number,
  stride: number,
): RelevancyMap[] {
  const width = Math.ceil(size.width / stride);
  const height = Math.ceil(size.height / stride);
  const best: RelevancyMap[] = [];
  const highest: number[] = [];
  for (const [index, level] of pyramidLevels(size).entries()) {
    const embeddings = Float32Array.from(grids[index]!.values);
    const columns = spread(level, level.columns, width, stride);
    const rows = spread(level, level.rows, height, stride);
    const atPixels = (queries: Float32Array) =>
      similarities(embeddings, queries, dimensions).map((tiles) => interpolate(tiles, level.columns, columns, rows));
    const canonicalSimilarity = largestSimilarity(atPixels(canonical));
    for (const [phrase, similarity] of atPixels(phrases).entries()) {
      const values = similarity.map((value, pixel) => relevancyOfDifference(value - canonicalSimilarity[pixel]!));
      const map = { scale: TILE_RATIOS[index]!, width, height, stride, values };
      const { relevancy } = peakOf(map);
      if (best[phrase] && relevancy <= highest[phrase]!) continue;
      best[phrase] = map;
      highest[phrase] = relevancy;
    }
  }
  return best;
}

/** For pixels along one axis: the tile before it, the one after it, and how far it is towards that. */
interface Spread {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  readonly part: Float32Array;
}

/** Beyond the outermost centres of tiles the nearest ones stand in. */
function spread(level: PyramidLevel, tiles: number, pixels: number, stride: number): Spread {
  const result = { before: new Uint32Array(pixels), after: new Uint32Array(pixels), part: new Float32Array(pixels) };
  for (let pixel = 0; pixel < pixels; pixel++) {
    const position = Math.min(Math.max(tilePosition(level, pixel * stride + 0.5), 0), tiles - 1);
    result.before[pixel] = Math.floor(position);
    result.after[pixel] = Math.ceil(position);
    result.part[pixel] = position - Math.floor(position);
  }
  return result;
}

/** Bilinear. @param tiles row-major, `tileColumns` in each row */
function interpolate(tiles: Float32Array, tileColumns: number, columns: Spread, rows: Spread): Float32Array {
  const width = columns.part.length;
  const values = new Float32Array(width * rows.part.length);
  const between = (row: number, column: number) => {
    const left = tiles[row * tileColumns + columns.before[column]!]!;
    return left + columns.part[column]! * (tiles[row * tileColumns + columns.after[column]!]! - left);
  };
  for (let row = 0; row < rows.part.length; row++) {
    for (let column = 0; column < width; column++) {
      const above = between(rows.before[row]!, column);
      values[row * width + column] = above + rows.part[row]! * (between(rows.after[row]!, column) - above);
    }
  }
  return values;
}
