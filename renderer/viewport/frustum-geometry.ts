/**
 * The cameras of a capture as two plain vertex buffers, one of lines and one of image planes, so that
 * any number of them is drawn with two draw calls.
 */
import type { Frame } from '../../main/api/contract.ts';

/** Four edges from the centre, four around the image, two for the mark that shows which side is up. */
export const LINE_VERTICES_PER_CAMERA = 20;
export const PLANE_VERTICES_PER_CAMERA = 4;
export const PLANE_TRIANGLES_PER_CAMERA = 2;

export type Point = readonly [x: number, y: number, z: number];

/** Camera centre in the normalised world. */
export const centreOf = ({ worldFromCamera: m }: Frame): Point => [m[3]!, m[7]!, m[11]!];

function toWorld({ worldFromCamera: m }: Frame, [x, y, z]: Point): Point {
  return [
    m[0]! * x + m[1]! * y + m[2]! * z + m[3]!,
    m[4]! * x + m[5]! * y + m[6]! * z + m[7]!,
    m[8]! * x + m[9]! * y + m[10]! * z + m[11]!,
  ];
}

/**
 * Corners of a frame's image plane in the world: top left, top right, bottom right, bottom left. The
 * plane stands where the image's longer side measures `size`.
 */
export function imagePlane(frame: Frame, size: number): [Point, Point, Point, Point] {
  const { width, height, fx, fy, cx, cy } = frame.intrinsics;
  const distance = size / Math.max(width / fx, height / fy);
  const corner = (column: number, row: number) =>
    toWorld(frame, [((column - cx) / fx) * distance, ((cy - row) / fy) * distance, -distance]);
  return [corner(0, 0), corner(width, 0), corner(width, height), corner(0, height)];
}

const MARK_HEIGHT = 0.22;

/** Line segments of every frustum, xyz per vertex, `LINE_VERTICES_PER_CAMERA` vertices each. */
export function frustumLines(frames: readonly Frame[], size: number): Float32Array {
  const positions = new Float32Array(frames.length * LINE_VERTICES_PER_CAMERA * 3);
  let offset = 0;
  const segment = (from: Point, to: Point) => {
    positions.set(from, offset);
    positions.set(to, offset + 3);
    offset += 6;
  };
  for (const frame of frames) {
    const centre = centreOf(frame);
    const corners = imagePlane(frame, size);
    for (const [i, corner] of corners.entries()) {
      segment(centre, corner);
      segment(corner, corners[(i + 1) % 4]!);
    }
    const [topLeft, topRight, , bottomLeft] = corners;
    const tip = topLeft.map((x, i) => (x + topRight[i]!) / 2 + (x - bottomLeft[i]!) * MARK_HEIGHT) as unknown as Point;
    segment(topLeft, tip);
    segment(tip, topRight);
  }
  return positions;
}

/** Corners of every image plane, xyz per vertex, and the triangles between them. */
export function imagePlanes(frames: readonly Frame[], size: number): { positions: Float32Array; indices: Uint32Array } {
  const positions = new Float32Array(frames.length * PLANE_VERTICES_PER_CAMERA * 3);
  const indices = new Uint32Array(frames.length * PLANE_TRIANGLES_PER_CAMERA * 3);
  for (const [camera, frame] of frames.entries()) {
    const first = camera * PLANE_VERTICES_PER_CAMERA;
    for (const [i, corner] of imagePlane(frame, size).entries()) positions.set(corner, (first + i) * 3);
    // Counter-clockwise as the camera sees them.
    indices.set([first, first + 3, first + 2, first, first + 2, first + 1], camera * PLANE_TRIANGLES_PER_CAMERA * 3);
  }
  return { positions, indices };
}

const SMALLEST = 0.07;
const LARGEST = 0.16;

/**
 * A size at which most neighbouring frustums do not hide each other, from the median distance between a
 * camera and the nearest other one; in normalised world units.
 */
export function frustumSize(frames: readonly Frame[]): number {
  const centres = frames.map(centreOf);
  const nearest = centres.map((a, i) => {
    let closest = Number.POSITIVE_INFINITY;
    for (const [j, b] of centres.entries()) {
      if (i === j) continue;
      closest = Math.min(closest, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
    }
    return closest;
  });
  const median = nearest.sort((a, b) => a - b)[Math.floor(nearest.length / 2)] ?? Number.POSITIVE_INFINITY;
  return Math.min(LARGEST, Math.max(SMALLEST, median * 1.2));
}
