import { Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { QuestionAnswer, Reading, Thing } from '../../main/api/contract.ts';
import { type Chip, changeChip } from '../stores/question-store.ts';
import { AddCondition } from './add-condition.tsx';
import panel from './ask-panel.module.css';
import classes from './reading-editor.module.css';
import { readingOf, thingsOf } from './reading-edits.ts';
import { ThingEditor } from './thing-editor.tsx';

/** How a question was read, to be corrected. */
export function ReadingEditor({ chip, answer }: { chip: Chip; answer: QuestionAnswer }) {
  const [isAdding, setAdding] = useState(false);
  // What was just corrected is shown before the answer to it is there.
  const reading = chip.reading ?? answer.reading;
  const things = thingsOf(reading);
  const change = (changed: readonly Thing[]) => {
    const corrected = readingOf(changed);
    if (corrected !== null) changeChip(chip.id, { reading: corrected });
  };
  const isPlain = reading.kind === 'plain';

  return (
    <section className={panel.block} aria-label="How the question was read">
      {isPlain ? (
        <PlainReading reading={reading} text={chip.text} />
      ) : (
        <>
          <Text size="xs" c="dimmed">
            {isSameSentence(answer.sentence, chip.text) ? 'Read as' : `Read as: ${answer.sentence}`}
          </Text>
          <ul className={classes.things}>
            {things.map((thing, i) => (
              <li key={i} className={classes.thing}>
                <ThingEditor
                  thing={thing}
                  isReference={false}
                  onChange={(changed) => change(things.with(i, changed))}
                  onRemove={things.length > 1 ? () => change(things.toSpliced(i, 1)) : null}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      {isAdding && (
        <AddCondition
          onAdd={(constraint) => {
            setAdding(false);
            change(things.with(0, { ...things[0]!, constraints: [...things[0]!.constraints, constraint] }));
          }}
          onCancel={() => setAdding(false)}
        />
      )}
      <div className={panel.row}>
        {isPlain && !isAdding && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            Say where it is…
          </Button>
        )}
        {!isPlain && (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => changeChip(chip.id, { reading: { kind: 'plain', phrase: chip.text, reason: null } })}
          >
            Ask as plain phrase
          </Button>
        )}
        {chip.reading !== null && (
          <Button variant="default" size="compact-xs" onClick={() => changeChip(chip.id, { reading: null })}>
            Read it again
          </Button>
        )}
      </div>
    </section>
  );
}

function PlainReading({ reading, text }: { reading: Extract<Reading, { kind: 'plain' }>; text: string }) {
  if (reading.reason !== null) {
    return (
      <Text size="xs" role="status">
        Asked as one phrase: {reading.reason}
      </Text>
    );
  }
  if (reading.phrase.toLowerCase() === text.toLowerCase()) return null;
  return (
    <Text size="xs" c="dimmed">
      Asked as one phrase: “{reading.phrase}”
    </Text>
  );
}

const isSameSentence = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
