import type { ColorScheme } from '../theme/color-scheme.ts';
import type { AnnotationColours } from './annotations.ts';

export interface ViewportPalette {
  readonly background: string;
  readonly train: string;
  readonly heldOut: string;
  readonly highlighted: string;
  readonly active: string;
  readonly sceneBox: string;
  readonly grid: string;
  readonly annotations: AnnotationColours;
}

/** Colours of what three.js draws, which cannot read the style sheet's variables. */
export const VIEWPORT_PALETTES: Readonly<Record<ColorScheme, ViewportPalette>> = {
  dark: {
    background: '#121316',
    train: '#8d95a3',
    heldOut: '#f0a04b',
    highlighted: '#ffffff',
    active: '#3cc3ae',
    sceneBox: '#5d626b',
    grid: '#26292f',
    annotations: { active: '#3cc3ae', reference: '#c9a6ff', kept: '#9fb3c8', mark: '#ffb454', selected: '#ffffff' },
  },
  light: {
    background: '#dfe2e7',
    train: '#59606a',
    heldOut: '#b4490a',
    highlighted: '#000000',
    active: '#0b7062',
    sceneBox: '#8b9099',
    grid: '#c6cbd2',
    annotations: { active: '#0b7062', reference: '#6a35b5', kept: '#47617c', mark: '#9a4b00', selected: '#000000' },
  },
};
