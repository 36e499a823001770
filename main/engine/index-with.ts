import type { IndexInfo } from '../api/contract.ts';
import { UserError } from '../errors.ts';
import type { ProjectFile } from '../store/project-file.ts';
import type { EvaluationHooks } from './evaluate-run.ts';

/** Builds the language index of a run's newest checkpoint and keeps it in the project. @throws UserError as `indexRun` */
export async function indexWith(
  project: ProjectFile,
  { runId, dataFolder }: { runId: string; dataFolder: string },
  hooks: EvaluationHooks,
): Promise<Omit<IndexInfo, 'isOutdated'>> {
  const { language, number } = project.runs.get(runId);
  if (!language) throw new UserError('conflict', `Run ${number} was trained without a language field.`);
  const { indexRun } = await import('../index/index-run.ts');
  const { openImageTextEncoder } = await import('../encoders/index.ts');
  await using encoder = await openImageTextEncoder(language.encoder, { dataFolder, parts: 'text' });
  await indexRun(project, runId, encoder, hooks);
  return project.languageIndexes.list().find((info) => info.runId === runId)!;
}
