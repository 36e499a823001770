import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import type { ImportResult, Job } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { focusOnMount } from '../frame/focus-on-mount.ts';
import { notifyFailure } from '../frame/notify.ts';
import { useJob } from '../stores/live-store.ts';
import { backToSettings, startOver, useImportStore } from './import-store.ts';
import { ImportSummary } from './import-summary.tsx';

/** Third step: the import at work, and how it ended. */
export function ImportProgress({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const job = useJob(jobId);
  if (job === undefined) {
    return <Ended message="The import was lost when the engine was restarted. Nothing was left behind." />;
  }
  switch (job.state) {
    case 'queued':
    case 'running':
      return <Running job={job} onClose={onClose} />;
    case 'done':
      return <ImportSummary result={job.result as ImportResult} onClose={onClose} />;
    case 'cancelled':
      return <Ended message="The import was cancelled. Nothing was left behind." />;
    case 'failed':
      return (
        <FailureMessage error={job.error ?? 'The import failed.'}>
          <Retry />
        </FailureMessage>
      );
  }
}

function Running({ job, onClose }: { job: Job; onClose: () => void }) {
  const { done, total, message } = job.progress;
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} truncate>
          {job.state === 'queued' ? 'Waiting for another job to end' : job.title}
        </Text>
        {total !== null && (
          <Text c="dimmed" style={{ flex: 'none' }}>
            {done} of {total}
          </Text>
        )}
      </Group>
      <Progress.Root size="md">
        {/* Anew once the number is known: a full bar must not be seen to shrink. */}
        <Progress.Section
          key={total === null ? 'unknown' : 'known'}
          value={total ? (100 * done) / total : 100}
          animated={total === null}
          striped={total === null}
          aria-label="Import progress"
        />
      </Progress.Root>
      <Text c="dimmed" truncate title={message} mih={20}>
        {message}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => api.cancelJob(job.id).catch(notifyFailure)}>
          Cancel import
        </Button>
        <Button variant="default" ref={focusOnMount} onClick={onClose}>
          Continue in background
        </Button>
      </Group>
    </Stack>
  );
}

function Ended({ message }: { message: string }) {
  return (
    <Stack gap="sm">
      <Text role="status">{message}</Text>
      <Group gap="xs">
        <Retry />
      </Group>
    </Stack>
  );
}

function Retry() {
  const hasDraft = useImportStore((state) => state.draft !== null);
  return (
    <>
      {hasDraft && (
        <Button ref={focusOnMount} onClick={backToSettings}>
          Back to settings
        </Button>
      )}
      <Button variant="default" onClick={startOver}>
        Choose another capture
      </Button>
    </>
  );
}
