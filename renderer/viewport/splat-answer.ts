/** What the questions found, as the shader reads it for each point: two numbers, written when an answer arrives. */

/** Numbers by point: relevancy in units of 1/65535, and which tint the point has, 0 for none. */
export const NUMBERS_PER_POINT = 2;

export interface Tint {
  /** By point: 0, or 1 + the object that it belongs to. */
  readonly objects: Uint8Array;
  /** From 1 on. */
  readonly slot: number;
}

/**
 * Writes relevancy and tints over what was there. Where objects of several questions overlap, the last one's
 * tint is seen. Answers to another number of points, asked before the index was built again, are left out.
 */
export function writeAnswer(target: Uint16Array, relevancy: Uint16Array | null, tints: readonly Tint[]): void {
  const points = target.length / NUMBERS_PER_POINT;
  target.fill(0);
  if (relevancy?.length === points) {
    for (let point = 0; point < points; point++) target[NUMBERS_PER_POINT * point] = relevancy[point]!;
  }
  for (const { objects, slot } of tints) {
    if (objects.length !== points) continue;
    for (let point = 0; point < points; point++) {
      if (objects[point] !== 0) target[NUMBERS_PER_POINT * point + 1] = slot;
    }
  }
}
