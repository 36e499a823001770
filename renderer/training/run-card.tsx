import { Button, Group, Progress } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { ProjectDetail, Run, TrainingStatus } from '../../main/api/contract.ts';
import { useLiveStore } from '../stores/live-store.ts';
import { FailureNote } from './failure-note.tsx';
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
  const { reset } = control;
  // What was asked of the former state is settled.
  useEffect(reset, [run.state]);
  const live = useLiveStore(({ trainingStatus }) => trainingStatus[project.card.id]);
  const status = live?.runId === run.id ? live : null;
  const act = (action: 'pause' | 'resume' | 'stop') => control.mutate({ runId: run.id, action });
  const asked = control.isSuccess && isLive(run) ? control.variables.action : null;
  const canStop = isLive(run) || run.state === 'paused';
  const step = status?.step ?? run.step;

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
        value={(100 * step) / run.steps}
        color={run.state === 'failed' ? 'red' : 'teal'}
        aria-label="Steps done"
      />
      <Group justify="space-between" wrap="nowrap" align="flex-start" c="dimmed" fz="xs">
        <span>{asked === 'pause' || asked === 'stop' ? askedLabels[asked] : progressLabel(run, status)}</span>
        <span className={classes.choices}>
          {presets[run.preset].label}, seed {run.seed}
        </span>
      </Group>
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
  return `${phases[status.phase]} · ${Math.floor((100 * status.step) / run.steps)} %`;
}
