import type { FoundObject, Mark, Vector } from '../../main/api/contract.ts';

/** How much of the scene is shown around a single place, normalised world. */
const AROUND_A_PLACE = 0.15;

const distance = (a: Vector, b: Vector) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** The ball that has to be seen to see a mark; null for a note, which is always seen. */
export function reachOfMark(mark: Mark): { centre: Vector; radius: number } | null {
  switch (mark.kind) {
    case 'marker':
      return { centre: mark.at, radius: AROUND_A_PLACE };
    case 'arrow': {
      const { from, to } = mark;
      const centre: Vector = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2];
      return { centre, radius: Math.max(AROUND_A_PLACE, distance(from, to) / 2) };
    }
    case 'box':
      return { centre: mark.centre, radius: Math.hypot(...mark.halfExtent) };
    case 'note':
      return null;
  }
}

/** A found object's box as a mark that stays when the question is gone. */
export const boxOf = (id: string, { centre, axes, halfExtent }: FoundObject, text: string): Mark => ({
  kind: 'box',
  id,
  centre,
  axes,
  halfExtent,
  text,
});
