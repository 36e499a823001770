/**
 * Which steps the charts show. `everything` grows with the run; `fixed` stays where the user zoomed;
 * `following` keeps its width and slides so that the newest step stays at its right end.
 */
export type StepWindow =
  | { kind: 'everything' }
  | { kind: 'fixed'; from: number; to: number }
  | { kind: 'following'; width: number };

export const everything: StepWindow = { kind: 'everything' };

const narrowest = 10;

/** The visible steps [from, to], given the last recorded one. */
export function visibleSteps(window: StepWindow, lastStep: number): [from: number, to: number] {
  if (window.kind === 'fixed') return [window.from, window.to];
  const to = Math.max(lastStep, narrowest);
  return [window.kind === 'following' ? Math.max(0, to - window.width) : 0, to];
}

/** Shows exactly the steps [from, to], held inside of the recorded ones. */
export function zoomTo(from: number, to: number, lastStep: number): StepWindow {
  const end = Math.max(lastStep, narrowest);
  const width = Math.max(narrowest, to - from);
  if (width >= end) return everything;
  const start = Math.min(Math.max(0, from), end - width);
  return { kind: 'fixed', from: start, to: start + width };
}

/** Scales the visible width by `factor` (below 1 zooms in) about `anchor`; a following window keeps following. */
export function zoomBy(window: StepWindow, factor: number, anchor: number, lastStep: number): StepWindow {
  const [from, to] = visibleSteps(window, lastStep);
  if (window.kind === 'following') {
    const width = Math.max(narrowest, (to - from) * factor);
    return width >= lastStep ? everything : { kind: 'following', width };
  }
  return zoomTo(anchor - (anchor - from) * factor, anchor + (to - anchor) * factor, lastStep);
}

/** Moves the window by `share` of its width, to later steps if positive. */
export function pan(window: StepWindow, share: number, lastStep: number): StepWindow {
  if (window.kind === 'everything') return window;
  const [from, to] = visibleSteps(window, lastStep);
  const by = (to - from) * share;
  return zoomTo(from + by, to + by, lastStep);
}

/** Starts to follow the end with the width at hand; from the whole run, with its last fifth. */
export function follow(window: StepWindow, lastStep: number): StepWindow {
  const [from, to] = visibleSteps(window, lastStep);
  const width = window.kind === 'everything' ? to / 5 : to - from;
  return { kind: 'following', width: Math.max(narrowest, width) };
}
