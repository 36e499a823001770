/** Outlines of what masks show, for labels: connected regions, traced along pixel edges and simplified. */

export type Point = readonly [x: number, y: number];

export interface Region {
  readonly pixels: number;
  /** x1, y1, x2, y2 in pixels; the right and lower edges are outside. */
  readonly box: readonly [number, number, number, number];
  /** Outer outline, clockwise on screen, in pixel coordinates; holes are not cut out. */
  readonly outline: readonly Point[];
}

/**
 * Connected regions (over edges, not corners) of the pixels for which `isInside` holds, largest first.
 * @param tolerance how far the simplified outline may stray from the traced one, in pixels.
 */
export function regionsOf(
  width: number,
  height: number,
  isInside: (pixel: number) => boolean,
  { leastPixels = 1, tolerance = 0.8 }: { leastPixels?: number; tolerance?: number } = {},
): Region[] {
  const region = new Int32Array(width * height);
  const found: Region[] = [];
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (region[pixel] !== 0 || !isInside(pixel)) continue;
    const id = found.length + 1;
    const { pixels, box } = flood(region, width, height, pixel, id, isInside);
    // The first pixel in reading order is a topmost one: the outline passes its upper edge.
    const outline = simplified(traced(region, width, height, pixel, id), tolerance);
    found.push({ pixels, box, outline });
  }
  return found.filter(({ pixels }) => pixels >= leastPixels).toSorted((a, b) => b.pixels - a.pixels);
}

function flood(
  region: Int32Array,
  width: number,
  height: number,
  start: number,
  id: number,
  isInside: (pixel: number) => boolean,
): Pick<Region, 'pixels' | 'box'> {
  const stack = [start];
  region[start] = id;
  let pixels = 0;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    pixels++;
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
    const visit = (neighbour: number) => {
      if (region[neighbour] !== 0 || !isInside(neighbour)) return;
      region[neighbour] = id;
      stack.push(neighbour);
    };
    if (x > 0) visit(pixel - 1);
    if (x + 1 < width) visit(pixel + 1);
    if (y > 0) visit(pixel - width);
    if (y + 1 < height) visit(pixel + width);
  }
  return { pixels, box: [left, top, right, bottom] };
}

/** Right, down, left, up on screen. */
const STEPS: readonly Point[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/** Walks along pixel edges with the region on the right hand, from the upper left corner of `start`. */
function traced(region: Int32Array, width: number, height: number, start: number, id: number): Point[] {
  const isRegion = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && region[y * width + x] === id;
  const origin: Point = [start % width, Math.floor(start / width)];
  const outline: Point[] = [];
  let [x, y] = origin;
  let heading = 0;
  do {
    outline.push([x, y]);
    [x, y] = [x + STEPS[heading]![0], y + STEPS[heading]![1]];
    // The two pixels ahead of the corner just reached, on the left and on the right of the heading.
    const [dx, dy] = STEPS[heading]!;
    const ahead = (side: number) => {
      const [sx, sy] = [-dy * side, dx * side];
      return isRegion(Math.floor(x + (dx + sx - 1) / 2), Math.floor(y + (dy + sy - 1) / 2));
    };
    // Regions are connected over edges: at a corner that touches another pixel it turns right first.
    if (!ahead(1)) heading = (heading + 1) % 4;
    else if (ahead(-1)) heading = (heading + 3) % 4;
  } while (x !== origin[0] || y !== origin[1] || heading !== 0);
  return outline;
}

/** Douglas and Peucker (1973) on a closed outline, split at its two points that are farthest apart. */
function simplified(outline: readonly Point[], tolerance: number): Point[] {
  const first = 0;
  const far = outline.reduce(
    (best, point, index) =>
      distance(point, outline[first]!) > distance(outline[best]!, outline[first]!) ? index : best,
    0,
  );
  const closed = [...outline, outline[first]!];
  return [...between(closed, first, far, tolerance), ...between(closed, far, outline.length, tolerance)];
}

/** The points to keep from `start` up to, and without, `end`. */
function between(points: readonly Point[], start: number, end: number, tolerance: number): Point[] {
  let [worst, error] = [-1, tolerance];
  for (let index = start + 1; index < end; index++) {
    const away = distanceToSegment(points[index]!, points[start]!, points[end]!);
    if (away > error) [worst, error] = [index, away];
  }
  if (worst < 0) return [points[start]!];
  return [...between(points, start, worst, tolerance), ...between(points, worst, end, tolerance)];
}

const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);

function distanceToSegment(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length;
  const t = Math.min(Math.max(along, 0), 1);
  return distance(point, [a[0] + t * dx, a[1] + t * dy]);
}
