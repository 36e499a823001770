import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { ExportResult, Job } from '../../main/api/contract.ts';
import { fileUrl } from '../api/client.ts';
import { subscribeToEngine } from '../api/events.ts';
import { formatBytes } from '../format.ts';
import { notifyFailure } from '../frame/notify.ts';
import { isLiveJob, useLiveStore } from '../stores/live-store.ts';
import { useOverlayStore } from '../stores/overlay-store.ts';
import { useExportStore } from './export-store.ts';

/** Exports that this window began and whose end it has not told yet. */
const begun = new Set<string>();

/** Tells how an export of this window ends, once; a small one may have ended before its beginning was answered. */
export function tellEndOf(jobId: string): void {
  begun.add(jobId);
  const job = useLiveStore.getState().jobs[jobId];
  if (job !== undefined) tellIfEnded(job);
}

/** Saves what was exported in the browser, and tells of exports whose dialog was closed. */
export function useExportNotices(): void {
  useEffect(() => subscribeToEngine('job', ({ job }) => tellIfEnded(job)), []);
}

function tellIfEnded(job: Job): void {
  if (isLiveJob(job) || !begun.delete(job.id)) return;
  const result = job.state === 'done' ? (job.result as ExportResult) : null;
  if (result !== null && result.path === null) download(job.id);
  // The dialog tells the end of its own export itself.
  const isShown = useOverlayStore.getState().overlay === 'export' && useExportStore.getState().jobId === job.id;
  if (isShown) return;
  if (job.state === 'failed') notifyFailure(job.error ?? 'The export failed.');
  if (result === null) return;
  notifications.show({
    title: `${result.fileName} is written`,
    message: [formatBytes(result.bytes), ...result.warnings].join('. '),
    withBorder: true,
  });
}

/** The browser saves the file of a finished export under the name that the engine gives it. */
function download(jobId: string): void {
  const link = document.createElement('a');
  link.href = fileUrl(jobId);
  link.download = '';
  link.click();
}
