import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LabelToPlace, placeLabels } from './label-placement.ts';

const view = { width: 800, height: 600 };
const label = (key: string, x: number, y: number, more: Partial<LabelToPlace> = {}): LabelToPlace => ({
  key,
  x,
  y,
  width: 80,
  height: 20,
  isFixed: false,
  ...more,
});

describe('labels', () => {
  test('stand above what they name, and below where another is there already', () => {
    const [first, second] = placeLabels([label('a', 400, 300), label('b', 400, 300)], view);
    expect(first).toEqual({ key: 'a', left: 360, top: 270 });
    expect(second).toEqual({ key: 'b', left: 360, top: 310 });
  });

  test('step aside at the edge of the view', () => {
    expect(placeLabels([label('a', 400, 5)], view)[0]!.top).toBeGreaterThan(5);
    expect(placeLabels([label('a', 3, 300)], view)[0]!.left).toBeGreaterThan(3);
  });

  test('of what is outside the view are left out', () => {
    expect(placeLabels([label('a', -5, 300), label('b', 400, 700)], view)).toEqual([]);
  });

  test('with a place of their own stand there, inside the view, and the others give way', () => {
    const above = { x: 360, y: 270 };
    const [note, other] = placeLabels([label('a', 400, 300), label('note', 0, 0, { ...above, isFixed: true })], view);
    expect(note).toEqual({ key: 'note', left: 360, top: 270 });
    expect(other).toEqual({ key: 'a', left: 360, top: 310 });
    expect(placeLabels([label('note', 800, 600, { isFixed: true })], view)).toEqual([
      { key: 'note', left: 716, top: 576 },
    ]);
  });

  test('never overlap and are never cut off, and the first is always placed if there is room', () => {
    const anywhere = fc.record({
      x: fc.integer({ min: 0, max: 800 }),
      y: fc.integer({ min: 0, max: 600 }),
      width: fc.integer({ min: 20, max: 200 }),
      height: fc.integer({ min: 14, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(anywhere, { maxLength: 40 }), (places) => {
        const labels = places.map((place, i) => label(String(i), 0, 0, place));
        const placed = placeLabels(labels, view).map(({ key, left, top }) => {
          const { width, height } = labels[Number(key)]!;
          return { left, top, right: left + width, bottom: top + height };
        });
        for (const [i, a] of placed.entries()) {
          expect(Math.min(a.left, a.top, view.width - a.right, view.height - a.bottom)).toBeGreaterThanOrEqual(0);
          for (const b of placed.slice(i + 1)) {
            expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
          }
        }
        if (labels.length > 0) expect(placed.length).toBeGreaterThan(0);
      }),
    );
  });
});
