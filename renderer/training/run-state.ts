import type { Run, RunState, TrainingStatus } from '../../main/api/contract.ts';
import { formatStep } from './format.ts';

/** What each state is called, and the Mantine colour of its badge. */
export const runStates: Record<RunState, { label: string; color: string }> = {
  queued: { label: 'Queued', color: 'gray' },
  running: { label: 'Training', color: 'blue' },
  paused: { label: 'Paused', color: 'yellow' },
  stopped: { label: 'Stopped', color: 'gray' },
  done: { label: 'Done', color: 'teal' },
  failed: { label: 'Failed', color: 'red' },
  interrupted: { label: 'Interrupted', color: 'orange' },
};

export const phases: Record<TrainingStatus['phase'], string> = {
  extracting: 'Extracting features',
  compiling: 'Compiling the training step',
  training: 'Training',
  evaluating: 'Evaluating the held-out views',
  saving: 'Saving a checkpoint',
};

/** The run that the engine is working on, or is about to. */
export function isLive(run: Run): boolean {
  return run.state === 'queued' || run.state === 'running';
}

/** A run that was cut off or paused, at its last step too: what follows that is missing. One that was stopped, before it. */
export function isResumable(run: Run): boolean {
  return ['paused', 'interrupted', 'failed'].includes(run.state) || (run.state === 'stopped' && run.step < run.steps);
}

/** What resuming does, for the button: a run goes on from its newest checkpoint. */
export function resumeLabel(run: Run): string {
  return run.checkpointStep === null ? 'Start again' : `Resume from step ${formatStep(run.checkpointStep)}`;
}

/** One sentence on where the run stands, announced to screen readers whenever it changes. */
export function describeRun(run: Run): string {
  const at = `step ${formatStep(run.step)} of ${formatStep(run.steps)}`;
  const kept =
    run.checkpointStep === null
      ? 'No checkpoint was kept'
      : `A checkpoint of step ${formatStep(run.checkpointStep)} is kept`;
  switch (run.state) {
    case 'queued':
      return `Run ${run.number} waits for its turn.`;
    case 'running':
      return `Run ${run.number} is training.`;
    case 'paused':
      return `Run ${run.number} is paused at ${at}.`;
    case 'stopped':
      return `Run ${run.number} was stopped at ${at}. ${kept}.`;
    case 'done':
      return `Run ${run.number} finished all ${formatStep(run.steps)} steps.`;
    case 'failed':
      return `Run ${run.number} failed at ${at}.`;
    case 'interrupted':
      return `Run ${run.number} was interrupted at ${at} because the engine ended. ${kept}.`;
  }
}
