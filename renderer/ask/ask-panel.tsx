import { Button, Loader, Progress, Select, Text } from '@mantine/core';
import type { IndexInfo, ProjectDetail, Run } from '../../main/api/contract.ts';
import { useIndexPointsQuery } from '../api/index-points.ts';
import { useIndexes, usePhraseSets, useRuns } from '../api/queries.ts';
import { CanonicalSection } from '../canonical/canonical-section.tsx';
import { SensitivitySection } from '../canonical/sensitivity-section.tsx';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { IndexSection } from '../index-build/index-section.tsx';
import { PickedPointSection } from '../picked/picked-point-section.tsx';
import { showTab } from '../stores/panel-store.ts';
import { activeChip, askRun, useQuestionStore } from '../stores/question-store.ts';
import { isLive } from '../training/run-state.ts';
import { ActiveQuestion } from './active-question.tsx';
import classes from './ask-panel.module.css';
import { DisplaySettings } from './display-settings.tsx';
import { KeptObjects } from './kept-objects.tsx';
import { QueryField } from './query-field.tsx';
import { QuestionChips } from './question-chips.tsx';
import { ScaleExplorer } from './scale-explorer.tsx';

/** Asks the scene in words: what is typed colours the 3D view, what is found is listed here. */
export function AskPanel({ project }: { project: ProjectDetail }) {
  const projectId = project.card.id;
  const indexes = useIndexes(projectId);
  const runs = useRuns(projectId);
  const failed = [indexes, runs].find(({ error, data }) => error !== null && data === undefined);
  if (failed) {
    return (
      <div className={classes.welcome}>
        <FailureMessage error={failed.error}>
          <Button variant="default" onClick={() => void failed.refetch()}>
            Try again
          </Button>
        </FailureMessage>
      </div>
    );
  }
  if (indexes.data === undefined || runs.data === undefined) {
    return (
      <div className={classes.welcome}>
        <Loader aria-label="Looking for language indexes" />
      </div>
    );
  }
  if (indexes.data.length === 0) return <NothingToAsk projectId={projectId} runs={runs.data} />;
  return <Asking projectId={projectId} indexes={indexes.data} runs={runs.data} />;
}

interface AskingProps {
  readonly projectId: string;
  readonly indexes: readonly IndexInfo[];
  readonly runs: readonly Run[];
}

function Asking({ projectId, indexes, runs }: AskingProps) {
  const chip = useQuestionStore(activeChip);
  const runId = useQuestionStore((question) => question.runId);
  const answer = useQuestionStore((question) => question.answers[question.activeId ?? '']?.answer);
  const points = useIndexPointsQuery(projectId, runId);
  const canonical = usePhraseSets(projectId);
  return (
    <section className={classes.panel} aria-label="Ask the scene">
      <div className={classes.asking}>
        {indexes.length > 1 && (
          <Select
            aria-label="Run that answers"
            data={indexes.map((index) => ({ value: index.runId, label: `Answers of ${nameOfRun(runs, index.runId)}` }))}
            value={runId}
            onChange={(value) => value !== null && askRun(value)}
          />
        )}
        <QueryField projectId={projectId} />
        <QuestionChips projectId={projectId} />
      </div>
      {canonical.error && canonical.data === undefined && (
        <FailureMessage error={canonical.error}>
          <Button variant="default" onClick={() => void canonical.refetch()}>
            Try again
          </Button>
        </FailureMessage>
      )}
      {points.error && points.data === undefined && (
        <FailureMessage error={points.error}>
          <Button variant="default" onClick={() => void points.refetch()}>
            Try again
          </Button>
        </FailureMessage>
      )}
      {chip === null ? (
        <Text size="sm" c="dimmed">
          Type what you are looking for: “red cup”, “something to drink from”, “the pen on the notebook”. The scene is
          coloured as you type; Enter keeps the question.
        </Text>
      ) : (
        <ActiveQuestion projectId={projectId} chip={chip} />
      )}
      {chip !== null && (
        <FoldingSection fold="colours" title="Size and colours">
          {answer && points.data && (
            <ScaleExplorer chip={chip} phrases={answer.phrases} scales={points.data.header.scales} />
          )}
          <DisplaySettings chip={chip} answer={answer?.phrases[0]} />
        </FoldingSection>
      )}
      <PickedPointSection projectId={projectId} />
      <KeptObjects projectId={projectId} />
      <CanonicalSection projectId={projectId} />
      <SensitivitySection projectId={projectId} />
      <IndexSection projectId={projectId} />
    </section>
  );
}

const nameOfRun = (runs: readonly Run[], runId: string): string => {
  const run = runs.find(({ id }) => id === runId);
  return run === undefined ? 'an earlier run' : `run ${run.number}`;
};

/** No index: there is a language field to make one of, or there will be, or it has to be trained first. */
function NothingToAsk({ projectId, runs }: { projectId: string; runs: readonly Run[] }) {
  const withLanguage = runs.filter(({ language }) => language !== null);
  if (withLanguage.some(({ checkpointStep }) => checkpointStep !== null)) {
    return (
      <section className={classes.welcome} aria-label="Ask the scene">
        <Text>
          A language index makes this scene answer while you type. It is built once after training, in a moment.
        </Text>
        <div className={classes.whole}>
          <IndexSection projectId={projectId} />
        </div>
      </section>
    );
  }
  const training = withLanguage.find(isLive);
  return (
    <section className={classes.welcome} aria-label="Ask the scene">
      {training === undefined ? (
        <>
          <Text fw={600}>This project cannot be asked yet</Text>
          <Text c="dimmed">
            Phrases are answered by a language field, which is trained together with the scene. Start a run with
            language in the Training tab; when it is done, an index is built of it and you can ask here.
          </Text>
        </>
      ) : (
        <>
          <Text fw={600}>Run {training.number} is learning the language of this scene</Text>
          <Progress
            className={classes.whole!}
            value={(100 * training.step) / training.steps}
            aria-label={`Run ${training.number}`}
          />
          <Text c="dimmed">It can be asked as soon as it has a checkpoint and an index is built of it.</Text>
        </>
      )}
      <Button onClick={() => showTab('training')}>
        {training === undefined ? 'Train a language field' : 'Show the training'}
      </Button>
    </section>
  );
}
