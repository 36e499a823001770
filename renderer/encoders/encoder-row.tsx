import { ActionIcon, Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Encoder } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { PathText } from '../files/path-text.tsx';
import { formatBytes } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { JobProgress } from '../frame/job-progress.tsx';
import { trackJob, useJob } from '../stores/live-store.ts';
import { describeEncoder, describeState } from './encoder-state.ts';
import classes from './encoders.module.css';
import { confirmEncoderRemoval } from './remove-encoder.tsx';

/** One encoder: what it is, whether it is here, and what can be done about it. */
export function EncoderRow({ encoder, isDefault }: { encoder: Encoder; isDefault: boolean }) {
  const { id, name, kind, source, state, notes, origin } = encoder;
  const download = useMutation({ mutationFn: () => api.downloadEncoder(id), onSuccess: trackJob });
  const makeDefault = useMutation({ mutationFn: () => api.makeDefaultEncoder(id) });
  const job = useJob(encoder.jobId);
  const lastJob = useJob(download.data?.id);
  const failure = download.error ?? makeDefault.error ?? (state === 'downloading' ? null : lastJob?.error);
  const about = describeState(encoder);
  const isHere = source !== 'shipped' && (state === 'ready' || state === 'partial' || state === 'damaged');

  return (
    <li className={classes.row}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <div className={classes.about}>
          <Group gap={6} wrap="nowrap">
            <Text fw={600} className="ellipsis" title={name}>
              {name}
            </Text>
            {isDefault && <Badge style={{ flex: 'none' }}>Default</Badge>}
          </Group>
          <Text size="xs" c="dimmed">
            {describeEncoder(encoder)}
          </Text>
          <Text size="xs">{notes}</Text>
          {source === 'folder' && origin !== null && <PathText path={origin} />}
        </div>
        <Group gap={6} wrap="nowrap" style={{ flex: 'none' }}>
          {(state === 'absent' || state === 'partial' || (state === 'damaged' && source === 'catalogue')) && (
            <Button
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              loading={download.isPending}
              aria-label={`${downloadLabel(encoder)}: ${name}`}
              onClick={() => download.mutate()}
            >
              {downloadLabel(encoder)}
            </Button>
          )}
          {state === 'ready' && kind === 'image-text' && !isDefault && (
            <Button variant="default" aria-label={`Make default: ${name}`} onClick={() => makeDefault.mutate()}>
              Make default
            </Button>
          )}
          {isHere && (
            <Tooltip label={source === 'folder' ? 'Take off the list' : 'Delete'}>
              <ActionIcon
                aria-label={source === 'folder' ? `Take ${name} off the list` : `Delete ${name}`}
                onClick={() => confirmEncoderRemoval(encoder)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Group>
      {job !== undefined && <JobProgress job={job} amount={amountOf(job.progress)} />}
      {about !== null && (
        <Text size="xs" c={state === 'damaged' ? 'var(--mantine-color-error)' : 'dimmed'} role="status">
          {about}
        </Text>
      )}
      {failure && <FailureMessage error={failure} />}
    </li>
  );
}

function downloadLabel({ state, totalBytes }: Encoder): string {
  if (state === 'partial') return 'Continue';
  return state === 'damaged' ? 'Download again' : `Download ${formatBytes(totalBytes)}`;
}

function amountOf({ done, total }: { done: number; total: number | null }): string {
  return total === null ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
}
