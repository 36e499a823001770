import { ActionIcon, Button, Text, Tooltip } from '@mantine/core';
import { IconPin, IconPinFilled } from '@tabler/icons-react';
import { useAskedQueries, useProject, useRuns } from '../api/queries.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { type Chip, type ChipAnswer, changeChip, forgetFailures, useQuestionStore } from '../stores/question-store.ts';
import classes from './ask-panel.module.css';
import { FoundObjects } from './found-objects.tsx';
import { nameOf } from './question-chips.tsx';
import { ReadingEditor } from './reading-editor.tsx';
import { RelationAnswers } from './relation-answers.tsx';
import { NEUTRAL } from './relevancy-range.ts';
import { pinQuery } from './remember-query.ts';
import { UnknownWords } from './unknown-words.tsx';

/** The question in front: how it was read, what it found, and what has to be said about that. */
export function ActiveQuestion({ projectId, chip }: { projectId: string; chip: Chip }) {
  const answer = useQuestionStore((question) => question.answers[chip.id]);
  const failure = useQuestionStore((question) => question.failures[chip.id]);
  const isPending = useQuestionStore((question) => question.pending.includes(chip.id));
  return (
    <section className={classes.card} aria-label={`Question ${nameOf(chip)}`}>
      <div className={classes.head}>
        <span className={classes.swatch} style={{ background: chip.colour }} aria-hidden />
        <h2 className={`${classes.title} ellipsis`}>{nameOf(chip)}</h2>
        {answer && !failure && <Figures answer={answer} />}
        {chip.like === null && <PinButton projectId={projectId} text={chip.text} />}
      </div>
      {failure && !isPending ? (
        <FailureMessage error={failure.error}>
          <Button variant="default" size="compact-xs" onClick={() => forgetFailures()}>
            Try again
          </Button>
        </FailureMessage>
      ) : answer === undefined ? (
        <Text size="xs" c="dimmed" role="status" className={classes.late!}>
          Looking…
        </Text>
      ) : (
        <Answer projectId={projectId} chip={chip} answer={answer} />
      )}
    </section>
  );
}

/** How relevant the best place is, and how long the answer took. */
function Figures({ answer: { answer, latencyMs } }: { answer: ChipAnswer }) {
  return (
    <Text size="xs" c="dimmed" className={classes.number!}>
      peak {Math.max(...answer.phrases.map(({ peak }) => peak.relevancy)).toFixed(2)}
      {' · '}
      <span title={`From the question to its answer; of that ${Math.round(latencyMs.engine)} ms in the engine`}>
        {Math.round(latencyMs.total)} ms
      </span>
    </Text>
  );
}

function PinButton({ projectId, text }: { projectId: string; text: string }) {
  const isPinned = useAskedQueries(projectId).data?.some((query) => query.pinned && query.text === text) ?? false;
  const readOnly = useProject(projectId).data?.readOnly ?? true;
  const label = isPinned ? 'Do not offer it first any more' : 'Pin: offer it first';
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        aria-pressed={isPinned}
        disabled={readOnly}
        onClick={() => void pinQuery(projectId, text, !isPinned)}
      >
        {isPinned ? <IconPinFilled size={16} aria-hidden /> : <IconPin size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

function Answer({ projectId, chip, answer: { answer } }: { projectId: string; chip: Chip; answer: ChipAnswer }) {
  const runId = useQuestionStore((question) => question.runId);
  const encoderId = useRuns(projectId).data?.find(({ id }) => id === runId)?.language?.encoder;
  const unknown = [...new Set(answer.phrases.flatMap(({ unknownWords }) => unknownWords))];
  return (
    <>
      {unknown.length > 0 && chip.like === null && <UnknownWords words={unknown} encoderId={encoderId} />}
      {unknown.length === 0 && <Doubt chip={chip} answer={answer} />}
      {chip.like === null && <ReadingEditor key={chip.id} chip={chip} answer={answer} />}
      {answer.reading.kind === 'relations' ? (
        <RelationAnswers projectId={projectId} chipId={chip.id} answer={answer} />
      ) : (
        answer.phrases.map((phrase, i) => (
          <FoundObjects key={phrase.phrase} projectId={projectId} chipId={chip.id} phrase={i} answer={phrase} />
        ))
      )}
    </>
  );
}

/** What is looked for is not there, as far as the field can tell. */
function Doubt({ chip, answer }: { chip: Chip; answer: ChipAnswer['answer'] }) {
  const absent = answer.phrases.filter(({ peak }) => peak.relevancy <= NEUTRAL);
  if (absent.length > 0) {
    const names = new Intl.ListFormat('en', { type: 'disjunction' }).format(absent.map(({ phrase }) => `“${phrase}”`));
    return (
      <div className={classes.notice}>
        <Text size="xs" role="status">
          Nothing in the scene is more like {names} than like a canonical phrase: what is shown is a guess.
        </Text>
      </div>
    );
  }
  if (answer.phrases.some(({ peak }) => peak.point === null)) {
    return (
      <div className={classes.notice}>
        <Text size="xs" role="status">
          No place of the scene is seen well enough to count. Train for longer, or with photographs from more sides.
        </Text>
        {chip.threshold !== null && (
          <Button variant="default" size="compact-xs" onClick={() => changeChip(chip.id, { threshold: null })}>
            Automatic threshold
          </Button>
        )}
      </div>
    );
  }
  return null;
}
