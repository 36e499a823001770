import { Modal } from '@mantine/core';
import { useRoute } from '../navigation.ts';
import { isLiveJob, useLiveStore } from '../stores/live-store.ts';
import { closeOverlay } from '../stores/overlay-store.ts';
import { ExportForm } from './export-form.tsx';
import { ExportProgress } from './export-progress.tsx';
import { useExportStore, watchExport } from './export-store.ts';

/** What the scene holds as a file: choose, watch, save. */
export function ExportDialog() {
  const route = useRoute();
  const jobId = useExportStore((state) => state.jobId);
  if (route.screen !== 'project') return null;

  const close = () => {
    closeOverlay();
    // A running export goes on and can be looked at again; after any other the next one begins afresh.
    const job = jobId === null ? undefined : useLiveStore.getState().jobs[jobId];
    if (job === undefined || !isLiveJob(job)) watchExport(null);
  };

  return (
    <Modal opened onClose={close} title="Export" size={600}>
      {jobId === null ? <ExportForm projectId={route.projectId} /> : <ExportProgress jobId={jobId} onClose={close} />}
    </Modal>
  );
}
