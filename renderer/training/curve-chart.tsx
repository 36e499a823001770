import 'uplot/dist/uPlot.min.css';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { summarise } from './chart-summary.ts';
import classes from './curve-chart.module.css';
import { CurvePlot } from './curve-plot.ts';
import type { ColorScheme } from './curve-style.ts';
import { useCurveView } from './curve-view-store.ts';
import type { DrawnCurve } from './drawn-curve.ts';
import { ReadoutSlider } from './readout-slider.tsx';
import { everything, visibleSteps, zoomTo } from './step-window.ts';

interface CurveChartProps {
  title: string;
  curves: readonly DrawnCurve[];
  /** Changes whenever the data of a curve does. */
  version: number;
  lastStep: number;
  logarithmic: boolean;
  scheme: ColorScheme;
  /** True if any chart has an axis for SSIM on its right: all keep room for it, so that their steps line up. */
  hasSsim: boolean;
}

/** One chart: the curves, a cross-hair shared with the other charts, zoom by dragging. */
export function CurveChart({ title, curves, version, lastStep, logarithmic, scheme, hasSsim }: CurveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<CurvePlot | null>(null);
  const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>();
  const ref = useMergedRef(host, sizeRef);
  const window = useCurveView((view) => view.window);
  const cursorStep = useCurveView((view) => view.cursorStep);

  const latest = useRef({ curves, lastStep });
  latest.current = { curves, lastStep };

  // uPlot fixes series, scales and colours when it is made; data, window and size are updated in place.
  const shape = curves
    .map(({ key, color, dash, smoothed }) => [key, color, dash, smoothed !== null].join(' '))
    .join('|');
  useEffect(() => {
    if (host.current === null) return;
    const made = new CurvePlot(host.current, {
      curves: () => latest.current.curves,
      logarithmic,
      scheme,
      hasSsim,
      onZoom: (from, to) => useCurveView.setState({ window: zoomTo(from, to, latest.current.lastStep) }),
      onReset: () => useCurveView.setState({ window: everything }),
      onCursor: (step) => useCurveView.setState({ cursorStep: step }),
    });
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [shape, logarithmic, scheme, hasSsim]);

  useEffect(() => {
    if (width > 0 && height > 0) plot.current?.resize(width, height);
  }, [width, height]);

  useEffect(() => {
    const [from, to] = visibleSteps(window, lastStep);
    plot.current?.draw(from, to);
    plot.current?.describe(summarise(title, curves));
  }, [curves, version, window, lastStep, title, shape, logarithmic, scheme, hasSsim]);

  useEffect(() => plot.current?.pointAt(cursorStep), [cursorStep]);

  return (
    <div className={classes.chart}>
      <div ref={ref} className={classes.canvas} />
      <ReadoutSlider title={title} curves={curves} lastStep={lastStep} />
    </div>
  );
}
