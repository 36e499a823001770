import { z } from 'zod';
import type { Settings } from '../store/settings.ts';

const entrySchema = z.object({
  projectId: z.string(),
  runId: z.string(),
  /** The step the run was automatically resumed from; null if a person started or resumed it. */
  resumedFrom: z.number().int().nullable(),
});
export type ActiveRun = z.infer<typeof entrySchema>;

const KEY = 'activeRuns';

/** Which runs this engine is training or about to: what its successor goes on with if it is killed. */
export class ActiveRunsJournal {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Empty if nothing readable was written. */
  read(): ActiveRun[] {
    const entries = z.array(entrySchema).safeParse(this.#settings.get(KEY));
    return entries.success ? entries.data : [];
  }

  /** Durable on return. */
  write(runs: ActiveRun[]): void {
    if (JSON.stringify(runs) !== JSON.stringify(this.read())) this.#settings.set(KEY, runs);
  }
}
