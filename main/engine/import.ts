import type { ImportResult } from '../api/contract.ts';

export interface ImportHooks {
  signal?: AbortSignal;
  onProgress?(done: number, total: number | null, message: string): void;
  onWarning?(warning: string): void;
}

export interface CaptureImport {
  capture: string;
  images: string | undefined;
  /** The .lerf file to write; must not exist. */
  path: string;
  name: string;
  downscale: number;
  holdout: number;
}

export async function importCapture(
  request: CaptureImport,
  hooks: ImportHooks,
): Promise<Omit<ImportResult, 'projectId'>> {
  const { readCapture } = await import('../capture/index.ts');
  return readCapture(request, hooks);
}
