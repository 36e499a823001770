const mostTicks = 7;

/**
 * Round values on a logarithmic axis from `least` to `greatest`: whole decades, every second, third, …
 * one where they are too many; within a decade or two its 1, 2, 5; in less than that, equal steps.
 */
export function logTicks(least: number, greatest: number): number[] {
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(greatest));
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const inView = (tick: number) => tick >= least && tick <= greatest;

  const fine = decades.flatMap((exponent) => [1, 2, 5].map((digit) => digit * powerOfTen(exponent))).filter(inView);
  if (fine.length < 2) return equalSteps(least, greatest);
  if (fine.length <= mostTicks) return fine;
  const whole = decades.filter((exponent) => inView(powerOfTen(exponent)));
  const stride = Math.ceil(whole.length / mostTicks);
  return whole.filter((exponent) => exponent % stride === 0).map(powerOfTen);
}

/** Two to five multiples of 1, 2 or 5 times a power of ten. */
function equalSteps(least: number, greatest: number): number[] {
  const rough = (greatest - least) / 5;
  const decade = powerOfTen(Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map((digit) => digit * decade).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(least / step);
  const count = Math.floor(greatest / step) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

/** Parsed, not computed: 10 ** -4 is not the number nearest to 0.0001. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
