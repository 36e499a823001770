import { Button, Group, Progress, Text } from '@mantine/core';
import type { Job } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { formatDuration } from '../format.ts';
import { notifyFailure } from './notify.ts';

interface JobProgressProps {
  readonly job: Job;
  /** How far, in the job's own unit; default: the percentage. */
  readonly amount?: string;
}

/** A live job where it was asked for: how far, how long it will take, and a button that ends it. */
export function JobProgress({ job, amount }: JobProgressProps) {
  const { done, total, secondsLeft, message } = job.progress;
  const percent = total ? (100 * done) / total : null;
  const left = secondsLeft === null ? '' : ` · ${formatDuration(secondsLeft)} left`;
  const far = percent === null ? '' : (amount ?? `${Math.floor(percent)} %`);
  return (
    <div>
      <Progress.Root size={6}>
        <Progress.Section value={percent ?? 100} striped={percent === null} aria-label={job.title} />
      </Progress.Root>
      <Group justify="space-between" wrap="nowrap" gap="xs" mt={4}>
        <Text size="xs" c="dimmed" className="ellipsis" title={message}>
          {job.state === 'queued' ? 'Waiting for another job to end' : `${far}${left}` || message}
        </Text>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          aria-label={`Cancel: ${job.title}`}
          onClick={() => api.cancelJob(job.id).catch(notifyFailure)}
        >
          Cancel
        </Button>
      </Group>
    </div>
  );
}
