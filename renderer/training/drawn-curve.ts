import type { Run } from '../../main/api/contract.ts';
import type { CurveLibrary } from './curve-library.ts';
import { type ColorScheme, runDash, seriesColor, seriesLabel } from './curve-style.ts';
import type { MetricSeries } from './metric-series.ts';
import { SmoothedSeries } from './smoothed-series.ts';

/** One series of one run as a chart draws it. */
export interface DrawnCurve {
  /** Unique within a chart. */
  key: string;
  runNumber: number;
  name: string;
  label: string;
  /** The label with the run's number where several runs are drawn, for descriptions in words. */
  spokenLabel: string;
  color: string;
  dash: number[];
  data: MetricSeries;
  /** Drawn over the faint raw values; null draws the raw values alone. */
  smoothed: SmoothedSeries | null;
  /** Held-out metrics are few and far between: their points are marked. */
  marked: boolean;
}

const averages = new WeakMap<MetricSeries, { weight: number; smoothed: SmoothedSeries }>();

/** The moving average of a series, kept for as long as the weight stays the same. */
function smoothedOf(data: MetricSeries, weight: number): SmoothedSeries {
  const known = averages.get(data);
  if (known?.weight === weight) return known.smoothed;
  const smoothed = new SmoothedSeries(data, weight);
  averages.set(data, { weight, smoothed });
  return smoothed;
}

export interface DrawOptions {
  /** The selected run first, then those laid over it. */
  runs: readonly Run[];
  belongs: (seriesName: string) => boolean;
  smoothing: number;
  scheme: ColorScheme;
}

/** Every recorded series of the runs on show that belongs to a chart, in a stable order. */
export function drawnCurves(library: CurveLibrary, { runs, belongs, smoothing, scheme }: DrawOptions): DrawnCurve[] {
  return runs.flatMap((run, position) =>
    [...library.curvesOf(run.id)]
      .filter(([name, data]) => belongs(name) && data.length > 0)
      .toSorted(([a], [b]) => seriesRank(a) - seriesRank(b) || a.localeCompare(b))
      .map(([name, data]) => {
        const label = seriesLabel(name);
        const heldOut = name.endsWith('/test');
        return {
          key: `${run.id} ${name}`,
          runNumber: run.number,
          name,
          label,
          spokenLabel: runs.length > 1 ? `${label} of run ${run.number}` : label,
          color: seriesColor(name, scheme),
          dash: runDash(position),
          data,
          smoothed: heldOut || smoothing === 0 ? null : smoothedOf(data, smoothing),
          marked: heldOut,
        };
      }),
  );
}

const order = ['loss/total', 'loss/rgb', 'loss/interlevel', 'loss/distortion', 'psnr/test', 'psnr/train', 'ssim/test'];

function seriesRank(name: string): number {
  const rank = order.indexOf(name);
  return rank === -1 ? order.length : rank;
}
