import { hostname } from 'node:os';
import { z } from 'zod';
import {
  type ApiError,
  type Device,
  languageChoiceSchema,
  type Preset,
  type Run,
  type RunState,
} from '../api/contract.ts';
import { UserError } from '../errors.ts';
import { type HeldOutResult, newestHeldOut } from './held-out.ts';
import type { Sqlite } from './sqlite.ts';

export interface NewRun {
  preset: Preset;
  device: Device;
  steps: number;
  seed: number;
  /** Everything else the trainer needs to build the same run again. */
  options: unknown;
}

export interface RunChanges {
  state?: RunState;
  /** The planned number of steps. */
  steps?: number;
  /** Last completed step. */
  step?: number;
  usedDevice?: Device | null;
  stepMsMedian?: number | null;
  error?: ApiError | null;
  finishedAt?: string | null;
}

/** What a run's options say that people want to see; those of other versions may lack it. */
const shownOptionsSchema = z
  .object({ language: languageChoiceSchema.nullable().catch(null), continueFrom: z.string().nullable().catch(null) })
  .catch({ language: null, continueFrom: null });

/** A process that has not written for this long does not drive a run, even if its number is in use. */
const ownerSilenceMs = 10 * 60_000;

/** Training runs, numbered 1, 2, 3 … within the project; a run's id is its number as text. */
export class Runs {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Adds a run in state `queued`, driven by this process. */
  create(run: NewRun): Run {
    const now = new Date().toISOString();
    const number = this.#sqlite.transaction(() => {
      this.#sqlite.run(
        `INSERT INTO run (preset, device, steps, seed, options, state, created_at, owner, touched_at)
         VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?)`,
        run.preset,
        run.device,
        run.steps,
        run.seed,
        JSON.stringify(run.options ?? null),
        now,
        thisProcess,
        now,
      );
      return this.#sqlite.get<{ number: number }>('SELECT last_insert_rowid() AS number')!.number;
    });
    return this.get(String(number));
  }

  /** @throws UserError not-found */
  get(id: string): Run {
    const [found] = this.#read(runNumber(id));
    if (!found) throw noRun(id);
    return found.run;
  }

  /** All runs, oldest first. */
  list(): Run[] {
    return this.#read(null).map(({ run }) => run);
  }

  /** What `create` was given. @throws UserError not-found */
  options(id: string): unknown {
    const row = this.#sqlite.get<{ options: string }>('SELECT options FROM run WHERE number = ?', runNumber(id));
    if (!row) throw noRun(id);
    return this.#sqlite.json(row.options);
  }

  /** Changes what is named and leaves the rest. Setting `running` or `queued` makes this process its driver. */
  update(id: string, changes: RunChanges): Run {
    const columns: Record<string, string | number | null | undefined> = {
      state: changes.state,
      steps: changes.steps,
      step: changes.step,
      used_device: changes.usedDevice,
      step_ms_median: changes.stepMsMedian,
      error: changes.error && JSON.stringify(changes.error),
      finished_at: changes.finishedAt,
      owner: changes.state && (isActive(changes.state) ? thisProcess : null),
      touched_at: new Date().toISOString(),
    };
    const named = Object.entries(columns).filter((entry): entry is [string, string | number | null] => {
      return entry[1] !== undefined;
    });
    const changed = this.#sqlite.run(
      `UPDATE run SET ${named.map(([column]) => `${column} = ?`).join(', ')} WHERE number = ?`,
      ...named.map(([, value]) => value),
      runNumber(id),
    );
    if (changed === 0) throw noRun(id);
    return this.get(id);
  }

  /**
   * Makes this process the driver of a run, in one step, so that of two that want it at the same moment
   * one gets it.
   *
   * @throws UserError conflict if another living process drives it; not-found
   */
  claim(id: string, state: 'queued' | 'running'): Run {
    return this.#sqlite.transaction(() => {
      this.requireFree(id);
      return this.update(id, { state, error: null, finishedAt: null });
    });
  }

  /**
   * Notes how far the run that this process drives has got.
   *
   * @throws UserError conflict if another process has taken it over, as it may while this one was asleep
   */
  advance(id: string, step: number): void {
    const sql = 'UPDATE run SET step = ?, touched_at = ? WHERE number = ? AND owner = ?';
    if (this.#sqlite.run(sql, step, new Date().toISOString(), runNumber(id), thisProcess) === 1) return;
    throw new UserError('conflict', `Run ${id} has been taken over by another LERF Studio.`, 'Look at it there.');
  }

  /** Whether this process drives the run. */
  isOurs(id: string): boolean {
    const row = this.#sqlite.get<{ owner: string | null }>('SELECT owner FROM run WHERE number = ?', runNumber(id));
    return row?.owner === thisProcess;
  }

  /** @throws UserError conflict if another living process drives the run; not-found */
  requireFree(id: string): void {
    const { number, state } = this.get(id);
    const row = this.#sqlite.get<OwnerRow>('SELECT number, owner, touched_at FROM run WHERE number = ?', number)!;
    if (!isActive(state) || !isDrivenElsewhere(row)) return;
    throw new UserError(
      'conflict',
      `Run ${number} is being trained by another LERF Studio (process ${row.owner!.split(':').at(-1)}).`,
      'Pause or stop it there, or wait until it is done.',
    );
  }

  /**
   * Tells the truth about runs whose process died: `queued` and `running` become `interrupted`. A paused
   * run had saved a checkpoint at its last step, so it lost nothing and stays paused; without that
   * checkpoint it is interrupted too. Runs that another living process drives are left alone, and so are
   * `ownIds`, those that this process drives itself. Returns the runs that changed.
   */
  markInterrupted(ownIds: readonly string[] = []): Run[] {
    return this.#sqlite.transaction(() => {
      const owners = new Map(
        this.#sqlite
          .all<OwnerRow>('SELECT number, owner, touched_at FROM run')
          .map((row) => [String(row.number), row] as const),
      );
      return this.list()
        .filter((run) => !ownIds.includes(run.id))
        .filter((run) =>
          isActive(run.state)
            ? !isDrivenElsewhere(owners.get(run.id)!)
            : run.state === 'paused' && (run.checkpointStep ?? 0) !== run.step,
        )
        .map((run) => this.update(run.id, { state: 'interrupted' }));
    });
  }

  /** The newest held-out result of the newest run that has one. */
  lastHeldOut(): HeldOutResult | null {
    return this.#read(null).findLast(({ heldOut }) => heldOut !== null)?.heldOut ?? null;
  }

  #read(number: number | null): { run: Run; heldOut: HeldOutResult | null }[] {
    return this.#sqlite.snapshot(() => {
      const series = Map.groupBy(
        this.#sqlite.all<SeriesRow>('SELECT * FROM metric_series WHERE run = ifnull(?, run) ORDER BY name', number),
        (row) => row.run,
      );
      const evaluations = this.#sqlite.all<EvaluationRow>(
        `SELECT run, step, psnr, ssim FROM evaluation
         WHERE id IN (SELECT max(id) FROM evaluation WHERE run = ifnull(?, run) GROUP BY run)`,
        number,
      );
      const rows = this.#sqlite.all<RunRow>(
        `SELECT run.*,
                (SELECT max(step) FROM checkpoint WHERE run = number AND manifest IS NOT NULL) AS checkpoint_step,
                preview.step AS preview_step, preview.frame AS preview_frame, preview.psnr AS preview_psnr
         FROM run LEFT JOIN preview ON preview.run = number
         WHERE number = ifnull(?, number) ORDER BY number`,
        number,
      );
      return rows.map((row) => {
        const ownSeries = series.get(row.number) ?? [];
        const evaluation = evaluations.find(({ run }) => run === row.number);
        const heldOut = newestHeldOut(ownSeries, evaluation);
        return { run: this.#run(row, ownSeries, heldOut), heldOut };
      });
    });
  }

  #run(row: RunRow, series: SeriesRow[], heldOut: HeldOutResult | null): Run {
    const { language, continueFrom } = shownOptionsSchema.parse(this.#sqlite.json(row.options));
    return {
      id: String(row.number),
      number: row.number,
      preset: row.preset,
      device: row.device,
      usedDevice: row.used_device,
      steps: row.steps,
      seed: row.seed,
      language,
      continueFrom,
      state: row.state,
      step: row.step,
      checkpointStep: row.checkpoint_step,
      stepMsMedian: row.step_ms_median,
      lastPsnr: heldOut?.psnr ?? null,
      lastSsim: heldOut?.ssim ?? null,
      error: row.error === null ? null : this.#sqlite.json(row.error),
      createdAt: row.created_at,
      finishedAt: row.finished_at,
      preview:
        row.preview_step === null
          ? null
          : { step: row.preview_step, frame: row.preview_frame!, psnr: row.preview_psnr! },
      series: series.map(({ name, count }) => ({ name, count })),
    };
  }
}

/** The row number behind a run's id. @throws UserError not-found for what is no id */
export function runNumber(id: string): number {
  if (!/^[1-9]\d{0,8}$/.test(id)) throw noRun(id);
  return Number(id);
}

function noRun(id: string): UserError {
  return new UserError('not-found', `The project has no training run ${id}.`);
}

const thisProcess = `${hostname()}:${process.pid}`;

function isActive(state: RunState): boolean {
  return state === 'queued' || state === 'running';
}

/** Whether another process on this machine still drives the run. */
function isDrivenElsewhere({ owner, touched_at }: OwnerRow): boolean {
  const pid = Number(owner?.split(':').at(-1));
  if (owner !== `${hostname()}:${pid}` || pid === process.pid) return false;
  // The number of a dead process can be given to another program.
  if (Date.now() - Date.parse(touched_at) > ownerSilenceMs) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

interface OwnerRow {
  number: number;
  owner: string | null;
  touched_at: string;
}

interface SeriesRow {
  run: number;
  name: string;
  count: number;
  last_step: number;
  last_value: number | null;
}

interface EvaluationRow extends HeldOutResult {
  run: number;
}

interface RunRow {
  number: number;
  preset: Preset;
  device: Device;
  used_device: Device | null;
  steps: number;
  seed: number;
  options: string;
  state: RunState;
  step: number;
  checkpoint_step: number | null;
  step_ms_median: number | null;
  error: string | null;
  created_at: string;
  finished_at: string | null;
  preview_step: number | null;
  preview_frame: number | null;
  preview_psnr: number | null;
}
