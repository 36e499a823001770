import { Button, Group, Progress, Text } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { ProjectDetail, Run, TrainingStatus } from '../../main/api/contract.ts';
import { useEncoders } from '../api/queries.ts';
import { useLiveStore } from '../stores/live-store.ts';
import { FailureNote } from './failure-note.tsx';
import { describeLanguage } from './language-draft.ts';
import classes from './run-card.module.css';
import { RunFigures } from './run-figures.tsx';
import { presets } from './run-presets.ts';
import { describeRun, isLive, isResumable, phases, resumeLabel } from './run-state.ts';
import { StateBadge } from './state-badge.tsx';
import { useControlRun } from './use-run-actions.ts';

interface RunCardProps {
  project: ProjectDetail;
  run: Run;
  /** True while another run is training: this one cannot be resumed now. */
  otherIsLive: boolean;
}

/** The selected run: its state, what can be done with it, and its figures. */
export function RunCard({ project, run, otherIsLive }: RunCardProps) {
  const control = useControlRun(project.card.id);
  const encoders = useEncoders();
  const { reset } = control;
  // What was asked of the former state is settled.
  useEffect(reset, [run.state]);
  const live = useLiveStore(({ trainingStatus }) => trainingStatus[project.card.id]);
  const status = live?.runId === run.id ? live : null;
  const act = (action: 'pause' | 'resume' | 'stop') => control.mutate({ runId: run.id, action });
  const asked = control.isSuccess && isLive(run) ? control.variables.action : null;
  const canStop = isLive(run) || run.state === 'paused';
  const step = status?.step ?? run.step;
  const extraction = status?.extraction ?? null;

  return (
    <section className={classes.card} aria-label={`Run ${run.number}`}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs">
          <h2 className={classes.title}>Run {run.number}</h2>
          <StateBadge state={run.state} />
        </Group>
        <Group gap={6} wrap="nowrap">
          {run.state === 'running' && (
            <Button
              variant="default"
              leftSection={<IconPlayerPauseFilled size={14} />}
              disabled={project.readOnly || control.isPending || asked !== null}
              onClick={() => act('pause')}
            >
              Pause
            </Button>
          )}
          {canStop && (
            <Button
              variant="default"
              leftSection={<IconPlayerStopFilled size={14} />}
              disabled={project.readOnly || control.isPending || asked !== null}
              onClick={() => act('stop')}
            >
              Stop
            </Button>
          )}
        </Group>
      </Group>

      <Progress
        value={extraction ? (100 * extraction.done) / extraction.total : (100 * step) / run.steps}
        color={run.state === 'failed' ? 'red' : extraction ? 'gray' : 'teal'}
        aria-label={extraction ? 'Crops done' : 'Steps done'}
      />
      <Group justify="space-between" wrap="nowrap" align="flex-start" c="dimmed" fz="xs">
        <span>{asked === 'pause' || asked === 'stop' ? askedLabels[asked] : progressLabel(run, status)}</span>
        <span className={classes.choices}>
          {presets[run.preset].label}, seed {run.seed}
        </span>
      </Group>
      <Text size="xs" c="dimmed">
        {describeLanguage(run, encoders.data)}
      </Text>
      {isResumable(run) && (
        <Button
          leftSection={<IconPlayerPlayFilled size={14} />}
          disabled={project.readOnly || otherIsLive || control.isPending}
          onClick={() => act('resume')}
        >
          {resumeLabel(run)}
        </Button>
      )}
      {run.error && <FailureNote failure={run.error} />}
      {control.error && <FailureNote failure={control.error} />}
      <RunFigures run={run} status={status} />
      <div className="visually-hidden" aria-live="polite">
        {describeRun(run)}
      </div>
    </section>
  );
}

const askedLabels = {
  pause: 'Pausing after the step at hand…',
  stop: 'Stopping after the step at hand; a checkpoint is kept…',
};

function progressLabel(run: Run, status: TrainingStatus | null): string {
  if (status === null) return describeRun(run);
  const { phase, extraction } = status;
  if (extraction) return `1 of 2: ${phases[phase]} · ${Math.floor((100 * extraction.done) / extraction.total)} %`;
  return `${phases[phase]} · ${Math.floor((100 * status.step) / run.steps)} %`;
}
