import { Badge, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconTestPipe } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DeviceTrial, SelfTestResult } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { JobProgress } from '../frame/job-progress.tsx';
import { isLiveJob, trackJob, useNewestJob } from '../stores/live-store.ts';
import { formatDifference, formatStepMs, trialName } from './describe-trial.ts';
import classes from './devices.module.css';

/** Ten seconds of training on everything there is, and what that shows. */
export function SelfTestSection() {
  const start = useMutation({ mutationFn: api.testDevices, onSuccess: trackJob });
  // The newest also after the dialog was closed and opened again.
  const job = useNewestJob('self-test');
  const failure = start.error ?? job?.error;
  return (
    <section aria-labelledby="devices-self-test">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Title order={3} id="devices-self-test">
            Self-test
          </Title>
          <Text c="dimmed">
            Takes the same few training steps on every device that is ready, and compares what comes out. About ten
            seconds.
          </Text>
        </div>
        <Button
          variant="default"
          style={{ flex: 'none' }}
          leftSection={<IconTestPipe size={15} aria-hidden />}
          loading={start.isPending}
          disabled={job !== undefined && isLiveJob(job)}
          onClick={() => start.mutate()}
        >
          {job?.state === 'done' ? 'Test again' : 'Test devices'}
        </Button>
      </Group>
      <Stack gap="xs" mt="xs" aria-live="polite">
        {job !== undefined && isLiveJob(job) && <JobProgress job={job} amount={job.progress.message} />}
        {failure && <FailureMessage error={failure} />}
        {job?.state === 'cancelled' && <Text c="dimmed">The test was cancelled.</Text>}
        {job?.state === 'done' && <Result {...(job.result as SelfTestResult)} isNew={job.id === start.data?.id} />}
        {job?.state === 'done' &&
          job.warnings.map((warning) => (
            <Text key={warning} size="xs" c="dimmed">
              {warning}
            </Text>
          ))}
      </Stack>
    </section>
  );
}

interface ResultProps extends SelfTestResult {
  /** Scrolled to when it comes, not whenever the dialog is opened. */
  readonly isNew: boolean;
}

function Result({ trials, steps, seconds, isNew }: ResultProps) {
  const end = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (isNew) end.current?.scrollIntoView({ block: 'nearest' });
  }, [isNew]);
  return (
    <>
      <Table className={classes.table!} aria-label="Result of the self-test">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Device</Table.Th>
            <Table.Th className={classes.number!}>Step</Table.Th>
            <Table.Th className={classes.number!}>Losses differ by</Table.Th>
            <Table.Th className={classes.number!}>Gradients differ by</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {trials.map((trial) => (
            <TrialRow key={trialName(trial)} trial={trial} />
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" ref={end}>
        {steps} steps each, {seconds.toFixed(0)} s in all. Differences are the largest, relative to the largest value of
        each loss and each parameter’s gradient.
        {trials.some(({ field }) => field === 'small') &&
          ' A device that is slower than the CPU was tested with a small field, whose step times are not those of a training.'}
      </Text>
    </>
  );
}

const OUTCOMES: Readonly<Record<DeviceTrial['outcome'], { label: string; color: string }>> = {
  reference: { label: 'Reference', color: 'gray' },
  agrees: { label: 'Agrees', color: 'teal' },
  differs: { label: 'Differs', color: 'red' },
  failed: { label: 'Not tested', color: 'red' },
};

function TrialRow({ trial }: { trial: DeviceTrial }) {
  const { label, color } = OUTCOMES[trial.outcome];
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <Text fw={600}>{trialName(trial)}</Text>
          <Badge color={color}>{label}</Badge>
        </Group>
        <Text size="xs" c={trial.outcome === 'differs' ? 'var(--mantine-color-error)' : 'dimmed'}>
          {trial.verdict}
        </Text>
      </Table.Td>
      <Table.Td className={classes.number!}>{formatStepMs(trial.stepMs)}</Table.Td>
      <Table.Td className={classes.number!}>{formatDifference(trial.lossDifference)}</Table.Td>
      <Table.Td className={classes.number!}>{formatDifference(trial.gradientDifference)}</Table.Td>
    </Table.Tr>
  );
}
