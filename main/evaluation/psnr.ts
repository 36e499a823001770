/**
 * Peak signal-to-noise ratio in dB of values in [0, 1] against 8-bit ones.
 * @param rendered r, g, b per pixel in [0, 1].
 * @param reference r, g, b per pixel in 0..255, same length.
 */
export function psnr(rendered: Float32Array, reference: Uint8Array): number {
  if (rendered.length !== reference.length) throw new Error('images of different sizes have no PSNR');
  let sum = 0;
  for (let i = 0; i < rendered.length; i++) sum += (rendered[i]! - reference[i]! / 255) ** 2;
  return psnrOfError(sum / rendered.length);
}

/** PSNR of a mean squared error of values in [0, 1]. */
export function psnrOfError(meanSquaredError: number): number {
  // A perfect match would be infinite, which neither JSON nor a chart can hold.
  return -10 * Math.log10(Math.max(meanSquaredError, 1e-10));
}
