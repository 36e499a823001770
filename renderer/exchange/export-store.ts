import { create } from 'zustand';
import type { ExportWorld } from '../../main/api/contract.ts';

/** What the dialog offers; single views are exported where they are shown. */
export type DialogFormat = 'ply' | 'spz' | 'json' | 'html' | 'zip';

interface ExportState {
  readonly format: DialogFormat;
  readonly world: ExportWorld;
  /** Chips and annotated views that stay behind; all others go along. */
  readonly leftOut: readonly string[];
  /** The chip whose relevancy colours splats; null: the colours of the scene. */
  readonly colouredBy: string | null;
  /** The export that was begun last. The dialog may be closed meanwhile. */
  readonly jobId: string | null;
}

/** What was chosen last is chosen again. */
export const useExportStore = create<ExportState>(() => ({
  format: 'ply',
  world: 'capture',
  leftOut: [],
  colouredBy: null,
  jobId: null,
}));

const { setState: set } = useExportStore;

export const changeExport = (change: Partial<Omit<ExportState, 'leftOut' | 'jobId'>>) => set(change);

export const takeAlong = (id: string, does: boolean) =>
  set(({ leftOut }) => ({ leftOut: does ? leftOut.filter((other) => other !== id) : [...leftOut, id] }));

export const watchExport = (jobId: string | null) => set({ jobId });
