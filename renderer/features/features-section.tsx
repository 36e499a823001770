import { ActionIcon, Button, Group, Select, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FeatureSet, ProjectDetail } from '../../main/api/contract.ts';
import { showEncoders } from '../actions/application-actions.ts';
import { api } from '../api/client.ts';
import { useEncoders, useFeatures } from '../api/queries.ts';
import { choosableEncoders } from '../encoders/encoder-state.ts';
import { countOf, formatBytes } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { JobProgress } from '../frame/job-progress.tsx';
import { trackJob, useLiveJob } from '../stores/live-store.ts';
import { confirmFeaturesRemoval } from './delete-features.tsx';
import { describeEstimate } from './describe-estimate.ts';
import classes from './features-section.module.css';

/** What encoders have seen in the photographs: the sets that are there, and how to make others. */
export function FeaturesSection({ project }: { project: ProjectDetail }) {
  const { id } = project.card;
  const encoders = useEncoders();
  const [chosen, setChosen] = useState<string | null>(null);
  const encoderId = chosen ?? encoders.data?.defaultId ?? null;
  const features = useFeatures(id, encoderId === null ? null : { encoder: encoderId, dense: true });
  const job = useLiveJob('extract', id);
  const start = useMutation({
    mutationFn: (encoder: string) => api.extract(id, { encoder }),
    onSuccess: trackJob,
  });
  const encoder = encoders.data?.encoders.find((candidate) => candidate.id === encoderId);
  const estimate = features.data?.estimate ?? null;
  const failure = encoders.error ?? features.error ?? start.error;

  return (
    <Stack gap={8} component="section" aria-label="Features">
      <Title order={2} size="h3">
        Features
      </Title>
      {features.data?.sets.length === 0 && (
        <Text c="dimmed" size="xs">
          A language field learns from what an encoder sees in crops of every photograph. None have been extracted yet;
          a training does it when it needs to.
        </Text>
      )}
      {features.data && features.data.sets.length > 0 && (
        <ul className={classes.list}>
          {features.data.sets.map((set) => (
            <FeatureSetRow key={set.id} projectId={id} set={set} readOnly={project.readOnly} />
          ))}
        </ul>
      )}
      {job ? (
        <JobProgress job={job} />
      ) : (
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <Select
            label="Extract with"
            className={classes.encoder!}
            data={choosableEncoders(encoders.data?.encoders ?? []).map(({ id: value, name: label }) => ({
              value,
              label,
            }))}
            value={encoderId}
            disabled={encoders.data === undefined}
            onChange={(value) => setChosen(value)}
          />
          {encoder && encoder.state !== 'ready' ? (
            <Button variant="default" onClick={showEncoders.perform}>
              Open encoders
            </Button>
          ) : (
            <Button
              variant="default"
              disabled={encoderId === null || project.readOnly || estimate === null || estimate.images === 0}
              loading={start.isPending}
              onClick={() => encoderId !== null && start.mutate(encoderId)}
            >
              Extract
            </Button>
          )}
        </Group>
      )}
      {!job && estimate !== null && (
        <Text size="xs" c="dimmed" role="status">
          {encoder?.state === 'ready' ? '' : `${encoder?.name} is not on this computer. `}
          {describeEstimate(estimate)}
        </Text>
      )}
      {failure && <FailureMessage error={failure} />}
    </Stack>
  );
}

function FeatureSetRow({ projectId, set, readOnly }: { projectId: string; set: FeatureSet; readOnly: boolean }) {
  const { encoderName, kind, dimensions, images, imagesTotal, bytes, runs } = set;
  const far = images < imagesTotal ? `${images} of ${countOf(imagesTotal, 'image')}` : countOf(images, 'image');
  return (
    <li className={classes.row}>
      <div className={classes.about}>
        <Text fw={500} className="ellipsis" title={encoderName}>
          {encoderName}
        </Text>
        <Text size="xs" c="dimmed">
          {kind === 'pyramid' ? 'Crops of every size' : 'Dense'} · {dimensions} dimensions · {far} ·{' '}
          {formatBytes(bytes)}
          {runs.length > 0 && ` · used by ${runs.map((number) => `run ${number}`).join(', ')}`}
        </Text>
      </div>
      <Tooltip label="Delete">
        <ActionIcon
          aria-label={`Delete the features of ${encoderName}`}
          disabled={readOnly}
          onClick={() => confirmFeaturesRemoval(projectId, set)}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
