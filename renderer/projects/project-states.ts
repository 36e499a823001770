import type { ProjectState } from '../../main/api/contract.ts';

/** The badge of each state: its words and its colour. */
export const PROJECT_STATES: Readonly<Record<ProjectState, { label: string; color: string }>> = {
  imported: { label: 'Imported', color: 'gray' },
  training: { label: 'Training', color: 'teal' },
  paused: { label: 'Paused', color: 'yellow' },
  trained: { label: 'Trained', color: 'teal' },
  missing: { label: 'File missing', color: 'red' },
  damaged: { label: 'Damaged', color: 'red' },
};
