import type { ProjectState } from '../../main/api/contract.ts';

/** The badge of each state: its words, and the colour of its dot on the badge's dark ground. */
export const PROJECT_STATES: Readonly<Record<ProjectState, { label: string; color: string }>> = {
  imported: { label: 'Imported', color: '#b9bdc4' },
  training: { label: 'Training', color: '#63d4c1' },
  paused: { label: 'Paused', color: '#f0c04b' },
  trained: { label: 'Trained', color: '#63d4c1' },
  missing: { label: 'File missing', color: '#ff8a80' },
  damaged: { label: 'Damaged', color: '#ff8a80' },
};
