import type { ExportFormat, ExportRequest, Job } from '../../main/api/contract.ts';
import { api, fileUrl } from '../api/client.ts';
import { desktop } from '../desktop-bridge.ts';
import { trackJob } from '../stores/live-store.ts';

/** How a file of each format ends. */
export const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  ply: '.ply',
  spz: '.spz',
  json: '.json',
  zip: '.zip',
  html: '.html',
  png: '.png',
  'views-json': '.json',
};

/** Exports that this window began and whose end it has not told yet. */
const begun = new Set<string>();

/**
 * Begins an export: in the desktop app to a file that the user chooses, elsewhere to one that the browser saves
 * when it is written. How it ends is told by `useExportNotices`.
 * @param name what to call the file, without its ending.
 * @returns null if the user chose no file.
 */
export async function startExport(projectId: string, request: ExportRequest, name: string): Promise<Job | null> {
  let path: string | null = null;
  if (desktop !== undefined) {
    path = await desktop.chooseExportFile(suggestedFileName(name, request.format));
    if (path === null) return null;
  }
  const job = await api.export(projectId, path === null ? request : { ...request, path });
  begun.add(job.id);
  trackJob(job);
  return job;
}

/** Whether this window began the export; each is told of once. */
export const takeBegun = (jobId: string): boolean => begun.delete(jobId);

/** What no file system takes becomes a hyphen; the system's own dialog has the last word. */
export function suggestedFileName(name: string, format: ExportFormat): string {
  const stem = name
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 100);
  return `${stem === '' ? 'Untitled' : stem}${ENDINGS[format]}`;
}

/** The browser saves the file of a finished export under the name that the engine gives it. */
export function downloadExport(jobId: string): void {
  const link = document.createElement('a');
  link.href = fileUrl(jobId);
  link.download = '';
  link.click();
}
