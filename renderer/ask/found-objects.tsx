import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { PhraseAnswer } from '../../main/api/contract.ts';
import { countOf } from '../format.ts';
import { selectObject, useQuestionStore } from '../stores/question-store.ts';
import { ObjectRow } from './object-row.tsx';
import classes from './objects.module.css';
import { useKeeping } from './use-keeping.ts';

const FIRST = 5;

interface FoundObjectsProps {
  readonly projectId: string;
  readonly chipId: string;
  /** Place of the phrase among those of the question. */
  readonly phrase: number;
  readonly answer: PhraseAnswer;
}

/** What a phrase found, best first. */
export function FoundObjects({ projectId, chipId, phrase, answer }: FoundObjectsProps) {
  const [showsAll, setShowsAll] = useState(false);
  const selected = useQuestionStore((question) => question.selected);
  const { isKept, keep } = useKeeping(projectId);
  const { objects, objectsTotal } = answer;
  if (objects.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        No place is relevant enough over a large enough area to be an object. A lower threshold may find some.
      </Text>
    );
  }
  const isSelected = (object: number) =>
    selected?.chipId === chipId && selected.phrase === phrase && selected.object === object;
  const shown = showsAll || objects.findIndex((_, i) => isSelected(i)) >= FIRST ? objects : objects.slice(0, FIRST);
  return (
    <ul className={classes.list} aria-label={`Objects found for “${answer.phrase}”`}>
      {shown.map((object, i) => (
        <ObjectRow
          key={`${object.peak.point}`}
          name={objects.length === 1 ? answer.phrase : `${answer.phrase} ${i + 1}`}
          phrase={answer.phrase}
          object={object}
          score={object.score}
          scoreLabel="Score"
          isSelected={isSelected(i)}
          isKept={isKept(object)}
          onKeep={keep && (() => keep(answer.phrase, object))}
          onSelect={() => selectObject(isSelected(i) ? null : { chipId, phrase, object: i })}
        />
      ))}
      {shown.length < objects.length && (
        <li className={classes.more}>
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setShowsAll(true)}>
            Show all {objects.length}
          </Button>
        </li>
      )}
      {shown.length === objects.length && objectsTotal > objects.length && (
        <li className={classes.more}>
          <Text size="xs" c="dimmed">
            {countOf(objectsTotal - objects.length, 'less relevant object')} left out.
          </Text>
        </li>
      )}
    </ul>
  );
}
