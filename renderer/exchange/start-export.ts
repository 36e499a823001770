import type { ExportFormat, ExportRequest, Job, RenderPathRequest } from '../../main/api/contract.ts';
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
export const startExport = (projectId: string, request: ExportRequest, name: string): Promise<Job | null> =>
  begin(suggestedFileName(name, ENDINGS[request.format]), (target) => api.export(projectId, { ...request, ...target }));

/** Begins to render a flight, to a file that is chosen and told of in the same way. */
export const startPathRender = (projectId: string, request: RenderPathRequest, name: string): Promise<Job | null> =>
  begin(suggestedFileName(name, request.format === 'video' ? '.mp4' : '.zip'), (target) =>
    api.renderPath(projectId, { ...request, ...target }),
  );

async function begin(fileName: string, ask: (target: { path?: string }) => Promise<Job>): Promise<Job | null> {
  let target = {};
  if (desktop !== undefined) {
    const path = await desktop.chooseExportFile(fileName);
    if (path === null) return null;
    target = { path };
  }
  const job = await ask(target);
  begun.add(job.id);
  trackJob(job);
  return job;
}

/** Whether this window began the export; each is told of once. */
export const takeBegun = (jobId: string): boolean => begun.delete(jobId);

/** What no file system takes becomes a hyphen; the system's own dialog has the last word. */
export function suggestedFileName(name: string, ending: string): string {
  const stem = name
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 100);
  return `${stem === '' ? 'Untitled' : stem}${ending}`;
}

/** The browser saves the file of a finished export under the name that the engine gives it. */
export function downloadExport(jobId: string): void {
  const link = document.createElement('a');
  link.href = fileUrl(jobId);
  link.download = '';
  link.click();
}
