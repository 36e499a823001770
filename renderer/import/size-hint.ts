/** What a downscale factor does to a photograph of a common size, in words. */
export function sizeHint(downscale: number): string {
  const [width, height] = [4000, 3000];
  if (downscale === 1) return 'Photographs keep their size. Large ones make a large project file.';
  return `A ${width} × ${height} photograph becomes ${Math.floor(width / downscale)} × ${Math.floor(height / downscale)}.`;
}

/** How many photographs training never sees, in words. */
export function holdoutHint(holdout: number): string {
  if (holdout === 0) return 'Every photograph trains; quality cannot be measured.';
  if (holdout === 1) return 'Every photograph would be held out: nothing would be left to train on.';
  return `One photograph in ${holdout} is kept back to measure quality.`;
}
