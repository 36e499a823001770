import type { RelevancyDisplay } from '../api/contract.ts';
import { colourAt } from './colour-maps.ts';
import { shownRange } from './relevancy-images.ts';
import { escapeXml, FONTS, shortened } from './svg.ts';

/** What stands under a picture of relevancy. */
export interface LegendText {
  readonly query: string;
  readonly canonical: readonly string[];
  /** Size of what was looked for, normalised world. */
  readonly scale: number;
  /** Lowest and highest relevancy in the picture. */
  readonly extent: readonly [number, number];
  readonly display: RelevancyDisplay;
}

const STOPS = 17;

/** A strip to put under a picture of this width: what was asked, against what, and what the colours mean. */
export function legend(
  { query, canonical, scale, extent, display }: LegendText,
  width: number,
): { svg: string; height: number } {
  const unit = Math.max(0.6, width / 960);
  const height = Math.round(64 * unit);
  const bar = { left: width - 300 * unit, top: 16 * unit, width: 280 * unit, height: 14 * unit };
  const [from, to] = shownRange(display.range, ...(extent as [number, number]));
  const stops = Array.from({ length: STOPS }, (_, i) => {
    const part = i / (STOPS - 1);
    return `<stop offset="${part}" stop-color="rgb(${colourAt(display.colourMap, part).join(',')})"/>`;
  });
  const text = (x: number, y: number, size: number, colour: string, words: string, anchor = 'start') =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-family="${FONTS}" font-size="${(size * unit).toFixed(1)}" fill="${colour}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
  // The words must end before the bar begins.
  const most = Math.floor((bar.left - 32 * unit) / (8 * unit));
  // Centred, a map without a relevant place shows no colour at all.
  const isEmpty = display.range === 'centred' && to <= from;
  const values = isEmpty ? [from] : [from, (from + to) / 2, to];
  const ticks = values.map((value, i) =>
    text(
      bar.left + (i / 2) * bar.width,
      bar.top + 32 * unit,
      12,
      '#c1c2c5',
      isEmpty ? `nothing over ${value.toFixed(2)}` : value.toFixed(2),
      ['start', 'middle', 'end'][i]!,
    ),
  );
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<defs><linearGradient id="colours">${stops.join('')}</linearGradient></defs>`,
    `<rect width="${width}" height="${height}" fill="#141517"/>`,
    text(16 * unit, 27 * unit, 16, '#ffffff', shortened(`Relevancy to “${query}”`, most)),
    text(
      16 * unit,
      48 * unit,
      12,
      '#c1c2c5',
      shortened(`scale ${scale.toFixed(2)}, against ${canonical.join(', ')}`, Math.floor(most * 1.3)),
    ),
    `<rect x="${bar.left.toFixed(1)}" y="${bar.top.toFixed(1)}" width="${bar.width.toFixed(1)}" height="${bar.height.toFixed(1)}" fill="url(#colours)"/>`,
    ...ticks,
    '</svg>',
  ];
  return { svg: svg.join(''), height };
}
