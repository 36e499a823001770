/** Where labels go so that each can be read: none lies on another, none is cut off. */

export interface LabelToPlace {
  readonly key: string;
  /** What it names, in CSS pixels from the top left corner of the view. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Stands exactly at its place, its top left corner there, whatever lies below. */
  readonly isFixed: boolean;
}

export interface PlacedLabel {
  readonly key: string;
  readonly left: number;
  readonly top: number;
}

const GAP = 10;
const MARGIN = 4;
/** How often a label may step further away from what it names. */
const STEPS = 3;

/**
 * Places labels in the order given, the most important first: above what they name, else below, else
 * beside it, else a little further away. What finds no place, or names something outside the view, is left out.
 */
export function placeLabels(
  labels: readonly LabelToPlace[],
  view: { readonly width: number; readonly height: number },
): PlacedLabel[] {
  const placed: (PlacedLabel & { width: number; height: number })[] = [];
  const isFree = (left: number, top: number, { width, height }: LabelToPlace) =>
    left >= MARGIN &&
    top >= MARGIN &&
    left + width <= view.width - MARGIN &&
    top + height <= view.height - MARGIN &&
    placed.every(
      (other) =>
        left + width + MARGIN <= other.left ||
        other.left + other.width + MARGIN <= left ||
        top + height + MARGIN <= other.top ||
        other.top + other.height + MARGIN <= top,
    );
  // What stands at a place of its own is there before anything moves out of its way.
  for (const label of labels.filter(({ isFixed }) => isFixed)) {
    const left = Math.max(MARGIN, Math.min(label.x, view.width - label.width - MARGIN));
    const top = Math.max(MARGIN, Math.min(label.y, view.height - label.height - MARGIN));
    placed.push({ ...label, left, top });
  }
  for (const label of labels) {
    const { x, y } = label;
    if (label.isFixed || x < 0 || y < 0 || x > view.width || y > view.height) continue;
    const place = candidates(label, view).find(([left, top]) => isFree(left, top, label));
    if (place !== undefined) placed.push({ ...label, left: place[0], top: place[1] });
  }
  return placed.map(({ key, left, top }) => ({ key, left, top }));
}

/** Above, below, right and left of a place; slid along its edge where one stands near that of the view. */
function candidates(
  { x, y, width, height }: LabelToPlace,
  view: { readonly width: number; readonly height: number },
): [left: number, top: number][] {
  const left = Math.max(MARGIN, Math.min(x - width / 2, view.width - width - MARGIN));
  const top = Math.max(MARGIN, Math.min(y - height / 2, view.height - height - MARGIN));
  const places: [number, number][] = [];
  for (let step = 0; step < STEPS; step++) {
    const away = GAP + step * (height + MARGIN);
    places.push([left, y - away - height], [left, y + away], [x + away, top], [x - away - width, top]);
  }
  return places;
}
