import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { DemoResult, ImportResult, Job } from '../../main/api/contract.ts';
import { subscribeToEngine } from '../api/events.ts';
import { countOf } from '../format.ts';
import { startOver, useImportStore } from '../import/import-store.ts';
import { currentRoute, openProject } from '../navigation.ts';
import { useOverlayStore } from '../stores/overlay-store.ts';
import { notifyFailure } from './notify.ts';

/** The demo was asked for, or opens at the very first start: shown unless the user has gone elsewhere since. */
function onDemo(job: Job): void {
  if (job.state === 'failed') notifyFailure(job.error ?? 'The demo could not be opened.');
  if (job.state !== 'done' || currentRoute().screen !== 'browser') return;
  openProject((job.result as DemoResult).projectId);
}

/** Says how an import ended whose dialog was closed. Other jobs report where they were started. */
function onJob(job: Job): void {
  if (job.kind === 'demo') onDemo(job);
  if (job.kind !== 'import' || useOverlayStore.getState().overlay === 'import') return;
  if (job.state === 'failed') notifyFailure(job.error ?? 'The import failed.');
  else if (job.state === 'done') {
    const { images, skipped } = job.result as ImportResult;
    notifications.show({
      title: `${job.title} is done`,
      message: `${countOf(images, 'image')} imported${skipped.length > 0 ? `, ${countOf(skipped.length, 'file')} skipped` : ''}.`,
      withBorder: true,
    });
  } else return;
  if (useImportStore.getState().jobId === job.id) startOver();
}

export function useJobNotices(): void {
  useEffect(() => subscribeToEngine('job', ({ job }) => onJob(job)), []);
}
