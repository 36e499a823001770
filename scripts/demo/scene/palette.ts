/** The colours that phrases speak of, each in a few shades that anybody would call by that name. */
export const palette = {
  red: ['#c1272d', '#d2332f', '#a81f28', '#e0463f'],
  orange: ['#ef7f1a', '#f2922e', '#e5701a', '#f58a3c'],
  yellow: ['#f2c81e', '#f7d641', '#e8bd17', '#ffdf5a'],
  green: ['#3f8f3a', '#2f7d46', '#5aa845', '#4b9b5c'],
  blue: ['#2f66b5', '#2456a0', '#3d7fd0', '#4a90d9'],
  purple: ['#6f3fa0', '#7d4bb0', '#5c3590', '#8a5cc0'],
  pink: ['#ee8fb0', '#f2a0bd', '#e77aa3', '#f5b3c8'],
  brown: ['#7a4a2a', '#86552f', '#6b3f22', '#936239'],
  black: ['#1d1d20', '#242428', '#18191b', '#2a2a2e'],
  white: ['#f1efe9', '#f5f4f0', '#ebe8e1', '#f7f5ee'],
  grey: ['#85888c', '#94979b', '#76797e', '#9b9ea3'],
} as const;

export type ColourName = keyof typeof palette;
export const colourNames = Object.keys(palette) as ColourName[];

export type MaterialName =
  | 'ceramic'
  | 'glass'
  | 'metal'
  | 'wood'
  | 'plastic'
  | 'paper'
  | 'cardboard'
  | 'fabric'
  | 'rubber'
  | 'leather'
  | 'wax'
  | 'wicker'
  | 'leaf'
  | 'fruit'
  | 'felt';

export type Pattern = 'plain' | 'striped' | 'dotted' | 'checked';

/** A shade that goes with a colour: for stripes, lids and titles. */
export function contrastingColour(colour: ColourName, random: { pick<T>(items: readonly T[]): T }): string {
  const light = ['#f4efe2', '#f2c81e', '#e8e2d2'] as const;
  const dark = ['#2b2a33', '#23395b', '#7a1f2b'] as const;
  return random.pick(['white', 'yellow', 'grey', 'pink', 'orange'].includes(colour) ? dark : light);
}
