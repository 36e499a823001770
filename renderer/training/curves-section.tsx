import { Text, useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Run } from '../../main/api/contract.ts';
import { CurveChart } from './curve-chart.tsx';
import { CurveLegend } from './curve-legend.tsx';
import { CurveTable } from './curve-table.tsx';
import { CurveToolbar } from './curve-toolbar.tsx';
import { useCurveView } from './curve-view-store.ts';
import classes from './curves-section.module.css';
import { drawnCurves } from './drawn-curve.ts';
import { FailureNote } from './failure-note.tsx';
import { formatStep } from './format.ts';
import { isLive } from './run-state.ts';
import { useCurves } from './use-curves.ts';

const charts = [
  { title: 'Losses', belongs: (name: string) => name.startsWith('loss/'), canBeLogarithmic: true },
  { title: 'Image quality', belongs: (name: string) => /^(psnr|ssim)\//.test(name), canBeLogarithmic: false },
];

/** The curves of the selected run, with those of up to three others laid over them. */
export function CurvesSection({ projectId, runs }: { projectId: string; runs: readonly Run[] }) {
  const { library, version, failure } = useCurves(projectId, runs);
  const { hidden, logarithmic, smoothing, asTable } = useCurveView(
    useShallow((view) => ({
      hidden: view.hidden,
      logarithmic: view.logarithmic,
      smoothing: view.smoothing,
      asTable: view.asTable,
    })),
  );
  const scheme = useComputedColorScheme('dark');

  // `version` stands for the series that the library has come to hold.
  const drawn = useMemo(
    () => charts.map(({ belongs }) => drawnCurves(library, { runs, belongs, smoothing, scheme })),
    [library, version, runs, smoothing, scheme],
  );
  const visible = useMemo(() => drawn.map((curves) => curves.filter(({ name }) => !hidden.has(name))), [drawn, hidden]);
  const hasSsim = visible.flat().some(({ name }) => name.startsWith('ssim/'));
  const lastStep = Math.max(0, ...drawn.flat().map(({ data }) => data.lastStep));

  return (
    <section className={classes.curves} aria-label="Curves">
      {lastStep > 0 && <CurveToolbar lastStep={lastStep} />}
      {failure && <FailureNote failure={failure} />}
      {asTable && lastStep > 0 ? (
        <CurveTable curves={drawn.flat()} />
      ) : (
        charts.map(({ title, canBeLogarithmic }, i) => (
          <div key={title} className={classes.block}>
            <div className={classes.heading}>
              <h2 className={classes.title}>{title}</h2>
              {drawn[i]!.length > 0 && (
                <>
                  <ReadoutStep />
                  <CurveLegend title={title} curves={drawn[i]!} />
                </>
              )}
            </div>
            {drawn[i]!.length > 0 ? (
              <CurveChart
                title={`${title} of ${runs.map(({ number }) => `run ${number}`).join(', ')}`}
                curves={visible[i]!}
                version={version}
                lastStep={lastStep}
                logarithmic={canBeLogarithmic && logarithmic}
                scheme={scheme}
                hasSsim={hasSsim}
              />
            ) : (
              <div className={classes.empty}>{emptyReason(title, runs)}</div>
            )}
          </div>
        ))
      )}
      {lastStep > 0 && !asTable && (
        <Text size="xs" c="dimmed">
          Drag over a chart to zoom, double-click to see everything. With the keyboard: arrows read out, Shift and
          arrows pan, + and − zoom, 0 shows everything, F follows the newest steps.
        </Text>
      )}
    </section>
  );
}

/** Which step the legends read out. */
function ReadoutStep() {
  const cursorStep = useCurveView((view) => view.cursorStep);
  return <span className={classes.step}>{cursorStep === null ? 'newest' : `step ${formatStep(cursorStep)}`}</span>;
}

function emptyReason(title: string, runs: readonly Run[]): string {
  if (runs.length === 0) return `Start a run to see its ${title.toLowerCase()} here.`;
  return runs.some(isLive)
    ? `${title}: the first point comes with the first steps.`
    : `${title}: this run recorded none.`;
}
