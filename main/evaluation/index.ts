import type { EvalResult } from '../api/contract.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { loadPhotographs } from '../training/dataset.ts';
import { openTrainedField } from '../training/trained-field.ts';
import type { RenderHooks } from '../view/field-renderer.ts';
import { evaluateViews } from './evaluate-views.ts';

/** Measures a run's newest checkpoint on the photographs of one split. @throws UserError conflict, cancelled */
export async function evaluate(
  project: ProjectFile,
  { runId, split, ...hooks }: { runId: string; split: 'train' | 'test' } & RenderHooks,
): Promise<EvalResult> {
  const photographs = await loadPhotographs(project, split);
  await using field = await openTrainedField(project, runId);
  return await evaluateViews(field.renderer, photographs, field.step, hooks);
}
