import type { IndexInfo, Job, Run } from '../../main/api/contract.ts';

/** What there is to say about the language index of a run. */
export type IndexState =
  /** No run has a language field. */
  | { readonly kind: 'no-language' }
  /** The run's first checkpoint is still to come. */
  | { readonly kind: 'no-checkpoint'; readonly run: Run }
  | { readonly kind: 'building'; readonly run: Run; readonly job: Job }
  | { readonly kind: 'none'; readonly run: Run }
  | { readonly kind: 'ready' | 'outdated'; readonly run: Run; readonly index: IndexInfo };

/** Runs that can be asked in words, the newest first. */
export const languageRuns = (runs: readonly Run[]): Run[] =>
  runs.filter(({ language }) => language !== null).toSorted((a, b) => b.number - a.number);

/** The run whose index is told about: the one asked for, else the newest that could have one, else the newest. */
export function runToIndex(runs: readonly Run[], runId: string | null): Run | undefined {
  const candidates = languageRuns(runs);
  return (
    candidates.find(({ id }) => id === runId) ??
    candidates.find(({ checkpointStep }) => checkpointStep !== null) ??
    candidates[0]
  );
}

/** @param job the live one that builds an index of this project. */
export function indexStateOf(run: Run | undefined, indexes: readonly IndexInfo[], job: Job | undefined): IndexState {
  if (run === undefined) return { kind: 'no-language' };
  if (job !== undefined) return { kind: 'building', run, job };
  const index = indexes.find(({ runId }) => runId === run.id);
  if (index !== undefined) return { kind: index.isOutdated ? 'outdated' : 'ready', run, index };
  return { kind: run.checkpointStep === null ? 'no-checkpoint' : 'none', run };
}

export function summariseIndex(state: IndexState): string {
  switch (state.kind) {
    case 'no-language':
    case 'none':
    case 'no-checkpoint':
      return 'none yet';
    case 'building': {
      const { done, total } = state.job.progress;
      return total ? `building, ${Math.floor((100 * done) / total)} %` : 'building';
    }
    case 'ready':
      return `run ${state.run.number}, ${state.index.points.toLocaleString('en')} points`;
    case 'outdated':
      return `run ${state.run.number} has been trained further`;
  }
}

/** What the target for the index is, and what a careful reader should know below it. */
const FAITHFUL = 0.98;

/** What the agreement between the index and the field means. */
export function explainAgreement(rankCorrelation: number): string {
  return rankCorrelation >= FAITHFUL
    ? 'The index orders places as the field itself does: answers from it can be relied on.'
    : 'The index orders places a little differently from the field: small differences in relevancy say nothing.';
}

/**
 * Why the newest attempt failed; undefined where it did not, or where an index was built since.
 * @param jobs newest last.
 */
export function lastFailure(jobs: readonly Job[], projectId: string, index: IndexInfo | undefined): Job | undefined {
  const last = jobs.findLast((job) => job.kind === 'index' && job.projectId === projectId);
  if (last?.state !== 'failed') return undefined;
  return index !== undefined && index.createdAt > last.startedAt ? undefined : last;
}
