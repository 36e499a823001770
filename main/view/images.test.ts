import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePng, toRgb } from './images.ts';

describe('toRgb and encodePng', () => {
  it('write colours that a decoder reads back', async () => {
    const colour = Float32Array.of(0, 0.5, 1, 1, 0.25, 0, 0.2, 0.4, 0.6, 1, 1, 1, 0, 0, 0, 0.1, 0.1, 0.1);
    const png = await encodePng(toRgb({ width: 3, height: 2, colour }));
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 3, height: 2, channels: 3 });
    expect([...data]).toEqual([...colour].map((value) => Math.round(value * 255)));
  });
});
