import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ExportResult, Job } from '../../main/api/contract.ts';
import { api, fileUrl } from '../api/client.ts';
import { PathText } from '../files/path-text.tsx';
import { formatBytes } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { focusOnMount } from '../frame/focus-on-mount.ts';
import { notifyFailure } from '../frame/notify.ts';
import { useJob } from '../stores/live-store.ts';
import { watchExport } from './export-store.ts';

const backToSettings = () => watchExport(null);

/** The export at work, and how it ended. */
export function ExportProgress({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const job = useJob(jobId);
  if (job === undefined) {
    return <Ended message="The export was lost when the engine was restarted. Nothing was left behind." />;
  }
  switch (job.state) {
    case 'queued':
    case 'running':
      return <Running job={job} onClose={onClose} />;
    case 'cancelled':
      return <Ended message="The export was cancelled. Nothing was left behind." />;
    case 'failed':
      return (
        <FailureMessage error={job.error ?? 'The export failed.'}>
          <Button ref={focusOnMount} onClick={backToSettings}>
            Back to settings
          </Button>
        </FailureMessage>
      );
    case 'done':
      return <Written jobId={jobId} result={job.result as ExportResult} onClose={onClose} />;
  }
}

function Running({ job, onClose }: { job: Job; onClose: () => void }) {
  const { done, total, message } = job.progress;
  return (
    <Stack gap="sm">
      <Text fw={600} truncate>
        {job.state === 'queued' ? 'Waiting for another export to end' : job.title}
      </Text>
      <Progress.Root size="md">
        <Progress.Section
          key={total === null ? 'unknown' : 'known'}
          value={total ? (100 * done) / total : 100}
          animated={total === null}
          striped={total === null}
          aria-label="Export progress"
        />
      </Progress.Root>
      <Text c="dimmed" truncate title={message} mih={20}>
        {message}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => api.cancelJob(job.id).catch(notifyFailure)}>
          Cancel export
        </Button>
        <Button variant="default" ref={focusOnMount} onClick={onClose}>
          Continue in background
        </Button>
      </Group>
    </Stack>
  );
}

function Written({ jobId, result, onClose }: { jobId: string; result: ExportResult; onClose: () => void }) {
  const { path, fileName, bytes, warnings } = result;
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap" align="flex-start" role="status">
        <IconCircleCheck size={18} color="var(--accent)" aria-hidden style={{ flex: 'none', marginTop: 1 }} />
        <Text style={{ overflowWrap: 'anywhere' }}>
          <strong>{fileName}</strong> is written, {formatBytes(bytes)}.{path === null && ' The browser saves it.'}
        </Text>
      </Group>
      {path !== null && <PathText path={path} />}
      {warnings.map((warning) => (
        <Group key={warning} gap="xs" wrap="nowrap" align="flex-start">
          <IconAlertTriangle
            size={18}
            color="var(--mantine-color-yellow-6)"
            aria-hidden
            style={{ flex: 'none', marginTop: 1 }}
          />
          <Text c="dimmed">{warning}</Text>
        </Group>
      ))}
      <Group justify="flex-end" gap="xs">
        {path === null && (
          <Button variant="subtle" component="a" href={fileUrl(jobId)} download>
            Save it again
          </Button>
        )}
        <Button variant="default" onClick={backToSettings}>
          Export something else
        </Button>
        <Button ref={focusOnMount} onClick={onClose}>
          Done
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
        <Button ref={focusOnMount} onClick={backToSettings}>
          Back to settings
        </Button>
      </Group>
    </Stack>
  );
}
