/** The turbo colour map (Mikhailov 2019) by its published polynomial approximation, as the engine draws it. */
const CHANNELS = [
  [0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
  [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
  [0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973],
];

/** `t` in [0, 1] as a CSS colour. */
export function turbo(t: number): string {
  const channels = CHANNELS.map((factors) => {
    const value = factors.reduceRight((sum, factor) => sum * t + factor, 0);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
  return `rgb(${channels.join(' ')})`;
}

/** The whole map from left to right. */
export const turboGradient = `linear-gradient(to right, ${Array.from({ length: 17 }, (_, i) => turbo(i / 16)).join(', ')})`;
