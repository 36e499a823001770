import type { Frame, Mark } from '../api/contract.ts';
import { project } from '../capture/projection.ts';
import { escapeXml, FONTS, shortened, wrapped } from './svg.ts';

type Point = readonly [x: number, y: number];
type Vector = readonly [number, number, number];

const COLOUR = '#ffffff';
const OUTLINE = '#101418';
/** What is nearer than this is as good as behind the camera, normalised world. */
const NEAR = 0.01;
const LONGEST_TEXT = 320;
/** Of a text that stands in the picture, in characters; one that is longer goes on below. */
const LINE = 40;
/** Mean width of a character, and the distance between two lines, in font sizes. */
const CHARACTER = 0.56;
const LINE_HEIGHT = 1.3;
const FONT_SIZE = 14;
/** The twelve edges of a box by its corners, whose bits say on which side of each axis they are. */
const EDGES: readonly (readonly [number, number])[] = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) =>
  [1, 2, 4].filter((bit) => (corner & bit) === 0).map((bit) => [corner, corner | bit] as const),
);

/**
 * Marks as a camera sees them, to be laid over its picture; null where none is to be seen. They are not
 * hidden by what stands before them: who marks a thing wants to see the mark.
 */
export function marksOverlay(camera: Frame, marks: readonly Mark[]): string | null {
  const { width, height } = camera.intrinsics;
  // Readable at any size of picture.
  const unit = Math.max(1, Math.min(width, height) / 500);
  const shapes = marks.flatMap((mark) => shapesOf(mark, camera, unit));
  if (shapes.length === 0) return null;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${shapes.join('')}</svg>`;
}

function shapesOf(mark: Mark, camera: Frame, unit: number): string[] {
  const at = (point: Vector): Point | null => pixelOf(camera, point);
  switch (mark.kind) {
    case 'marker': {
      const place = at(mark.at);
      return place ? [dot(place, unit), label(place, [9, 4.5], mark.text, camera, unit)] : [];
    }
    case 'arrow': {
      const seen = inFront(camera, mark.from, mark.to);
      if (!seen) return [];
      const from = at(mark.from);
      const shaft = at(mark.to) ? arrow(...seen, unit) : line(...seen, unit);
      return [shaft, from ? label(from, [6, -6], mark.text, camera, unit) : ''];
    }
    case 'note': {
      const { width, height } = camera.intrinsics;
      return [label([mark.at[0] * width, mark.at[1] * height], [0, 0], mark.text, camera, unit)];
    }
    case 'box': {
      const corners = Array.from({ length: 8 }, (_, corner) => cornerOf(mark, corner));
      const seen = EDGES.flatMap(([a, b]) => inFront(camera, corners[a]!, corners[b]!) ?? []);
      if (seen.length === 0) return [];
      const lines = Array.from({ length: seen.length / 2 }, (_, i) => line(seen[2 * i]!, seen[2 * i + 1]!, unit));
      const top = seen.reduce((best, corner) => (corner[1] < best[1] ? corner : best));
      return [...lines, label(top, [0, -6], mark.text, camera, unit)];
    }
  }
}

/** One of the eight, whose bits say on which side of each axis it is. */
function cornerOf({ centre, axes, halfExtent }: Extract<Mark, { kind: 'box' }>, corner: number): Vector {
  const along = (i: number) =>
    axes.reduce((sum, axis, k) => sum + ((corner >> k) & 1 ? 1 : -1) * halfExtent[k]! * axis[i]!, centre[i]!);
  return [along(0), along(1), along(2)];
}

/** What of a line in space is in front of a camera, in its picture; null: nothing. */
function inFront(camera: Frame, a: Vector, b: Vector): [Point, Point] | null {
  const [nearA, nearB] = [depthOf(camera, a), depthOf(camera, b)];
  if (Math.max(nearA, nearB) <= NEAR) return null;
  const cut = (from: Vector, to: Vector, depthFrom: number, depthTo: number): Vector => {
    if (depthFrom >= NEAR) return from;
    const part = (NEAR - depthFrom) / (depthTo - depthFrom);
    const along = (i: 0 | 1 | 2) => from[i] + part * (to[i] - from[i]);
    return [along(0), along(1), along(2)];
  };
  const ends = [pixelOf(camera, cut(a, b, nearA, nearB)), pixelOf(camera, cut(b, a, nearB, nearA))] as const;
  return ends[0] && ends[1] ? [ends[0], ends[1]] : null;
}

/** Along the axis of the camera, which looks along its negative z. */
function depthOf({ worldFromCamera: m }: Frame, [x, y, z]: Vector): number {
  return -(m[2]! * (x - m[3]!) + m[6]! * (y - m[7]!) + m[10]! * (z - m[11]!));
}

function pixelOf(camera: Frame, [x, y, z]: Vector): Point | null {
  const found = { column: 0, row: 0, distance: 0 };
  project(found, camera, x, y, z);
  // A distance is only found in front of the camera; what lies beside the picture still has lines into it.
  return found.distance > 0 ? [found.column, found.row] : null;
}

const round = (value: number) => value.toFixed(1);

const dot = ([x, y]: Point, unit: number) =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${round(5 * unit)}" fill="#ff922b" stroke="${OUTLINE}" stroke-width="${round(1.5 * unit)}"/>`;

/** Light on a dark line, to be seen on both. */
const line = ([ax, ay]: Point, [bx, by]: Point, unit: number) =>
  [
    [OUTLINE, 3],
    [COLOUR, 1.5],
  ]
    .map(
      ([colour, thickness]) =>
        `<line x1="${round(ax)}" y1="${round(ay)}" x2="${round(bx)}" y2="${round(by)}" stroke="${colour}" stroke-width="${round(Number(thickness) * unit)}" stroke-linecap="round"/>`,
    )
    .join('');

function arrow(from: Point, to: Point, unit: number): string {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const wing = (turn: number): Point => [
    to[0] - 12 * unit * Math.cos(angle + turn),
    to[1] - 12 * unit * Math.sin(angle + turn),
  ];
  return [line(from, to, unit), line(wing(0.45), to, unit), line(wing(-0.45), to, unit)].join('');
}

/** Beside a place in the picture, by so much; moved into it as far as it would stick out. */
function label(
  [x, y]: Point,
  [right, down]: Point,
  text: string,
  { intrinsics: { width, height } }: Frame,
  unit: number,
): string {
  // Words at the edge would claim that the thing is there.
  if (x < 0 || y < 0 || x > width || y > height) return '';
  const size = FONT_SIZE * unit;
  const lines = wrapped(
    shortened(text.trim(), LONGEST_TEXT),
    Math.min(LINE, Math.floor(width / (CHARACTER * size)) - 2),
  );
  if (lines.length === 0) return '';
  const widest = Math.max(...lines.map((line) => line.length)) * CHARACTER * size;
  const left = Math.max(unit, Math.min(x + right * unit, width - widest - 4 * unit));
  const top = Math.max(size, Math.min(y + down * unit, height - (lines.length - 1) * LINE_HEIGHT * size - 0.4 * size));
  const spans = lines.map(
    (line, i) => `<tspan x="${round(left)}" y="${round(top + i * LINE_HEIGHT * size)}">${escapeXml(line)}</tspan>`,
  );
  return `<text font-family="${FONTS}" font-size="${round(size)}" fill="${COLOUR}" stroke="${OUTLINE}" stroke-width="${round(3 * unit)}" paint-order="stroke" stroke-linejoin="round">${spans.join('')}</text>`;
}
