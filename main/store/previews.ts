import type { Preview } from '../api/contract.ts';
import { runNumber } from './runs.ts';
import type { Sqlite } from './sqlite.ts';

export type PreviewImage = Preview & { png: Buffer };

/** The newest render of a held-out view, one per run. */
export class Previews {
  readonly #sqlite: Sqlite;

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
  }

  /** Replaces the run's preview. */
  save(preview: PreviewImage): void {
    this.#sqlite.run(
      'INSERT OR REPLACE INTO preview (run, step, frame, psnr, png) VALUES (?, ?, ?, ?, ?)',
      runNumber(preview.runId),
      preview.step,
      preview.frame,
      preview.psnr,
      preview.png,
    );
  }

  /** Null before the first. */
  latest(runId: string): PreviewImage | null {
    const row = this.#sqlite.get<Omit<PreviewImage, 'runId'>>(
      'SELECT step, frame, psnr, png FROM preview WHERE run = ?',
      runNumber(runId),
    );
    return row ? { runId, ...row } : null;
  }
}
