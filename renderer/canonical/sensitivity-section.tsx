import { Button, SegmentedControl, Select, Skeleton, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Question, SensitivityResponse } from '../../main/api/contract.ts';
import { useIndexPoints } from '../api/index-points.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { FoldingSection } from '../frame/folding-section.tsx';
import { keepInPlace } from '../frame/keep-in-place.ts';
import { showPoint } from '../picked/show-point.ts';
import { activeChip, type QuestionState, questionOf, useQuestionStore } from '../stores/question-store.ts';
import classes from './sensitivity.module.css';
import { SensitivityChart } from './sensitivity-chart.tsx';
import { MOST_REPLACEMENTS, setMeasure, setReplacements, useSensitivityStore } from './sensitivity-store.ts';
import { SensitivityTable } from './sensitivity-table.tsx';
import { type Change, MEASURES, type Measure, phrasesOf, questionAbout, summarise } from './sensitivity-view.ts';
import { useSensitivity } from './use-sensitivity.ts';

/** How far the answer hangs on single canonical phrases. */
export function SensitivitySection({ projectId }: { projectId: string }) {
  const runId = useQuestionStore((state) => state.runId);
  const question = useQuestionStore(useShallow(activeQuestion));
  return (
    <FoldingSection fold="sensitivity" title="Sensitivity" summary="to single canonical phrases">
      {runId === null || question === null || question.like ? (
        <Text size="xs" c="dimmed">
          {whyNone(runId, question)}
        </Text>
      ) : (
        <Sensitivity projectId={projectId} runId={runId} question={question} />
      )}
    </FoldingSection>
  );
}

function whyNone(runId: string | null, question: Question | null): string {
  if (runId === null) return 'There is no language index yet that could be asked.';
  return question === null
    ? 'Ask something to see how far the answer hangs on each canonical phrase.'
    : 'Things like a place are weighed against the scene on the whole, not against canonical phrases.';
}

function activeQuestion(state: QuestionState): Question | null {
  const chip = activeChip(state);
  return chip && questionOf(chip);
}

interface AskedProps {
  readonly projectId: string;
  readonly runId: string;
  readonly question: Question;
}

function Sensitivity({ projectId, runId, question }: AskedProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const answer = useQuestionStore(({ activeId, answers }) =>
    activeId === null ? undefined : answers[activeId]?.answer,
  );
  const phrases = phrasesOf(answer);
  const phrase = phrases.find((other) => other === chosen) ?? phrases[0] ?? question.text;
  const result = useSensitivity(projectId, runId, questionAbout(question, answer, phrase));
  return (
    <>
      {phrases.length > 1 && <Select label="For the phrase" data={phrases} value={phrase} onChange={setChosen} />}
      {result.error && !result.isFetching && (
        <FailureMessage error={result.error}>
          <Button variant="default" onClick={() => void result.refetch()}>
            Try again
          </Button>
        </FailureMessage>
      )}
      {result.isPending && <Skeleton height={96} aria-label="Trying the answer without each phrase" />}
      {result.data && !result.error && (
        <Outcome projectId={projectId} runId={runId} response={result.data} isBehind={result.isBehind} />
      )}
      <Replacements />
    </>
  );
}

interface OutcomeProps {
  readonly projectId: string;
  readonly runId: string;
  readonly response: SensitivityResponse;
  /** It belongs to what was asked before. */
  readonly isBehind: boolean;
}

function Outcome({ projectId, runId, response, isBehind }: OutcomeProps) {
  const points = useIndexPoints(projectId, runId);
  const measure = useSensitivityStore((sensitivity) => sensitivity.measure);
  const show = ({ peak, scale }: Pick<Change, 'peak' | 'scale'>, button: HTMLElement) => {
    if (points === undefined || peak.point === null) return;
    // What is told about the picked place opens above.
    keepInPlace(button);
    showPoint(points, peak.point, scale);
  };
  return (
    <div className={classes.outcome} data-behind={isBehind || undefined} aria-busy={isBehind}>
      <p className={classes.summary} role="status">
        {summarise(response, points?.header.spacing ?? 0)}
      </p>
      {response.changes.length > 0 && (
        <>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label="What is drawn"
            value={measure}
            onChange={(value) => setMeasure(value as Measure)}
            data={Object.entries(MEASURES).map(([value, { label }]) => ({ value, label }))}
          />
          <Text size="xs" c="dimmed">
            {MEASURES[measure].explanation}
          </Text>
          <SensitivityChart changes={response.changes} measure={measure} onShow={show} />
          <Button
            variant="subtle"
            size="compact-xs"
            className={classes.back!}
            disabled={response.answer.peak.point === null}
            onClick={({ currentTarget }) => show(response.answer, currentTarget)}
          >
            Show the peak with all phrases
          </Button>
          <SensitivityTable response={response} />
        </>
      )}
    </div>
  );
}

/** Phrases to try in the place of each canonical one. */
function Replacements() {
  const replacements = useSensitivityStore((sensitivity) => sensitivity.replacements);
  return (
    <TagsInput
      size="xs"
      label="Try in their place"
      placeholder={replacements.length === 0 ? 'A phrase, then Enter' : ''}
      value={[...replacements]}
      maxTags={MOST_REPLACEMENTS}
      maxLength={200}
      clearable={false}
      onChange={(phrases) => setReplacements(phrases.map((phrase) => phrase.trim()).filter((phrase) => phrase !== ''))}
    />
  );
}
