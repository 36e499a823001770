import { psnrOfError } from '../evaluation/psnr.ts';
import type { MetricPoint } from '../store/metrics.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { StepLosses } from './trainer.ts';

const FLUSH_INTERVAL_MS = 1000;

/** Collects the points of a run's curves and writes them to the project about once a second. */
export class MetricRecorder {
  private readonly project: ProjectFile;
  private readonly runId: string;
  private readonly onMetrics: (series: Record<string, [number, number][]>) => void;
  private pending: MetricPoint[] = [];
  private flushedAt = performance.now();

  constructor(project: ProjectFile, runId: string, onMetrics: (series: Record<string, [number, number][]>) => void) {
    this.project = project;
    this.runId = runId;
    this.onMetrics = onMetrics;
  }

  record({ step, ...losses }: StepLosses): void {
    const points: MetricPoint[] = [];
    for (const [name, value] of Object.entries(losses)) {
      if (value !== null) points.push({ series: `loss/${name}`, step, value });
    }
    if (losses.rgb !== null) points.push({ series: 'psnr/train', step, value: psnrOfError(losses.rgb) });
    // The total is of the steps that train everything: it would jump up and down with the others in it.
    if (losses.interlevel !== null || losses.rgb === null) {
      const total = Object.values(losses).reduce<number>((sum, value) => sum + (value ?? 0), 0);
      points.push({ series: 'loss/total', step, value: total });
    }
    this.add(points);
  }

  add(points: readonly MetricPoint[]): void {
    this.pending.push(...points);
    if (performance.now() - this.flushedAt > FLUSH_INTERVAL_MS) this.flush();
  }

  /** Writes what is pending and tells of it: nothing is shown that a crash could take back. */
  flush(): void {
    this.flushedAt = performance.now();
    if (this.pending.length === 0) return;
    this.project.metrics.append(this.runId, this.pending);
    const series: Record<string, [number, number][]> = {};
    for (const { series: name, step, value } of this.pending) {
      series[name] ??= [];
      series[name].push([step, value]);
    }
    this.pending = [];
    this.onMetrics(series);
  }
}
