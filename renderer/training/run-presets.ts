import type { Preset } from '../../main/api/contract.ts';

/** What each preset is, in one honest line, and how many steps it is meant for. */
export const presets: Record<Preset, { label: string; description: string; steps: number }> = {
  fast: {
    label: 'Fast',
    description:
      'A small field (8 hash levels, 1,024 rays a step) sized for a CPU: a usable scene in minutes, soft in fine detail.',
    steps: 1000,
  },
  full: {
    label: 'Full',
    description:
      'The reference sizes (16 hash levels, 4,096 rays a step), meant for a GPU: on a CPU a single step takes seconds.',
    steps: 30_000,
  },
};
