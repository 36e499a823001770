/** What is left of what was going on when the engine died, in sentences. */
import type { CrashedRun } from '../../main/api/contract.ts';
import type { Crash } from '../api/live-state.ts';
import { countOf, formatAge } from '../format.ts';

export interface CrashAccount {
  readonly saved: readonly string[];
  readonly lost: readonly string[];
  /** What goes on by itself, and what waits for a person. */
  readonly now: readonly string[];
}

export function describeCrash({ runs, lostJobs }: Crash, now = Date.now()): CrashAccount {
  const lost = [...runs.map(lostOf), ...lostJobs.map((title) => `${title}: it has to be begun again.`)];
  return {
    saved: [...runs.map((run) => savedOf(run, now)), 'Everything else that was shown as saved, in every project.'],
    lost: lost.length === 0 ? ['Nothing.'] : lost,
    now: ['The engine is running again.', ...runs.map(nowOf)],
  };
}

const nameOf = ({ number, projectName }: CrashedRun) => `Run ${number} of ${projectName}`;
const stepOf = (step: number) => step.toLocaleString('en');

function savedOf(run: CrashedRun, now: number): string {
  const { checkpoint, steps } = run;
  if (checkpoint === null) return `${nameOf(run)}: its settings; it had no checkpoint yet.`;
  const time = new Date(checkpoint.savedAt).toLocaleTimeString('en', { hour12: false });
  return `${nameOf(run)}: the checkpoint of step ${stepOf(checkpoint.step)} of ${stepOf(steps)}, written at ${time} (${formatAge(checkpoint.savedAt, now)}).`;
}

function lostOf(run: CrashedRun): string {
  const since = run.reachedStep - (run.checkpoint?.step ?? 0);
  const counted = since > 0 ? `${countOf(since, 'step')} since then, and ` : '';
  return `${nameOf(run)}: at most ${counted}what it trained in the last two seconds.`;
}

function nowOf(run: CrashedRun): string {
  const from = run.checkpoint === null ? 'from its beginning' : `from step ${stepOf(run.checkpoint.step)}`;
  return run.goesOn ? `${nameOf(run)} goes on by itself ${from}.` : `${nameOf(run)} waits, and can go on ${from}.`;
}
