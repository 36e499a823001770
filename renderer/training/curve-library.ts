import type { EngineEvent } from '../../main/api/contract.ts';
import { MetricSeries } from './metric-series.ts';

/** The recorded curves of one run, by series name. */
export type Curves = ReadonlyMap<string, MetricSeries>;

type MetricsEvent = Extract<EngineEvent, { type: 'metrics' }>;

/** Fetches one stored series as interleaved (step, value) pairs, in pieces. */
export type FetchSeries = (runId: string, series: string) => Promise<readonly Float32Array[]>;

type Entry = { curves: Map<string, MetricSeries>; waiting: MetricsEvent[] | null };

const nothing: Curves = new Map();

/**
 * The curves of the runs on show: each loaded once, then carried on by `metrics` events. Events that
 * arrive while a run is loading wait and are applied after it, so no point is lost and none doubled.
 */
export class CurveLibrary {
  readonly #fetch: FetchSeries;
  readonly #runs = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(fetch: FetchSeries) {
    this.#fetch = fetch;
  }

  /** Changes whenever any curve does. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  curvesOf(runId: string): Curves {
    return this.#runs.get(runId)?.curves ?? nothing;
  }

  has(runId: string): boolean {
    return this.#runs.has(runId);
  }

  /** Loads a run, or loads it again: the curves on show stay until the new ones are there. */
  async load(runId: string, names: readonly string[]): Promise<void> {
    const before = this.#runs.get(runId);
    const entry: Entry = { curves: new Map(before?.curves), waiting: [...(before?.waiting ?? [])] };
    this.#runs.set(runId, entry);
    try {
      const loaded = await Promise.all(names.map(async (name) => [name, await this.#fetch(runId, name)] as const));
      if (this.#runs.get(runId) !== entry) return;
      entry.curves = new Map();
      for (const [name, pages] of loaded) {
        const series = new MetricSeries();
        for (const pairs of pages) series.appendPairs(pairs);
        entry.curves.set(name, series);
      }
    } catch (failure) {
      if (this.#runs.get(runId) === entry) this.#runs.delete(runId);
      throw failure;
    } finally {
      const waiting = entry.waiting ?? [];
      entry.waiting = null;
      for (const event of waiting) append(entry.curves, event);
      this.#changed();
    }
  }

  /** Carries on the curves of a run on show; those of other runs are loaded when they are wanted. */
  append(event: MetricsEvent): void {
    const entry = this.#runs.get(event.runId);
    if (entry === undefined) return;
    if (entry.waiting === null) {
      append(entry.curves, event);
      this.#changed();
    } else {
      entry.waiting.push(event);
    }
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

function append(curves: Map<string, MetricSeries>, event: MetricsEvent): void {
  for (const [name, points] of Object.entries(event.series)) {
    let series = curves.get(name);
    if (series === undefined) {
      series = new MetricSeries();
      curves.set(name, series);
    }
    // One series that goes back means that the run was resumed from a checkpoint: they all go back.
    const [first] = points[0] ?? [Number.POSITIVE_INFINITY];
    if (first <= series.lastStep) for (const other of curves.values()) other.rewindTo(first);
    for (const [step, value] of points) series.append(step, value);
  }
}
