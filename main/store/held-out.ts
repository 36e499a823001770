/** Image quality on held-out views after so many steps. */
export interface HeldOutResult {
  step: number;
  psnr: number;
  ssim: number | null;
}

interface LastValue {
  name: string;
  last_step: number;
  last_value: number | null;
}

/**
 * The newest held-out result of a run: from the curves that training records on the way, or from an
 * evaluation where that is as new (it covers every held-out view).
 */
export function newestHeldOut(
  series: readonly LastValue[],
  evaluation: HeldOutResult | undefined,
): HeldOutResult | null {
  const psnr = series.find((one) => one.name === 'psnr/test');
  if (!psnr || psnr.last_value === null || (evaluation && evaluation.step >= psnr.last_step)) return evaluation ?? null;
  const ssim = series.find((one) => one.name === 'ssim/test' && one.last_step === psnr.last_step);
  return { step: psnr.last_step, psnr: psnr.last_value, ssim: ssim?.last_value ?? null };
}
