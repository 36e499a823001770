import { Alert, Button, Loader } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ProjectDetail, Run } from '../../main/api/contract.ts';
import { useRuns } from '../api/queries.ts';
import { useCurveView } from './curve-view-store.ts';
import { CurvesSection } from './curves-section.tsx';
import { FailureNote } from './failure-note.tsx';
import { PreviewSection } from './preview-section.tsx';
import { RunCard } from './run-card.tsx';
import { RunForm } from './run-form.tsx';
import { RunHistory } from './run-history.tsx';
import { isLive } from './run-state.ts';
import { everything } from './step-window.ts';
import classes from './training-panel.module.css';

/** The training monitor: start and steer runs, watch their curves and a held-out view, compare earlier runs. */
export function TrainingPanel({ project }: { project: ProjectDetail }) {
  const runs = useRuns(project.card.id);
  if (runs.error) return <FailureNote failure={runs.error} title="The runs of this project could not be read" />;
  if (runs.data === undefined) return <Loader className={classes.loading!} aria-label="Reading the runs" />;
  return <Monitor project={project} runs={runs.data.toSorted((a, b) => b.number - a.number)} />;
}

function Monitor({ project, runs }: { project: ProjectDetail; runs: readonly Run[] }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [overlaidIds, setOverlaidIds] = useState<ReadonlySet<string>>(new Set());
  const live = runs.find(isLive) ?? null;
  const selected = runs.find(({ id }) => id === chosenId) ?? live ?? runs[0] ?? null;
  const overlaid = runs.filter(({ id }) => overlaidIds.has(id) && id !== selected?.id);
  const shown = selected === null ? [] : [selected, ...overlaid];

  // Steps of one run mean nothing in another: a newly selected run is shown whole.
  useEffect(() => useCurveView.setState({ window: everything, cursorStep: null }), [selected?.id]);

  const overlay = (runId: string, wanted: boolean) => {
    const next = new Set(overlaid.map(({ id }) => id));
    if (wanted) next.add(runId);
    else next.delete(runId);
    setOverlaidIds(next);
  };

  return (
    <section className={classes.panel} aria-label="Training">
      <div className={classes.layout}>
        <div className={classes.side}>
          {project.readOnlyReason !== null && (
            <Alert
              icon={<IconLock size={16} />}
              color="yellow"
              variant="light"
              p="xs"
              style={{ overflowWrap: 'anywhere' }}
            >
              {project.readOnlyReason}
              {project.readOnly && ' Runs cannot be started, paused, resumed or stopped here.'}
            </Alert>
          )}
          {live !== null && selected !== live && (
            <Button variant="light" onClick={() => setChosenId(live.id)}>
              Run {live.number} is training: show it
            </Button>
          )}
          {selected !== null && (
            <RunCard
              key={selected.id}
              project={project}
              run={selected}
              otherIsLive={live !== null && live !== selected}
            />
          )}
          {live === null && (
            <RunForm
              projectId={project.card.id}
              runs={runs}
              blocked={project.readOnly ? 'The project is open for reading only.' : null}
              onStarted={(run) => setChosenId(run.id)}
            />
          )}
          <div className={classes.preview}>
            <PreviewSection project={project} run={selected} />
          </div>
        </div>
        <div className={classes.main}>
          <div className={classes.curves}>
            <CurvesSection projectId={project.card.id} runs={shown} />
          </div>
          {selected !== null && (
            <div className={classes.history}>
              <RunHistory
                project={project}
                runs={runs}
                selectedId={selected.id}
                overlaidIds={new Set(overlaid.map(({ id }) => id))}
                someIsLive={live !== null}
                onSelect={setChosenId}
                onOverlay={overlay}
              />
            </div>
          )}
        </div>
      </div>
    </section>
  );
}
