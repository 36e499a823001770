import { Text } from '@mantine/core';
import type { FoundObject, ObjectReference, QuestionAnswer, RelationAnswer } from '../../main/api/contract.ts';
import { type QuestionState, selectObject, useQuestionStore } from '../stores/question-store.ts';
import panel from './ask-panel.module.css';
import { FoundObjects } from './found-objects.tsx';
import { ObjectRow } from './object-row.tsx';
import classes from './objects.module.css';
import { ScoreBar } from './score-bar.tsx';
import { useKeeping } from './use-keeping.ts';
import { nameOfThing, relationWords } from './wording.ts';

interface RelationAnswersProps {
  readonly projectId: string;
  readonly chipId: string;
  readonly answer: QuestionAnswer;
}

/** What a sentence about places found: how well each condition holds, and what could not be found at all. */
export function RelationAnswers({ projectId, chipId, answer }: RelationAnswersProps) {
  return answer.answers.map((thing, i) => (
    <section key={i} className={panel.block} aria-label={`Answers: ${nameOfThing(thing.thing)}`}>
      {thing.missing.length > 0 && (
        <Text size="xs" role="status">
          {missingText(thing.missing)}
        </Text>
      )}
      <Answers projectId={projectId} chipId={chipId} answer={answer} thing={thing} />
    </section>
  ));
}

function Answers({ projectId, chipId, answer, thing }: RelationAnswersProps & { thing: RelationAnswer }) {
  const selected = useQuestionStore((question) => question.selected);
  const { isKept, keep } = useKeeping(projectId);
  if (thing.found.length === 0) {
    const phrase = answer.phrases.findIndex((found) => found.phrase === thing.thing.phrase);
    if (phrase === -1) return <Text size="xs">Nothing is where the sentence says.</Text>;
    return (
      <>
        <Text size="xs">
          Nothing is where the sentence says. This is what “{thing.thing.phrase}” finds wherever it is:
        </Text>
        <FoundObjects projectId={projectId} chipId={chipId} phrase={phrase} answer={answer.phrases[phrase]!} />
      </>
    );
  }
  return (
    <ul className={classes.list} aria-label={`Answers: ${nameOfThing(thing.thing)}`}>
      {thing.found.map(({ object: reference, score, objectScore, holds }, i) => {
        const place = placeOf(answer, chipId, reference);
        const isSelected =
          place !== null &&
          selected?.chipId === chipId &&
          selected.phrase === place.phrase &&
          selected.object === place.object;
        return (
          <ObjectRow
            key={`${reference.phrase} ${reference.object.peak.point}`}
            name={i === 0 ? `Best: ${reference.phrase}` : reference.phrase}
            phrase={reference.phrase}
            object={reference.object}
            score={score}
            scoreLabel="How well it is what was asked for, and where"
            isSelected={isSelected}
            isKept={isKept(reference.object)}
            onKeep={keep && (() => keep(reference.phrase, reference.object))}
            onSelect={() => selectObject(isSelected ? null : place)}
          >
            <span className={classes.condition}>
              <span className="ellipsis">is like “{reference.phrase}”</span>
              <ScoreBar label="Holds" value={objectScore} />
            </span>
            {holds.map(({ constraint, score: held, references }, c) => (
              <span key={c} className={classes.condition}>
                <span className="ellipsis">
                  {constraint.negated ? 'not ' : ''}
                  {relationWords(constraint.relation)}{' '}
                  {references.length > 0
                    ? references.map(({ phrase }) => `“${phrase}”`).join(' and ')
                    : constraint.references.map(nameOfThing).join(' and ')}
                </span>
                <ScoreBar label="Holds" value={held} />
              </span>
            ))}
          </ObjectRow>
        );
      })}
    </ul>
  );
}

const missingText = (missing: readonly string[]): string =>
  `Nothing like ${new Intl.ListFormat('en', { type: 'disjunction' }).format(missing.map((phrase) => `“${phrase}”`))} was found, so this condition cannot be judged.`;

/** Where the object stands among those of its phrase; null if it is of a phrase that the question does not name. */
function placeOf(
  answer: QuestionAnswer,
  chipId: string,
  { phrase, object }: ObjectReference,
): QuestionState['selected'] {
  const place = answer.phrases.findIndex((found) => found.phrase === phrase);
  const isThis = (other: FoundObject) => other.peak.point === object.peak.point;
  const index = answer.phrases[place]?.objects.findIndex(isThis) ?? -1;
  return index === -1 ? null : { chipId, phrase: place, object: index };
}
