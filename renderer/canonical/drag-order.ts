/** Where the rows of a list are while one of them is dragged; all are of the same height. */

interface Drag {
  /** Place of the row that is dragged. */
  readonly from: number;
  readonly rowHeight: number;
  /** Of the pointer, in pixels: where it went down and where it is. */
  readonly startY: number;
  readonly y: number;
}

/** Where the row would be put down, among `count` places. */
export function dropPlace({ from, rowHeight, startY, y }: Drag, count: number): number {
  const to = from + Math.round((y - startY) / rowHeight);
  return Math.min(count - 1, Math.max(0, to));
}

/** How far a row is drawn from its place, in pixels: the dragged one follows the pointer within the list. */
export function shiftOf(drag: Drag, at: number, count: number): number {
  const { from, rowHeight, startY, y } = drag;
  if (at === from) return Math.min((count - 1 - from) * rowHeight, Math.max(-from * rowHeight, y - startY));
  const to = dropPlace(drag, count);
  if (from < at && at <= to) return -rowHeight;
  return to <= at && at < from ? rowHeight : 0;
}
