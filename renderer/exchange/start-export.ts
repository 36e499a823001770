import type { ExportFormat, ExportRequest, Job, RenderPathRequest } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { desktop } from '../desktop-bridge.ts';
import { trackJob } from '../stores/live-store.ts';
import { tellEndOf } from './tell-exports.ts';

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

/**
 * Begins an export: in the desktop app to a file that the user chooses, elsewhere to one that the browser saves
 * when it is written. How it ends is told by tell-exports.ts.
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

/** Begins to save what helps to find a mistake, to a file that is chosen and told of in the same way. */
export const startDiagnostics = (): Promise<Job | null> =>
  begin('LERF Studio diagnostics.zip', (target) => api.saveDiagnostics(target));

async function begin(fileName: string, ask: (target: { path?: string }) => Promise<Job>): Promise<Job | null> {
  let target = {};
  if (desktop !== undefined) {
    const path = await desktop.chooseExportFile(fileName);
    if (path === null) return null;
    target = { path };
  }
  const job = await ask(target);
  trackJob(job);
  // Once the dialog knows which export is its own.
  setTimeout(() => tellEndOf(job.id));
  return job;
}

/** What no file system takes becomes a hyphen; the system's own dialog has the last word. */
export function suggestedFileName(name: string, ending: string): string {
  const stem = name
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 100);
  return `${stem === '' ? 'Untitled' : stem}${ending}`;
}
