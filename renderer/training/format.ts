/** How the training monitor writes numbers: a fixed locale, so that screenshots and tests agree. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const dateAndTime = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

export const absent = '–';

/** 12345 → "12,345" */
export function formatStep(step: number): string {
  return whole.format(step);
}

/** A loss or a ratio to four significant digits, tiny ones in exponent form. */
export function formatMetric(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  return size < 1e-4 || size >= 1e5 ? value.toExponential(2) : value.toPrecision(4);
}

export function formatPsnr(psnr: number): string {
  return `${psnr.toFixed(2)} dB`;
}

export function formatSsim(ssim: number): string {
  return ssim.toFixed(3);
}

/** A round number on an axis: "0.05", "20", "1e-4" */
export function formatTick(value: number): string {
  const round = Number(value.toPrecision(4));
  return round !== 0 && Math.abs(round) < 1e-3 ? round.toExponential() : String(round);
}

/** The value of a metric series in the unit that its name implies. */
export function formatSeriesValue(series: string, value: number): string {
  if (Number.isFinite(value) && series.startsWith('psnr/')) return formatPsnr(value);
  if (Number.isFinite(value) && series.startsWith('ssim/')) return formatSsim(value);
  return formatMetric(value);
}

/** 150.4 → "150 ms", 8.31 → "8.3 ms", 2400 → "2.40 s" */
export function formatStepMs(stepMs: number): string {
  if (stepMs >= 1000) return `${(stepMs / 1000).toFixed(2)} s`;
  return stepMs >= 100 ? `${Math.round(stepMs)} ms` : `${stepMs.toPrecision(2)} ms`;
}

/** Steps per second for a step time in milliseconds: "6.6", "120" */
export function formatRate(stepMs: number): string {
  const rate = 1000 / stepMs;
  return rate >= 100 ? whole.format(rate) : rate.toPrecision(2);
}

/** 1.5e9 → "1.40 GiB" */
export function formatBytes(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes >= 1024 ? `${(mebibytes / 1024).toFixed(2)} GiB` : `${Math.round(mebibytes)} MiB`;
}

/** "22 Nov, 21:05" in the user's time zone. */
export function formatWhen(iso: string): string {
  return dateAndTime.format(new Date(iso));
}
