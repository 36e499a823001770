import uPlot from 'uplot';
import { type ColorScheme, chartColors } from './curve-style.ts';
import { bucketSteps, bucketsFor, decimate } from './decimate.ts';
import type { DrawnCurve } from './drawn-curve.ts';
import { Extremes } from './extremes.ts';
import { formatStep, formatTick } from './format.ts';
import { logTicks } from './log-ticks.ts';
import type { Curve } from './metric-series.ts';

export interface CurvePlotOptions {
  /** Asked anew for each update; only the data may differ from the first answer. */
  curves: () => readonly DrawnCurve[];
  logarithmic: boolean;
  scheme: ColorScheme;
  /** Keep room for the axis of SSIM on the right, whether this chart has SSIM or not. */
  hasSsim: boolean;
  /** The user dragged over these steps. */
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
  /** The step under the pointer; null when it leaves the plot. */
  onCursor: (step: number | null) => void;
}

const ssimAxisWidth = 46;
const font = '12px Inter, system-ui, sans-serif';

/**
 * A uPlot chart that never sees more points than it has pixels: each update reduces the curves to the
 * visible steps first. Made anew when the set of curves, the scale or the colours change.
 */
export class CurvePlot {
  readonly #options: CurvePlotOptions;
  readonly #plot: uPlot;
  readonly #extremes = new WeakMap<Curve, { extremes: Extremes; rewrites: number }>();
  #from = 0;
  #to = 1;

  constructor(host: HTMLElement, options: CurvePlotOptions) {
    this.#options = options;
    const size = { width: host.clientWidth, height: host.clientHeight };
    this.#plot = new uPlot({ ...size, ...this.#config() }, [[]], host);
    this.#plot.root.querySelector('canvas')?.setAttribute('role', 'img');
  }

  /** Draws the newest data of the steps [from, to]. */
  draw(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
    this.#plot.batch(() => {
      this.#plot.setData(this.#data(), false);
      this.#plot.setScale('x', { min: from, max: to });
    });
  }

  describe(summary: string): void {
    this.#plot.root.querySelector('canvas')?.setAttribute('aria-label', summary);
  }

  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height });
    this.draw(this.#from, this.#to);
  }

  /** Moves the cross-hair to a step, as the other chart or the keyboard asks; null hides it. */
  pointAt(step: number | null): void {
    const left = step === null ? -10 : this.#plot.valToPos(step, 'x');
    this.#plot.setCursor({ left, top: step === null ? -10 : 0 }, false);
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #data(): uPlot.AlignedData {
    const { curves, logarithmic } = this.#options;
    const buckets = bucketsFor(this.#from, this.#to, this.#plot.bbox.width / uPlot.pxRatio);
    const columns = curves().flatMap(({ data, smoothed }) => {
      return (smoothed === null ? [data] : [data, smoothed]).map((curve) => {
        const { values } = curve;
        return decimate(data.steps, values, buckets, logarithmic, this.#extremesOf(curve).takeIn(values));
      });
    });
    return [bucketSteps(buckets), ...columns];
  }

  /** What is known of a curve from earlier updates. */
  #extremesOf(curve: Curve): Extremes {
    const known = this.#extremes.get(curve);
    if (known?.rewrites === curve.rewrites) return known.extremes;
    const extremes = new Extremes(this.#options.logarithmic);
    this.#extremes.set(curve, { extremes, rewrites: curve.rewrites });
    return extremes;
  }

  #config(): Omit<uPlot.Options, 'width' | 'height'> {
    const { curves, logarithmic, onZoom, onReset, onCursor } = this.#options;
    return {
      legend: { show: false },
      padding: [8, this.#rightPadding(), 0, 0],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            onReset();
            return null;
          },
        },
      },
      scales: {
        x: { time: false, auto: false },
        y: { distr: logarithmic ? 3 : 1, range: logarithmic ? logarithmicRange : linearRange },
        ssim: { range: linearRange },
      },
      axes: this.#axes(),
      series: [{}, ...curves().flatMap(seriesOf)],
      hooks: {
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 4) return;
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          },
        ],
        setCursor: [
          (plot) => {
            const left = plot.cursor.left ?? -1;
            onCursor(left < 0 ? null : plot.posToVal(left, 'x'));
          },
        ],
      },
    };
  }

  #rightPadding(): number {
    if (this.#drawsSsim()) return 0;
    return this.#options.hasSsim ? ssimAxisWidth : 8;
  }

  #drawsSsim(): boolean {
    return this.#options.curves().some(({ name }) => scaleOf(name) === 'ssim');
  }

  #axes(): uPlot.Axis[] {
    const { text, grid } = chartColors[this.#options.scheme];
    const look = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1, size: 4 } };
    const axes: uPlot.Axis[] = [
      { ...look, size: 32, values: (_plot, steps) => steps.map(formatStep) },
      { ...look, ...(this.#options.logarithmic ? logarithmicTicks : {}), size: 58, values: formatTicks },
    ];
    if (this.#drawsSsim()) {
      axes.push({
        ...look,
        scale: 'ssim',
        side: 1,
        size: ssimAxisWidth,
        grid: { show: false },
        values: formatTicks,
      });
    }
    return axes;
  }
}

function scaleOf(seriesName: string): string {
  return seriesName.startsWith('ssim/') ? 'ssim' : 'y';
}

/** The raw values, and over them the average where there is one. */
function seriesOf({ name, color, dash, smoothed, marked }: DrawnCurve): uPlot.Series[] {
  const line = {
    scale: scaleOf(name),
    spanGaps: true,
    dash,
    points: { show: marked, size: 5, stroke: color, fill: color },
  };
  if (smoothed === null) return [{ ...line, stroke: color, width: 1.5 }];
  return [
    { ...line, stroke: color, alpha: 0.35, width: 1 },
    { ...line, stroke: color, width: 1.75 },
  ];
}

/**
 * The extent of the values on a scale, those included that stand just outside of the view: uPlot's own
 * leaves them out, so that a line between far points would run out of the chart. Null without values.
 */
function extentOf(plot: uPlot, scale: string): [least: number, greatest: number] | null {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const [i, series] of plot.series.entries()) {
    if (i === 0 || series.scale !== scale) continue;
    for (const value of plot.data[i] ?? []) {
      if (value === null || value === undefined) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  return least <= greatest ? [least, greatest] : null;
}

function linearRange(plot: uPlot, _least: number | null, _greatest: number | null, scale: string): uPlot.Range.MinMax {
  const extent = extentOf(plot, scale);
  if (extent === null) return [0, 1];
  const [least, greatest] = extent;
  const margin = (greatest - least || Math.abs(greatest) || 1) * 0.06;
  return [least - margin, greatest + margin];
}

/** A loss this far below the others is as good as nothing, and must not flatten them. */
const mostRatio = 1e6;

function logarithmicRange(
  plot: uPlot,
  _least: number | null,
  _greatest: number | null,
  scale: string,
): uPlot.Range.MinMax {
  const extent = extentOf(plot, scale);
  if (extent === null) return [0.01, 1];
  const [least, greatest] = extent;
  const shownLeast = Math.max(least, greatest / mostRatio);
  const margin = Math.max((greatest / shownLeast) ** 0.06, 1.05);
  return [shownLeast / margin, greatest * margin];
}

const logarithmicTicks: Partial<uPlot.Axis> = {
  splits: (_plot, _axis, least, greatest) => logTicks(least, greatest),
  filter: (_plot, ticks) => ticks,
};

function formatTicks(_plot: uPlot, ticks: number[]): string[] {
  return ticks.map(formatTick);
}
