import { create } from 'zustand';
import { everything, type StepWindow } from './step-window.ts';

/** How the curves are looked at; both charts share it, and it outlives a change of tab. */
interface CurveView {
  window: StepWindow;
  /** The step under the pointer or keyboard cursor; null reads out the newest values. */
  cursorStep: number | null;
  logarithmic: boolean;
  /** Weight of the moving average, 0 to 0.99. */
  smoothing: number;
  /** Series that are switched off, by name. */
  hidden: ReadonlySet<string>;
  asTable: boolean;
}

export const useCurveView = create<CurveView>(() => ({
  window: everything,
  cursorStep: null,
  logarithmic: true,
  smoothing: 0.8,
  hidden: new Set(),
  asTable: false,
}));

export function toggleSeries(name: string): void {
  useCurveView.setState(({ hidden }) => {
    const toggled = new Set(hidden);
    if (!toggled.delete(name)) toggled.add(name);
    return { hidden: toggled };
  });
}
