import type { Intrinsics } from '../../main/api/contract.ts';
import { columnsOf, containedRect, type Rect } from './rect.ts';

const MARGIN = 16;
const GAP = 8;
/** The bars over the viewport's top and bottom edges. */
const TOP_BAR = 40;
const BOTTOM_BAR = 48;
/** The bar that asks, above that: one line, or three once something was asked. */
const ASK_BAR = { idle: 50, asked: 102 };

export interface LookThroughLayout {
  /** Where the 3D view shows what the camera saw; the photograph lies on it when it is put over the view. */
  readonly scene: Rect;
  /** The photograph's own column, if it stands beside. */
  readonly photograph: Rect | null;
  /** The column of the field's render, if there is one. */
  readonly render: Rect | null;
}

interface LookThroughOptions {
  readonly place: 'over' | 'beside';
  readonly hasRender: boolean;
  readonly hasAnswer: boolean;
}

/** Divides the viewport among the 3D view, the photograph and the render, all at the same size. */
export function lookThroughLayout(
  viewport: { width: number; height: number },
  { width, height }: Intrinsics,
  { place, hasRender, hasAnswer }: LookThroughOptions,
): LookThroughLayout {
  const bottom = BOTTOM_BAR + (hasAnswer ? ASK_BAR.asked : ASK_BAR.idle);
  const area: Rect = {
    left: MARGIN,
    top: TOP_BAR + MARGIN,
    width: Math.max(1, viewport.width - 2 * MARGIN),
    height: Math.max(1, viewport.height - TOP_BAR - bottom - 2 * MARGIN),
  };
  const count = 1 + (place === 'beside' ? 1 : 0) + (hasRender ? 1 : 0);
  const columns = columnsOf(area, count, GAP).map((column) => containedRect(column, width / height));
  return {
    scene: columns[0]!,
    photograph: place === 'beside' ? columns[1]! : null,
    render: hasRender ? columns.at(-1)! : null,
  };
}
