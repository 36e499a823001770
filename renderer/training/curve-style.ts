/** Colours and names of the metric series; the canvas needs concrete colours for each scheme. */
export type ColorScheme = 'light' | 'dark';

const seriesColors: Record<string, Record<ColorScheme, string>> = {
  'loss/total': { dark: '#f1f3f5', light: '#343a40' },
  'loss/rgb': { dark: '#ff8787', light: '#e03131' },
  'loss/interlevel': { dark: '#4dabf7', light: '#1971c2' },
  'loss/distortion': { dark: '#ffd43b', light: '#b35c00' },
  'loss/clip': { dark: '#69db7c', light: '#2b8a3e' },
  'loss/dino': { dark: '#da77f2', light: '#9c36b5' },
  'psnr/train': { dark: '#a6a7ab', light: '#868e96' },
  'psnr/test': { dark: '#38d9a9', light: '#087f5b' },
  'ssim/test': { dark: '#ffa94d', light: '#d9480f' },
};

const otherColors: Record<ColorScheme, string>[] = [
  { dark: '#3bc9db', light: '#0c8599' },
  { dark: '#f783ac', light: '#c2255c' },
  { dark: '#a9e34b', light: '#5c940d' },
  { dark: '#9775fa', light: '#6741d9' },
];

/** Dashes of the runs laid over the selected one, in the order they were chosen. */
const overlayDashes: number[][] = [
  [6, 4],
  [2, 3],
  [10, 3, 2, 3],
];

export const mostOverlays = overlayDashes.length;

export function seriesColor(name: string, scheme: ColorScheme): string {
  const known = seriesColors[name];
  if (known !== undefined) return known[scheme];
  const code = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return otherColors[code % otherColors.length]![scheme];
}

/** The dash of the n-th run on show; the selected run, number 0, is drawn solid. */
export function runDash(position: number): number[] {
  return position === 0 ? [] : overlayDashes[position - 1]!;
}

/** "loss/rgb" → "rgb", "psnr/test" → "PSNR held-out" */
export function seriesLabel(name: string): string {
  const [group = '', part = ''] = name.split('/');
  if (group === 'loss') return part;
  return `${group.toUpperCase()} ${part === 'test' ? 'held-out' : part}`;
}

export const chartColors: Record<ColorScheme, { text: string; grid: string }> = {
  dark: { text: '#c9c9c9', grid: 'rgba(255, 255, 255, 0.08)' },
  light: { text: '#495057', grid: 'rgba(0, 0, 0, 0.08)' },
};
