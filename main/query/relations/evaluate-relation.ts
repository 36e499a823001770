import { dot, scaled, type Vector } from '../../capture/matrix.ts';
import { intervalAlong, type OrientedBox } from '../oriented-box.ts';
import type { ViewerFrame } from './frame.ts';
import type { RelationName } from './sentence.ts';

/** The boxes of what was found hold for at best the distance between neighbouring points. */
export interface RelationSetting extends ViewerFrame {
  /** Distance between neighbouring points of the index, normalised world. */
  readonly spacing: number;
}

/** How well a relation holds between a thing and what it refers to, in [0, 1]. */
type Evaluate = (thing: OrientedBox, references: readonly OrientedBox[], setting: RelationSetting) => number;

/** How much less a direction holds for what is far away in it. */
const FAR = 0.25;

/** Every relation: `left` and its kind as the viewer sees it, `above`, `below` and `on` by the scene's up, the rest by distance. */
const relations: Readonly<Record<RelationName, Evaluate>> = {
  left: (a, [b], setting) => beyond(a, b!, scaled(setting.right, -1), setting),
  right: (a, [b], setting) => beyond(a, b!, setting.right, setting),
  front: (a, [b], setting) => beyond(a, b!, scaled(setting.forward, -1), setting),
  behind: (a, [b], setting) => beyond(a, b!, setting.forward, setting),
  above: (a, [b], setting) => beyond(a, b!, setting.up, setting),
  below: (a, [b], setting) => beyond(a, b!, scaled(setting.up, -1), setting),
  on: (a, [b], setting) => on(a, b!, setting),
  inside: (a, [b], setting) => inside(a, b!, setting),
  near: (a, [b], setting) => near(a, b!, setting),
  between: (a, [b, c], setting) => between(a, b!, c!, setting),
};

/**
 * How well a relation holds, in [0, 1]: 1 as anyone would say it, about a half where one could argue, 0
 * where it does not.
 */
export function evaluateRelation(
  relation: RelationName,
  thing: OrientedBox,
  references: readonly OrientedBox[],
  setting: RelationSetting,
): number {
  return relations[relation](thing, references, setting);
}

/**
 * Whether `a` lies beyond `b` in a direction: fully once their centres are as far apart in it as the boxes
 * reach, less the more they are offset to its sides (the cosine of the angle between them). Of two that
 * do, the nearer one is meant.
 */
function beyond(a: OrientedBox, b: OrientedBox, direction: Vector, frame: ViewerFrame): number {
  const { right, up, forward } = frame;
  const ahead = dot(difference(a.centre, b.centre), direction);
  if (ahead <= 0) return 0;
  const reach = halfLength(intervalAlong(a, direction)) + halfLength(intervalAlong(b, direction));
  const aside = [right, up, forward]
    .filter((axis) => Math.abs(dot(axis, direction)) < 0.5)
    .map((axis) => gap(intervalAlong(a, axis), intervalAlong(b, axis)));
  const holds = Math.min(1, ahead / Math.max(reach, Number.MIN_VALUE)) * (ahead / Math.hypot(ahead, ...aside));
  return holds * (1 - FAR + FAR * near(a, b, frame));
}

/** On top of it and touching: the part of the footprint that rests on it, less the wider the gap below. */
function on(a: OrientedBox, b: OrientedBox, { up, spacing }: RelationSetting): number {
  if (dot(difference(a.centre, b.centre), up) <= 0) return 0;
  const [bottom, top] = intervalAlong(a, up);
  const [, surface] = intervalAlong(b, up);
  const tolerance = 2 * spacing + (top - bottom) / 4;
  return footprintWithin(a, b, up, spacing) * Math.exp(-(((bottom - surface) / tolerance) ** 2));
}

/** The part of its footprint, and of its height, that is within the other; what sticks out at the top counts half. */
function inside(a: OrientedBox, b: OrientedBox, { up, spacing }: RelationSetting): number {
  const height = partWithin(intervalAlong(a, up), intervalAlong(b, up), spacing);
  return footprintWithin(a, b, up, spacing) * Math.sqrt(height);
}

/** 1 where they touch; falls by half when the gap grows by 0.7 of their mean size. */
function near(a: OrientedBox, b: OrientedBox, { right, up, forward }: ViewerFrame): number {
  const gaps = [right, up, forward].map((axis) => gap(intervalAlong(a, axis), intervalAlong(b, axis)));
  const size = Math.hypot(...a.halfExtent) + Math.hypot(...b.halfExtent);
  return Math.exp(-Math.hypot(...gaps) / Math.max(size, Number.MIN_VALUE));
}

/** In the middle half of the way from one to the other, and near the line between them. */
function between(a: OrientedBox, b: OrientedBox, c: OrientedBox, { spacing }: RelationSetting): number {
  const way = difference(c.centre, b.centre);
  const length = Math.hypot(...way);
  if (length < spacing) return 0;
  const from = difference(a.centre, b.centre);
  const part = dot(from, way) / length ** 2;
  const aside = Math.hypot(...difference(from, scaled(way, part)));
  const along = Math.max(0, Math.min(1, 4 * part, 4 * (1 - part)));
  return along * Math.exp(-((aside / (length / 2)) ** 2));
}

function footprintWithin(a: OrientedBox, b: OrientedBox, up: Vector, spacing: number): number {
  return b.axes
    .filter((axis) => Math.abs(dot(axis, up)) < 0.5)
    .reduce((part, axis) => part * partWithin(intervalAlong(a, axis), intervalAlong(b, axis), spacing), 1);
}

type Interval = readonly [from: number, to: number];

/** The part of an interval that is within another, each as thick as a point at least. */
function partWithin([fromA, toA]: Interval, [fromB, toB]: Interval, spacing: number): number {
  const length = Math.max(toA - fromA, spacing);
  const common = Math.min(toA, toB) - Math.max(fromA, fromB) + (length - (toA - fromA));
  return Math.max(0, Math.min(1, common / length));
}

const gap = ([fromA, toA]: Interval, [fromB, toB]: Interval) => Math.max(0, fromA - toB, fromB - toA);
const halfLength = ([from, to]: Interval) => (to - from) / 2;
const difference = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
