import { Progress, Text, Tooltip, UnstyledButton } from '@mantine/core';
import type { PickResponse } from '../../main/api/contract.ts';
import { addChip, askedChips, useQuestionStore } from '../stores/question-store.ts';
import { isReading } from './describe-pick.ts';
import classes from './picked.module.css';
import { RelevancyBar } from './relevancy-bar.tsx';

/** So many say what there is to say. */
const SHOWN_WORDS = 8;

/** The words of the vocabulary that fit best; each can be asked for. */
export function PickedWords({ picked }: { picked: PickResponse }) {
  const { words, vocabulary } = picked;
  if (words.length === 0) return null;
  return (
    <section aria-label="Best-fitting words">
      <h3 className={classes.heading}>Best-fitting words</h3>
      {isReading(picked) && (
        <>
          <Text size="xs" c="dimmed">
            {`Reading the vocabulary: ${vocabulary.read} of ${vocabulary.total} words so far`}
          </Text>
          <Progress
            value={(100 * vocabulary.read) / vocabulary.total}
            size="xs"
            my={4}
            aria-label="Words of the vocabulary that have been read"
          />
        </>
      )}
      <ul className={classes.bars}>
        {words.slice(0, SHOWN_WORDS).map(({ word, relevancy }) => (
          <li key={word}>
            <Tooltip label={`Ask for “${word}”`} position="left">
              <UnstyledButton className={classes.bar!} onClick={() => addChip(word)}>
                <span className="ellipsis">{word}</span>
                <RelevancyBar relevancy={relevancy} />
                <span className={classes.value}>{relevancy.toFixed(2)}</span>
                <span className="visually-hidden">: ask for it</span>
              </UnstyledButton>
            </Tooltip>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How relevant the place is to what is asked. */
export function PickedQuestions({ picked: { questions } }: { picked: PickResponse }) {
  const colours = useQuestionStore((state) =>
    JSON.stringify(Object.fromEntries(askedChips(state).map(({ text, colour }) => [text, colour]))),
  );
  if (questions.length === 0) return null;
  const colourOf = JSON.parse(colours) as Record<string, string>;
  return (
    <section aria-label="Relevancy to what is asked">
      <h3 className={classes.heading}>To what is asked</h3>
      <ul className={classes.bars}>
        {questions.map(({ text, relevancy }, at) => (
          <li key={at} className={classes.bar}>
            <span className="ellipsis" title={text}>
              {text}
            </span>
            <RelevancyBar relevancy={relevancy} {...(colourOf[text] !== undefined && { colour: colourOf[text] })} />
            <span className={classes.value}>{relevancy.toFixed(2)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
