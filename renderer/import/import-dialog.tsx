import { Modal } from '@mantine/core';
import { useLiveStore } from '../stores/live-store.ts';
import { closeOverlay } from '../stores/overlay-store.ts';
import { ChooseCapture } from './choose-capture.tsx';
import { ImportForm } from './import-form.tsx';
import { ImportProgress } from './import-progress.tsx';
import { startOver, useImportStore } from './import-store.ts';

/** From a folder of photographs to a project: choose, set, watch, read what was left out. */
export function ImportDialog() {
  const draft = useImportStore((state) => state.draft);
  const jobId = useImportStore((state) => state.jobId);

  const close = () => {
    closeOverlay();
    // A running import goes on and can be looked at again; everything else begins afresh next time.
    const state = jobId === null ? undefined : useLiveStore.getState().jobs[jobId]?.state;
    if (state !== 'queued' && state !== 'running') startOver();
  };

  return (
    <Modal opened onClose={close} title="New project" size={560}>
      {jobId !== null ? (
        <ImportProgress jobId={jobId} onClose={close} />
      ) : draft !== null ? (
        <ImportForm draft={draft} />
      ) : (
        <ChooseCapture />
      )}
    </Modal>
  );
}
