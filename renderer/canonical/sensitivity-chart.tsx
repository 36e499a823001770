import { Tooltip, UnstyledButton } from '@mantine/core';
import classes from './sensitivity.module.css';
import {
  barsOf,
  type Change,
  describeChange,
  formatMeasure,
  groupChanges,
  type Measure,
  measureOf,
} from './sensitivity-view.ts';

interface SensitivityChartProps {
  readonly changes: readonly Change[];
  readonly measure: Measure;
  /** Goes to where the answer is with a change. */
  readonly onShow: (change: Change, button: HTMLElement) => void;
}

/** A bar for each change, all to one scale; each is a button that shows the changed answer. */
export function SensitivityChart({ changes, measure, onShow }: SensitivityChartProps) {
  const { zero, bars } = barsOf(changes.map((change) => measureOf(change, measure)));
  return (
    <div className={classes.chart}>
      {groupChanges(changes).map(({ title, members }) => (
        <section key={title} aria-label={title}>
          <h3 className={classes.group}>{title}</h3>
          <ul className={classes.bars}>
            {members.map((at) => {
              const change = changes[at]!;
              const value = formatMeasure(measureOf(change, measure), measure);
              const { from, width } = bars[at]!;
              return (
                <li key={change.without}>
                  <Tooltip label={`${describeChange(change)}: show the peak`} position="left">
                    <UnstyledButton
                      className={classes.bar!}
                      disabled={change.peak.point === null}
                      onClick={({ currentTarget }) => onShow(change, currentTarget)}
                    >
                      <span className="ellipsis">{change.without}</span>
                      <svg className={classes.track} aria-hidden preserveAspectRatio="none" viewBox="0 0 100 10">
                        <rect
                          className={classes.fill}
                          data-negative={from < zero || undefined}
                          x={100 * from}
                          width={100 * width}
                          height={10}
                        />
                        <line className={classes.zero} x1={100 * zero} x2={100 * zero} y1={0} y2={10} />
                      </svg>
                      <span className={classes.value}>{value}</span>
                      <span className="visually-hidden">: show the peak</span>
                    </UnstyledButton>
                  </Tooltip>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
