import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { DemoResult, ImportResult, Job, SalvageResult } from '../../main/api/contract.ts';
import { subscribeToEngine } from '../api/events.ts';
import { countOf } from '../format.ts';
import { startOver, useImportStore } from '../import/import-store.ts';
import { currentRoute, openProject } from '../navigation.ts';
import { describeSalvage } from '../projects/describe-salvage.ts';
import { useOverlayStore } from '../stores/overlay-store.ts';
import { notifyFailure } from './notify.ts';

/** The demo was asked for, or opens at the very first start: shown unless the user has gone elsewhere since. */
function onDemo(job: Job): void {
  if (job.state === 'failed') notifyFailure(job.error ?? 'The demo could not be opened.');
  if (job.state !== 'done' || currentRoute().screen !== 'browser') return;
  openProject((job.result as DemoResult).projectId);
}

/** The new project is on the list; what it lacks stands on its Capture tab too. */
function onSalvage(job: Job): void {
  if (job.state === 'failed') notifyFailure(job.error ?? 'Nothing could be saved.');
  if (job.state !== 'done') return;
  const result = job.result as SalvageResult;
  notifications.show({
    title: 'What could be read is saved as a new project',
    message: describeSalvage(result),
    withBorder: true,
    autoClose: false,
  });
}

/** Says how an import ended whose dialog was closed. Other jobs report where they were started. */
function onJob(job: Job): void {
  if (job.kind === 'demo') onDemo(job);
  if (job.kind === 'salvage') onSalvage(job);
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
