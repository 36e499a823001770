import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { ExportResult, Job } from '../../main/api/contract.ts';
import { subscribeToEngine } from '../api/events.ts';
import { formatBytes } from '../format.ts';
import { notifyFailure } from '../frame/notify.ts';
import { useOverlayStore } from '../stores/overlay-store.ts';
import { useExportStore } from './export-store.ts';
import { downloadExport, takeBegun } from './start-export.ts';

const hasEnded = ({ state }: Job) => state === 'done' || state === 'failed' || state === 'cancelled';

function onJob(job: Job): void {
  if ((job.kind !== 'export' && job.kind !== 'path') || !hasEnded(job) || !takeBegun(job.id)) return;
  const result = job.state === 'done' ? (job.result as ExportResult) : null;
  if (result !== null && result.path === null) downloadExport(job.id);
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

/** Saves what was exported in the browser, and tells of exports whose dialog was closed. */
export function useExportNotices(): void {
  useEffect(() => subscribeToEngine('job', ({ job }) => onJob(job)), []);
}
