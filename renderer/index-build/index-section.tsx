import { Button, Group, Loader, Select, Text } from '@mantine/core';
import { IconRefresh, IconStack2 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { IndexInfo, Run } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { useIndexPoints } from '../api/index-points.ts';
import { useIndexes, useProject, useRuns } from '../api/queries.ts';
import { formatAge, formatBytes } from '../format.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { JobProgress } from '../frame/job-progress.tsx';
import { trackJob, useLiveJob, useLiveStore } from '../stores/live-store.ts';
import { showTab } from '../stores/panel-store.ts';
import { askRun, useQuestionStore } from '../stores/question-store.ts';
import { isLive } from '../training/run-state.ts';
import classes from './index-section.module.css';
import {
  explainAgreement,
  type IndexState,
  indexStateOf,
  languageRuns,
  lastFailure,
  runToIndex,
  summariseIndex,
} from './index-state.ts';

/** The language index that questions are answered from: whether there is one, how good it is, and building it. */
export function IndexSection({ projectId }: { projectId: string }) {
  const askedId = useQuestionStore((state) => state.runId);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const runs = useRuns(projectId);
  const indexes = useIndexes(projectId);
  const job = useLiveJob('index', projectId);
  const run = runToIndex(runs.data ?? [], chosenId ?? askedId);
  const state = indexStateOf(run, indexes.data ?? [], job);
  const candidates = languageRuns(runs.data ?? []);
  const isPending = runs.isPending || indexes.isPending;
  const failure = runs.error ?? indexes.error;

  const choose = (id: string) => {
    // One that has an index is asked from then on; of another it can only be told what to do.
    const canAnswer = indexes.data?.some((index) => index.runId === id) ?? false;
    if (canAnswer) askRun(id);
    setChosenId(canAnswer ? null : id);
  };

  return (
    <FoldingSection
      fold="index"
      title="Language index"
      {...(!isPending && !failure && { summary: summariseIndex(state) })}
    >
      {isPending && !failure && <Loader aria-label="Looking for the language index" />}
      {failure && (
        <FailureMessage error={failure}>
          <Button
            variant="default"
            onClick={() => {
              void runs.refetch();
              void indexes.refetch();
            }}
          >
            Try again
          </Button>
        </FailureMessage>
      )}
      {!isPending && !failure && (
        <>
          {candidates.length > 1 && run !== undefined && (
            <Select
              label="Of run"
              data={candidates.map(({ id, number }) => ({
                value: id,
                label: `Run ${number}${indexes.data?.some((index) => index.runId === id) ? '' : ', no index yet'}`,
              }))}
              value={run.id}
              disabled={job !== undefined}
              onChange={(id) => id !== null && choose(id)}
            />
          )}
          <Present projectId={projectId} state={state} />
        </>
      )}
    </FoldingSection>
  );
}

function Present({ projectId, state }: { projectId: string; state: IndexState }) {
  switch (state.kind) {
    case 'no-language':
      return (
        <>
          <Text size="xs" c="dimmed">
            Questions are answered from a language field. Train one first: turn “Language field” on when you start a
            run.
          </Text>
          <Button variant="default" className={classes.action!} onClick={() => showTab('training')}>
            Show training
          </Button>
        </>
      );
    case 'no-checkpoint':
      return (
        <Text size="xs" c="dimmed">
          Run {state.run.number} has no checkpoint yet. As soon as it has one, an index can be built, also while it goes
          on training.
        </Text>
      );
    case 'building':
      return <JobProgress job={state.job} />;
    case 'none':
      return (
        <>
          <Text size="xs" c="dimmed">
            The index holds what the language field of run {state.run.number} says at the surfaces of the scene. With
            it, questions are answered as you type.
          </Text>
          <Build projectId={projectId} run={state.run} label="Build the index" isMain />
        </>
      );
    case 'ready':
    case 'outdated':
      return (
        <>
          {state.kind === 'outdated' && (
            <p className={classes.outdated} role="status">
              {describeAge(state.run, state.index)} Answers come from the older state until it is refreshed.
            </p>
          )}
          <IndexFacts projectId={projectId} index={state.index} />
          <Build
            projectId={projectId}
            run={state.run}
            index={state.index}
            label={state.kind === 'outdated' ? 'Refresh the index' : 'Build again'}
            isMain={state.kind === 'outdated'}
          />
        </>
      );
  }
}

function describeAge({ number, checkpointStep, ...run }: Run, { step }: IndexInfo): string {
  const since = checkpointStep === null ? '' : `, now at ${checkpointStep.toLocaleString('en')}`;
  return `Built at step ${step.toLocaleString('en')} of run ${number}${since}${run.state === 'running' ? ' and still training' : ''}.`;
}

interface BuildProps {
  readonly projectId: string;
  readonly run: Run;
  readonly index?: IndexInfo;
  readonly label: string;
  readonly isMain: boolean;
}

function Build({ projectId, run, index, label, isMain }: BuildProps) {
  const readOnly = useProject(projectId).data?.readOnly ?? true;
  const build = useMutation({ mutationFn: () => api.buildIndex(projectId, run.id), onSuccess: trackJob });
  const failed = useLiveStore(useShallow(({ jobs }) => lastFailure(Object.values(jobs), projectId, index)));
  const failure = build.error ?? failed?.error;
  return (
    <>
      {failure && <FailureMessage error={failure} />}
      <Group gap="xs">
        <Button
          variant={isMain ? 'filled' : 'default'}
          leftSection={
            index === undefined ? <IconStack2 size={14} aria-hidden /> : <IconRefresh size={14} aria-hidden />
          }
          disabled={readOnly}
          loading={build.isPending}
          onClick={() => build.mutate()}
        >
          {failure ? 'Try again' : label}
        </Button>
        {readOnly && (
          <Text size="xs" c="dimmed">
            The project is open for reading only.
          </Text>
        )}
        {!readOnly && isLive(run) && (
          <Text size="xs" c="dimmed">
            From its newest checkpoint, step {run.checkpointStep?.toLocaleString('en')}.
          </Text>
        )}
      </Group>
    </>
  );
}

function IndexFacts({ projectId, index }: { projectId: string; index: IndexInfo }) {
  const header = useIndexPoints(projectId, index.runId)?.header;
  const sizes = header?.scales;
  return (
    <>
      <dl className={classes.facts}>
        <dt>Points</dt>
        <dd>{index.points.toLocaleString('en')}</dd>
        <dt>Sizes of things</dt>
        <dd>
          {index.scales}
          {sizes && sizes.length > 1 && `, from ${sizes[0]!.toFixed(2)} to ${sizes.at(-1)!.toFixed(2)}`}
        </dd>
        <dt>In the project file</dt>
        <dd>{formatBytes(index.bytes)}</dd>
        <dt>Built</dt>
        <dd>
          {formatAge(index.createdAt)}, at step {index.step.toLocaleString('en')}
        </dd>
        <dt>Encoder</dt>
        <dd className="ellipsis" title={header?.encoderName}>
          {header?.encoderName ?? '–'}
        </dd>
        <dt>Rank correlation with the field</dt>
        <dd>{header?.rankCorrelation.toFixed(3) ?? '–'}</dd>
      </dl>
      {header && (
        <Text size="xs" c="dimmed">
          {explainAgreement(header.rankCorrelation)}
        </Text>
      )}
    </>
  );
}
