import { create } from 'zustand';
import type { ImportRequest } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { captureName } from '../format.ts';
import { trackJob } from '../stores/live-store.ts';

/** What the user has decided so far. */
export interface ImportDraft {
  readonly capture: string;
  readonly name: string;
  readonly images: string | null;
  readonly downscale: number;
  readonly holdout: number;
}

interface ImportState {
  /** Null until a capture is chosen. */
  readonly draft: ImportDraft | null;
  /** The import under way or just ended. The dialog may be closed meanwhile. */
  readonly jobId: string | null;
}

export const useImportStore = create<ImportState>(() => ({ draft: null, jobId: null }));

const { getState: get, setState: set } = useImportStore;

export const chooseCapture = (capture: string) =>
  set({ draft: { capture, name: captureName(capture), images: null, downscale: 1, holdout: 8 } });

export const changeDraft = (change: Partial<ImportDraft>) =>
  set(({ draft }) => ({ draft: draft && { ...draft, ...change } }));

/** Back to choosing a capture. */
export const startOver = () => set({ draft: null, jobId: null });

/** Back to the settings, with what was entered. */
export const backToSettings = () => set({ jobId: null });

export async function startImport(): Promise<void> {
  const { draft } = get();
  if (draft === null) return;
  const { images, ...rest } = draft;
  const request: ImportRequest = images === null ? rest : { ...rest, images };
  const job = await api.importCapture(request);
  trackJob(job);
  set({ jobId: job.id });
}
