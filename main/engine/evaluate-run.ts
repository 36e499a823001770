import type { EvalResult } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';

export interface EvaluationHooks {
  onProgress?(done: number, total: number, message: string): void;
  isCancelled?(): boolean;
}

/** The run asked for, or the newest one, that has a checkpoint to work from. */
export function runWithCheckpoint(project: ProjectFile, runId: string | undefined): string {
  if (runId !== undefined) {
    const run = project.runs.get(runId);
    if (run.checkpointStep === null) {
      throw new UserError('conflict', `Run ${run.number} has no checkpoint yet.`, 'Let it train for a while first.');
    }
    return run.id;
  }
  const newest = project.runs.list().findLast((run) => run.checkpointStep !== null);
  if (!newest) throw new UserError('conflict', 'Nothing has been trained in this project yet.', 'Train it first.');
  return newest.id;
}

/** As `runWithCheckpoint`, among the runs that have a language field. */
export function runWithLanguage(project: ProjectFile, runId: string | undefined): string {
  const runs = project.runs.list();
  const candidate = runId ?? runs.findLast((run) => run.checkpointStep !== null && run.language !== null)?.id;
  const run = candidate === undefined ? undefined : project.runs.get(runWithCheckpoint(project, candidate));
  if (run?.language) return run.id;
  runWithCheckpoint(project, runId);
  throw new UserError(
    'conflict',
    run ? `Run ${run.number} was trained without a language field.` : 'No run of this project has a language field.',
    'Start a run with the language field on; it can continue from a trained one.',
  );
}

/** What a render of relevancy looks for. @throws UserError bad-request */
export function requireQuery(query: string | undefined): string {
  if (query !== undefined) return query;
  throw new UserError('bad-request', 'A render of relevancy needs a query.', 'Say what to look for.');
}

/** Measures a run's newest checkpoint on one split; a held-out result is kept in the project. */
export async function evaluateRun(
  project: ProjectFile,
  requested: { runId: string | undefined; split: 'train' | 'test' },
  hooks: EvaluationHooks,
): Promise<EvalResult & { runId: string }> {
  const runId = runWithCheckpoint(project, requested.runId);
  if (!project.captures.frames().some(({ split }) => split === requested.split)) {
    throw new UserError(
      'conflict',
      `The project has no images in its ${requested.split} split.`,
      'Import the capture again with --holdout 8 to hold images out.',
    );
  }
  const { evaluate } = await import('../evaluation/index.ts');
  const result = { ...(await evaluate(project, { runId, split: requested.split, ...hooks })), runId };
  if (requested.split === 'test' && !project.readOnly) project.evaluations.save(result);
  return result;
}
