/** A rectangle in CSS pixels, measured from the viewport's top left corner. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The largest rectangle of the given aspect (width / height) centred in `area`. */
export function containedRect(area: Rect, aspect: number): Rect {
  const width = Math.min(area.width, area.height * aspect);
  const height = width / aspect;
  return {
    left: area.left + (area.width - width) / 2,
    top: area.top + (area.height - height) / 2,
    width,
    height,
  };
}

/** `area` cut into columns of equal width with `gap` pixels between them. */
export function columnsOf(area: Rect, count: number, gap: number): Rect[] {
  const width = (area.width - gap * (count - 1)) / count;
  return Array.from({ length: count }, (_, column) => ({ ...area, left: area.left + column * (width + gap), width }));
}
