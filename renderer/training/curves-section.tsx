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
  const lastStep = Math.max(0, ...drawn.flat().map(({ data }) => data.lastStep));

  return (
    <section className={classes.curves} aria-label="Curves">
      <CurveToolbar lastStep={lastStep} />
      {failure && <FailureNote failure={failure} />}
      {asTable ? (
        <CurveTable curves={drawn.flat()} />
      ) : (
        charts.map(({ title, canBeLogarithmic }, i) => (
          <div key={title} className={classes.block}>
            <div className={classes.heading}>
              <h3 className={classes.title}>{title}</h3>
              <CurveLegend title={title} curves={drawn[i]!} />
            </div>
            <CurveChart
              title={`${title} of ${runs.map(({ number }) => `run ${number}`).join(', ') || 'no run'}`}
              curves={visible[i]!}
              version={version}
              lastStep={lastStep}
              logarithmic={canBeLogarithmic && logarithmic}
              scheme={scheme}
            />
            {drawn[i]!.length === 0 && <EmptyChart title={title} started={runs.length > 0} />}
          </div>
        ))
      )}
      {lastStep > 0 && (
        <Text size="xs" c="dimmed">
          {formatStep(lastStep)} steps recorded. Drag over a chart to zoom, double-click to see everything; with the
          keyboard: arrows, + − 0 F.
        </Text>
      )}
    </section>
  );
}

function EmptyChart({ title, started }: { title: string; started: boolean }) {
  return (
    <div className={classes.empty}>
      {started
        ? `${title} appear here with the first recorded step.`
        : `Start a run to see its ${title.toLowerCase()} here.`}
    </div>
  );
}
