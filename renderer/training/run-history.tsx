import { ActionIcon, Button, Checkbox, Table, Text, Tooltip } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import type { ProjectDetail, Run } from '../../main/api/contract.ts';
import { useLiveStore } from '../stores/live-store.ts';
import { mostOverlays } from './curve-style.ts';
import { FailureNote } from './failure-note.tsx';
import { absent, formatPsnr, formatStep, formatStepMs, formatWhen } from './format.ts';
import classes from './run-history.module.css';
import { isResumable, resumeLabel } from './run-state.ts';
import { StateBadge } from './state-badge.tsx';
import { useControlRun } from './use-run-actions.ts';

interface RunHistoryProps {
  project: ProjectDetail;
  /** Newest first. */
  runs: readonly Run[];
  selectedId: string;
  overlaidIds: ReadonlySet<string>;
  someIsLive: boolean;
  onSelect: (runId: string) => void;
  onOverlay: (runId: string, overlaid: boolean) => void;
}

/** Every run of the project: choose whose curves to see, which to lay over them, which to go on with. */
export function RunHistory({
  project,
  runs,
  selectedId,
  overlaidIds,
  someIsLive,
  onSelect,
  onOverlay,
}: RunHistoryProps) {
  const control = useControlRun(project.card.id);
  return (
    <section className={classes.history} aria-label="Runs">
      <h2 className={classes.title}>Runs</h2>
      {control.error && <FailureNote failure={control.error} />}
      <div className={classes.scroller}>
        <Table aria-label="Runs of this project" verticalSpacing={4} horizontalSpacing={6} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Run</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th className={classes.wide}>Preset</Table.Th>
              <Table.Th className={classes.wide}>Device</Table.Th>
              <Table.Th className={classes.number}>Steps</Table.Th>
              <Table.Th className={classes.number}>PSNR</Table.Th>
              <Table.Th className={`${classes.number} ${classes.medium}`}>Step time</Table.Th>
              <Table.Th className={classes.wide}>Started</Table.Th>
              <Table.Th>Compare</Table.Th>
              <Table.Th className={classes.medium}>
                <span className="visually-hidden">Resume</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <Table.Tr key={run.id} data-selected={run.id === selectedId || undefined} className={classes.row}>
                <Table.Td>
                  <Button
                    variant="subtle"
                    size="compact-xs"
                    aria-pressed={run.id === selectedId}
                    onClick={() => onSelect(run.id)}
                  >
                    Run {run.number}
                  </Button>
                </Table.Td>
                <Table.Td>
                  <StateBadge state={run.state} />
                </Table.Td>
                <Table.Td className={classes.wide}>{run.language ? `${run.preset}, language` : run.preset}</Table.Td>
                <Table.Td className={classes.wide}>{run.usedDevice ?? run.device}</Table.Td>
                <Table.Td className={classes.number}>
                  <StepsDone run={run} projectId={project.card.id} />
                </Table.Td>
                <Table.Td className={classes.number}>
                  {run.lastPsnr === null ? absent : formatPsnr(run.lastPsnr)}
                </Table.Td>
                <Table.Td className={`${classes.number} ${classes.medium}`}>
                  {run.stepMsMedian === null ? absent : formatStepMs(run.stepMsMedian)}
                </Table.Td>
                <Table.Td className={classes.wide}>{formatWhen(run.createdAt)}</Table.Td>
                <Table.Td>
                  <Checkbox
                    size="xs"
                    aria-label={`Lay the curves of run ${run.number} over the selected run's`}
                    checked={overlaidIds.has(run.id)}
                    disabled={run.id === selectedId || (!overlaidIds.has(run.id) && overlaidIds.size >= mostOverlays)}
                    onChange={(event) => onOverlay(run.id, event.currentTarget.checked)}
                  />
                </Table.Td>
                <Table.Td className={classes.medium}>
                  {isResumable(run) && (
                    <Tooltip label={resumeLabel(run)}>
                      <ActionIcon
                        aria-label={`Run ${run.number}: ${resumeLabel(run)}`}
                        disabled={project.readOnly || someIsLive || control.isPending}
                        onClick={() =>
                          control.mutate({ runId: run.id, action: 'resume' }, { onSuccess: () => onSelect(run.id) })
                        }
                      >
                        <IconPlayerPlayFilled size={14} />
                      </ActionIcon>
                    </Tooltip>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {overlaidIds.size >= mostOverlays && (
        <Text size="xs" c="dimmed">
          {mostOverlays} runs at a time can be laid over the selected one.
        </Text>
      )}
    </section>
  );
}

/** "1,000", or "730 / 1,000" of a run that is not through. */
function StepsDone({ run, projectId }: { run: Run; projectId: string }) {
  const live = useLiveStore(({ trainingStatus }) => trainingStatus[projectId]);
  const step = live?.runId === run.id ? live.step : run.step;
  return step < run.steps ? `${formatStep(step)} / ${formatStep(run.steps)}` : formatStep(run.steps);
}
