/** The colour maps that relevancy is shown in, by published polynomial approximations, as the engine draws them. */
import type { ColourMap } from '../../main/api/contract.ts';

/** Red, green and blue in [0, 1] as polynomials of t, lowest power first. */
const CHANNELS: Readonly<Record<ColourMap, readonly (readonly number[])[]>> = {
  // Mikhailov 2019
  turbo: [
    [0.13572138, 4.6153926, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
    [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
    [0.1066733, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973],
  ],
  // Smith and van der Walt 2015, fitted by Zucker
  viridis: [
    [0.2777273272, 0.1050930431, -0.3308618287, -4.634230498, 6.228269936, 4.776384997, -5.435455855],
    [0.0054073445, 1.404613529, 0.2148475594, -5.799100973, 14.17993336, -13.74514537, 4.645852612],
    [0.3340998053, 1.384590162, 0.095095163, -19.33244095, 56.6905526, -65.35303263, 26.31243524],
  ],
};

/** `t` in [0, 1] as red, green and blue in 0..255. */
export function colourAt(map: ColourMap, t: number): [number, number, number] {
  return CHANNELS[map].map((factors) => {
    const value = factors.reduceRight((sum, factor) => sum * t + factor, 0);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  }) as [number, number, number];
}

const STOPS = 17;

/** The whole map from left to right, for CSS. */
export const gradientOf = (map: ColourMap): string =>
  `linear-gradient(to right, ${Array.from({ length: STOPS }, (_, i) => `rgb(${colourAt(map, i / (STOPS - 1)).join(' ')})`).join(', ')})`;
