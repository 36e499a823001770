import { UnstyledButton } from '@mantine/core';
import classes from './curve-legend.module.css';
import { toggleSeries, useCurveView } from './curve-view-store.ts';
import type { DrawnCurve } from './drawn-curve.ts';
import { absent, formatSeriesValue } from './format.ts';

/** One entry per series: a switch in its colour, and its value at the cross-hair or at the end, run by run. */
export function CurveLegend({ title, curves }: { title: string; curves: readonly DrawnCurve[] }) {
  const cursorStep = useCurveView((view) => view.cursorStep);
  const hidden = useCurveView((view) => view.hidden);
  const bySeries = Map.groupBy(curves, ({ name }) => name);
  const runNumbers = [...new Set(curves.map(({ runNumber }) => runNumber))];

  return (
    <fieldset className={classes.legend}>
      <legend className="visually-hidden">{title}: series on show</legend>
      {[...bySeries].map(([name, ofRuns]) => (
        <UnstyledButton
          key={name}
          className={classes.entry}
          aria-pressed={!hidden.has(name)}
          data-hidden={hidden.has(name) || undefined}
          onClick={() => toggleSeries(name)}
        >
          <span className={classes.swatch} style={{ background: ofRuns[0]!.color }} />
          <span>{ofRuns[0]!.label}</span>
          {ofRuns.map((curve) => (
            <span key={curve.key} className={classes.value}>
              {runNumbers.length > 1 && <span className={classes.run}>#{curve.runNumber} </span>}
              {valueAt(curve, cursorStep)}
            </span>
          ))}
        </UnstyledButton>
      ))}
    </fieldset>
  );
}

/** The smoothed value where there is one, for that is the line that is seen. */
function valueAt({ name, data, smoothed }: DrawnCurve, step: number | null): string {
  const index = step === null ? data.length - 1 : data.nearest(step);
  if (index < 0) return absent;
  return formatSeriesValue(name, (smoothed ?? data).values[index]!);
}
