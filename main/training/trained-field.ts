import { PRESETS } from '../field/config.ts';
import { CpuExecutor } from '../graph/executors/cpu.ts';
import type { ProjectFile } from '../store/project-file.ts';
import { FieldRenderer } from '../view/field-renderer.ts';
import { requireCheckpoint } from './checkpointing.ts';
import { proposalAnneal } from './schedules.ts';

export interface TrainedField extends AsyncDisposable {
  readonly renderer: FieldRenderer;
  /** Step of the checkpoint. */
  readonly step: number;
}

/** A run's newest checkpoint, ready to be rendered. @throws UserError conflict if there is none */
export async function openTrainedField(project: ProjectFile, runId: string): Promise<TrainedField> {
  const config = PRESETS[project.runs.get(runId).preset];
  const { state, progress } = requireCheckpoint(project, runId);
  const executor = new CpuExecutor(state);
  const anneal = proposalAnneal(config, progress.radianceStep);
  const renderer = await FieldRenderer.compile(executor, config.radiance, anneal);
  return { renderer, step: progress.step, [Symbol.asyncDispose]: () => executor.dispose() };
}
