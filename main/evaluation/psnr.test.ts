import { describe, expect, it } from 'vitest';
import { psnr, psnrOfError } from './psnr.ts';

describe('psnr', () => {
  it('is 20 dB for an error of a tenth everywhere, 0 dB for black against white', () => {
    expect(psnr(Float32Array.of(0.1, 0.9, 0.1), Uint8Array.of(0, 255, 0))).toBeCloseTo(20, 5);
    expect(psnr(Float32Array.of(0, 0, 0), Uint8Array.of(255, 255, 255))).toBe(-0);
  });

  it('is that of the mean squared error over all channels', () => {
    const value = psnr(Float32Array.of(0.5, 0, 0, 0, 0, 0), Uint8Array.of(0, 0, 0, 0, 0, 255));
    expect(value).toBeCloseTo(-10 * Math.log10(1.25 / 6), 5);
    expect(value).toBeCloseTo(psnrOfError(1.25 / 6), 5);
  });

  it('stays finite for a perfect match', () => {
    expect(psnr(Float32Array.of(0, 1, 1), Uint8Array.of(0, 255, 255))).toBe(100);
  });

  it('refuses images of different sizes', () => {
    expect(() => psnr(new Float32Array(3), new Uint8Array(6))).toThrow('different sizes');
  });
});
