import type { EvalResult } from '../api/contract.ts';
import { runNumber } from './runs.ts';
import type { Sqlite } from './sqlite.ts';

export type Evaluation = EvalResult & { runId: string; createdAt: string };

/** Held-out results, oldest first as they were made. */
export class Evaluations {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  save(evaluation: Omit<Evaluation, 'createdAt'>): Evaluation {
    const createdAt = new Date().toISOString();
    this.#sqlite.run(
      'INSERT INTO evaluation (run, step, psnr, ssim, images, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      runNumber(evaluation.runId),
      evaluation.step,
      evaluation.psnr,
      evaluation.ssim,
      JSON.stringify(evaluation.images),
      createdAt,
    );
    return { ...evaluation, createdAt };
  }

  /** The newest of one run, or of the whole project; null if there is none. */
  latest(runId?: string): Evaluation | null {
    const row =
      runId === undefined
        ? this.#sqlite.get<EvaluationRow>('SELECT * FROM evaluation ORDER BY id DESC LIMIT 1')
        : this.#sqlite.get<EvaluationRow>(
            'SELECT * FROM evaluation WHERE run = ? ORDER BY id DESC LIMIT 1',
            runNumber(runId),
          );
    return row ? this.#evaluation(row) : null;
  }

  list(runId: string): Evaluation[] {
    return this.#sqlite
      .all<EvaluationRow>('SELECT * FROM evaluation WHERE run = ? ORDER BY id', runNumber(runId))
      .map((row) => this.#evaluation(row));
  }

  #evaluation(row: EvaluationRow): Evaluation {
    return {
      runId: String(row.run),
      step: row.step,
      psnr: row.psnr,
      ssim: row.ssim,
      images: this.#sqlite.json(row.images),
      createdAt: row.created_at,
    };
  }
}

interface EvaluationRow {
  run: number;
  step: number;
  psnr: number;
  ssim: number;
  images: string;
  created_at: string;
}
