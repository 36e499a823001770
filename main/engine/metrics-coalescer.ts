import type { EngineEvent } from '../api/contract.ts';

type MetricsEvent = Extract<EngineEvent, { type: 'metrics' }>;

/** Series name → [step, value] pairs, steps ascending. */
export type MetricSeries = MetricsEvent['series'];

/**
 * Gathers the points of a run and passes them on in one event at most every `intervalMs`, so that a
 * training of hundreds of steps per second does not become hundreds of messages per second.
 */
export class MetricsCoalescer {
  readonly #emit: (event: MetricsEvent) => void;
  readonly #intervalMs: number;
  readonly #pending = new Map<string, MetricsEvent>();
  #timer: NodeJS.Timeout | undefined;

  constructor(emit: (event: MetricsEvent) => void, intervalMs = 250) {
    this.#emit = emit;
    this.#intervalMs = intervalMs;
  }

  add(projectId: string, runId: string, series: MetricSeries): void {
    const key = `${projectId}/${runId}`;
    let event = this.#pending.get(key);
    if (!event) {
      event = { type: 'metrics', projectId, runId, series: {} };
      this.#pending.set(key, event);
    }
    for (const [name, points] of Object.entries(series)) {
      event.series[name] ??= [];
      event.series[name].push(...points);
    }
    this.#timer ??= setTimeout(() => this.flush(), this.#intervalMs);
  }

  /** Sends what is pending now; call it before a run is said to be over. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = [...this.#pending.values()];
    this.#pending.clear();
    for (const event of events) this.#emit(event);
  }
}
