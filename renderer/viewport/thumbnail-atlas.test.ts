import { describe, expect, test } from 'vitest';
import { atlasCoordinates, atlasLayout } from './thumbnail-atlas.ts';

describe('atlasLayout', () => {
  test.each([0, 1, 50, 257, 2000])('%d thumbnails find room in 2048 pixels', (count) => {
    const { perRow, cellPixels } = atlasLayout(count);
    expect(perRow * perRow).toBeGreaterThanOrEqual(count);
    expect(perRow * cellPixels).toBeLessThanOrEqual(2048);
    expect(cellPixels).toBeGreaterThanOrEqual(40);
  });
});

test('cells lie inside the texture, do not overlap, and have their top above their bottom', () => {
  const count = 7; // three to a row
  const coordinates = atlasCoordinates(count);
  const cells = Array.from({ length: count }, (_, cell) => {
    const [left, top, right, , , bottom] = coordinates.subarray(cell * 8, cell * 8 + 8);
    return { left: left!, right: right!, top: top!, bottom: bottom! };
  });
  for (const [i, a] of cells.entries()) {
    expect(a.top).toBeGreaterThan(a.bottom);
    expect(a.right).toBeGreaterThan(a.left);
    expect(Math.min(a.left, a.bottom)).toBeGreaterThan(0);
    expect(Math.max(a.right, a.top)).toBeLessThan(1);
    for (const b of cells.slice(i + 1)) {
      const apart = a.right < b.left || b.right < a.left || a.top < b.bottom || b.top < a.bottom;
      expect(apart).toBe(true);
    }
  }
  expect(cells[3]!.top).toBeLessThan(cells[0]!.bottom);
});
