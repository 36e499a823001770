import { regionsOf } from '../outlines.ts';
import type { Target } from './phrases.ts';

/** One outline of what a phrase fits, as LERF's own evaluation set has it. */
export interface Label {
  readonly category: string;
  /** x1, y1, x2, y2 in pixels. */
  readonly bbox: readonly number[];
  readonly segmentation: readonly (readonly number[])[];
}

export interface LabelledFrame {
  readonly width: number;
  readonly height: number;
  /** Part ids, one a pixel, row-major. */
  readonly ids: Uint8Array;
  /** Pixels that each object would cover with nothing in front of it. */
  readonly coverage: Readonly<Record<number, number>>;
}

/** Things of fewer pixels, or of which less shows, are not asked for. */
const leastPixels = 60;
const leastVisible = 0.3;

/** Objects that can be told in a frame: large enough and not too hidden. */
export function visibleObjects({ ids, coverage }: LabelledFrame, targets: Iterable<Target>): Set<number> {
  const pixels = countIds(ids);
  const visible = new Set<number>();
  for (const { object } of targets) {
    const seen = object.parts.reduce((sum, { id }) => sum + (pixels[id] ?? 0), 0);
    if (seen >= leastPixels && seen >= leastVisible * (coverage[object.id] ?? 0)) visible.add(object.id);
  }
  return visible;
}

/** Labels of a frame: an entry for each phrase and each connected region of what it fits. */
export function labelFrame(frame: LabelledFrame, phrases: ReadonlyMap<string, readonly Target[]>): Label[] {
  const { ids, width, height } = frame;
  const visible = visibleObjects(frame, [...phrases.values()].flat());
  const pixels = countIds(ids);
  const labels: Label[] = [];
  for (const [category, targets] of phrases) {
    for (const { object, ids: own } of targets) {
      const seen = own.reduce((sum, id) => sum + (pixels[id] ?? 0), 0);
      if (!visible.has(object.id) || seen < leastPixels) continue;
      const wanted = new Uint8Array(256);
      for (const id of own) wanted[id] = 1;
      for (const { box, outline } of regionsOf(width, height, (pixel) => wanted[ids[pixel]!] === 1, {
        leastPixels: 30,
      })) {
        labels.push({ category, bbox: [...box], segmentation: outline });
      }
    }
  }
  return labels;
}

function countIds(ids: Uint8Array): Uint32Array {
  const pixels = new Uint32Array(256);
  for (const id of ids) pixels[id]!++;
  return pixels;
}
