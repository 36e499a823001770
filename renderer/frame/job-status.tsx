import { CloseButton, Progress, UnstyledButton } from '@mantine/core';
import type { Job } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { useImportStore } from '../import/import-store.ts';
import { openOverlay } from '../stores/overlay-store.ts';
import classes from './job-status.module.css';
import { notifyFailure } from './notify.ts';

/** One live job: what, how far, and a button that ends it. */
export function JobStatus({ job }: { job: Job }) {
  const { done, total, message } = job.progress;
  const percent = total ? (100 * done) / total : null;
  const showImport = () => {
    useImportStore.setState({ jobId: job.id });
    openOverlay('import');
  };
  return (
    <div className={classes.job} title={message}>
      {job.kind === 'import' ? (
        <UnstyledButton className={`${classes.title} ellipsis`} fz={12} onClick={showImport}>
          {job.title}
        </UnstyledButton>
      ) : (
        <span className="ellipsis">{job.title}</span>
      )}
      <Progress.Root size={6} className={classes.progress!}>
        <Progress.Section value={percent ?? 100} striped={percent === null} aria-label={job.title} />
      </Progress.Root>
      <span>{percent === null ? '' : `${Math.floor(percent)} %`}</span>
      <CloseButton
        size={18}
        aria-label={`Cancel: ${job.title}`}
        onClick={() => api.cancelJob(job.id).catch(notifyFailure)}
      />
    </div>
  );
}
