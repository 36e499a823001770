import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Measure } from './sensitivity-view.ts';

interface SensitivityState {
  /** Each is tried in the place of each canonical phrase. */
  readonly replacements: readonly string[];
  readonly measure: Measure;
}

/** As many as the engine tries at a time. */
export const MOST_REPLACEMENTS = 8;

/** What is tried, and which of its effects is drawn; remembered between sessions. */
export const useSensitivityStore = create<SensitivityState>()(
  persist((): SensitivityState => ({ replacements: ['background'], measure: 'difference' }), {
    name: 'lerf-sensitivity',
  }),
);

export const setReplacements = (replacements: readonly string[]) => useSensitivityStore.setState({ replacements });
export const setMeasure = (measure: Measure) => useSensitivityStore.setState({ measure });
