import { describe, expect, it } from 'vitest';
import { embedTiles } from '../features/embed-tiles.ts';
import { LEVELS, pyramidLevels, TILE_RATIOS, tilesOf } from '../features/pyramid.ts';
import { FakeImageTextEncoder } from '../testing/fake-encoder.ts';
import { cropRelevancy } from './crop-relevancy.ts';
import { maskIou, peakOf } from './relevancy-map.ts';

const size = { width: 160, height: 120 };
const phrase = Float32Array.of(1, 0);
const canonical = Float32Array.of(0, 1);

/** Embeddings of two dimensions: how much of the phrase each tile shows, by its level and centre. */
function grids(likeness: (level: number, x: number, y: number) => number) {
  return pyramidLevels(size).map((level, index) => ({
    rows: level.rows,
    columns: level.columns,
    values: Float16Array.from(
      tilesOf(level).flatMap(({ left, top, side }) => {
        const part = likeness(index, left + side / 2, top + side / 2);
        return [part, 1 - part];
      }),
    ),
  }));
}

const ask = (likeness: Parameters<typeof grids>[0], stride = 1) =>
  cropRelevancy(size, grids(likeness), { phrases: phrase, canonical }, 2, stride)[0]!;

describe('relevancy of crops', () => {
  it('is that of the size of crops with the highest peak', () => {
    const map = ask((level, x, y) => (level === 3 ? 0.9 - Math.hypot(x - 100, y - 40) / 200 : 0.3));
    expect(map).toMatchObject({ scale: TILE_RATIOS[3], width: 160, height: 120, stride: 1 });
    const { x, y, relevancy } = peakOf(map);
    // The nearest centre is at most half a stride of that level away.
    const { stride } = pyramidLevels(size)[3]!;
    expect(Math.max(Math.abs(x - 100), Math.abs(y - 40))).toBeLessThanOrEqual(stride / 2 + 0.5);
    expect(relevancy).toBeGreaterThan(1 / (1 + Math.exp(-10 * 0.6)));
  });

  it('follows a likeness that is linear in the place, between centres too, and stays as it is beyond them', () => {
    const map = ask((level, x) => (level === LEVELS - 1 ? 0.5 + x / 1000 : 0));
    for (const x of [10.5, 33.5, 87.5, 140.5]) {
      const expected = 1 / (1 + Math.exp(-10 * ((2 * x) / 1000)));
      expect(map.values[60 * 160 + x - 0.5]).toBeCloseTo(expected, 2);
    }
  });

  it('at every fourth pixel it is the same as at all of them', () => {
    const likeness = (level: number, x: number, y: number) => Math.sin(level + x / 20) * Math.cos(y / 15);
    const [all, some] = [ask(likeness), ask(likeness, 4)];
    expect(some).toMatchObject({ width: 40, height: 30, stride: 4 });
    expect(some.values[7 * 40 + 11]).toBeCloseTo(all.values[28 * 160 + 44]!, 6);
  });
});

it('an encoder of colours finds a green square on white, and one of its size', async () => {
  const pixels = new Uint8Array(3 * size.width * size.height).fill(255);
  for (let y = 40; y < 80; y++) {
    for (let x = 90; x < 130; x++) pixels.set([40, 160, 50], 3 * (y * size.width + x));
  }
  const encoder = new FakeImageTextEncoder();
  const tiles = await embedTiles({ ...size, pixels }, encoder, 'square.png', (_crops, encode) => encode());
  const [phrases, others] = [
    await encoder.encodeTexts(['green']),
    await encoder.encodeTexts(['white', 'black', 'red']),
  ];
  const [map] = cropRelevancy(size, tiles, { phrases, canonical: others }, encoder.dimensions, 1);
  const { x, y } = peakOf(map!);
  expect([x > 90 && x < 130, y > 40 && y < 80]).toEqual([true, true]);
  const square = [
    [90, 40],
    [130, 40],
    [130, 80],
    [90, 80],
  ] as const;
  expect(maskIou(map!, [{ box: [90, 40, 130, 80], polygon: square }])).toBeGreaterThan(0.4);
});
