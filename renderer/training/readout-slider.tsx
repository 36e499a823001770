import type { KeyboardEvent } from 'react';
import classes from './curve-chart.module.css';
import { useCurveView } from './curve-view-store.ts';
import type { DrawnCurve } from './drawn-curve.ts';
import { formatSeriesValue, formatStep } from './format.ts';
import { everything, follow, pan, visibleSteps, zoomBy } from './step-window.ts';

interface ReadoutSliderProps {
  title: string;
  curves: readonly DrawnCurve[];
  lastStep: number;
}

/**
 * The chart for the keyboard: a slider whose value is the step that is read out. Arrows move it by a
 * hundredth of the view, with Shift they move the view; + and - zoom about it, 0 shows all, F follows.
 */
export function ReadoutSlider({ title, curves, lastStep }: ReadoutSliderProps) {
  const window = useCurveView((view) => view.window);
  const cursorStep = useCurveView((view) => view.cursorStep);
  const [from, to] = visibleSteps(window, lastStep);
  const step = Math.round(Math.min(Math.max(cursorStep ?? to, from), to));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const change = viewAfterKey(event, { window, step, lastStep });
    if (change === null) return;
    event.preventDefault();
    event.stopPropagation();
    useCurveView.setState(change);
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      className={classes.readout}
      aria-label={`${title}: step to read out`}
      aria-keyshortcuts="ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight + - 0 F"
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(to)}
      aria-valuenow={step}
      aria-valuetext={readOut(curves, step)}
      onKeyDown={onKeyDown}
      onBlur={() => useCurveView.setState({ cursorStep: null })}
    />
  );
}

interface Situation {
  window: Parameters<typeof pan>[0];
  step: number;
  lastStep: number;
}

function viewAfterKey({ key, shiftKey }: KeyboardEvent, { window, step, lastStep }: Situation) {
  const [from, to] = visibleSteps(window, lastStep);
  const stride = Math.max(1, (to - from) / 100);
  const readAt = (cursorStep: number) => ({ cursorStep: Math.min(Math.max(cursorStep, from), to) });
  switch (key) {
    case 'ArrowLeft':
      return shiftKey ? { window: pan(window, -0.1, lastStep) } : readAt(step - stride);
    case 'ArrowRight':
      return shiftKey ? { window: pan(window, 0.1, lastStep) } : readAt(step + stride);
    case 'Home':
      return readAt(from);
    case 'End':
      return readAt(to);
    case '+':
    case '=':
      return { window: zoomBy(window, 0.5, step, lastStep) };
    case '-':
      return { window: zoomBy(window, 2, step, lastStep) };
    case '0':
      return { window: everything };
    case 'f':
    case 'F':
      return { window: window.kind === 'following' ? everything : follow(window, lastStep) };
    default:
      return null;
  }
}

function readOut(curves: readonly DrawnCurve[], step: number): string {
  const values = curves.flatMap(({ name, spokenLabel, data }) => {
    const nearest = data.nearest(step);
    return nearest === -1 ? [] : [`${spokenLabel} ${formatSeriesValue(name, data.values[nearest]!)}`];
  });
  return `Step ${formatStep(step)}: ${values.join(', ') || 'nothing recorded'}`;
}
