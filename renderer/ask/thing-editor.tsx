import { ActionIcon, CloseButton, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Thing } from '../../main/api/contract.ts';
import { AddCondition, ConditionEditor } from './condition-editor.tsx';
import { PhraseChip } from './phrase-chip.tsx';
import classes from './reading-editor.module.css';
import { nameOfThing } from './wording.ts';

interface ThingEditorProps {
  readonly thing: Thing;
  /** A reference has at most one condition: which thing more of them describe could not be said. */
  readonly isReference: boolean;
  readonly onChange: (thing: Thing) => void;
  readonly onRemove: (() => void) | null;
}

/** What is looked for, and the conditions on where it is. */
export function ThingEditor({ thing, isReference, onChange, onRemove }: ThingEditorProps) {
  const [isAdding, setAdding] = useState(false);
  const { phrase, constraints } = thing;
  const canAdd = !isReference || constraints.length === 0;
  return (
    <>
      <span className={classes.line}>
        <PhraseChip phrase={phrase} onChange={(changed) => onChange({ ...thing, phrase: changed })} />
        {canAdd && !isAdding && (
          <Tooltip label="Add a condition">
            <ActionIcon
              size={22}
              aria-label={`Add a condition on ${nameOfThing(thing)}`}
              onClick={() => setAdding(true)}
            >
              <IconPlus size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        {onRemove && <CloseButton size="xs" aria-label={`Do not look for ${nameOfThing(thing)}`} onClick={onRemove} />}
      </span>
      {constraints.length > 0 && (
        <ul className={classes.conditions}>
          {constraints.map((constraint, i) => (
            <li key={i}>
              <ConditionEditor
                constraint={constraint}
                onChange={(changed) => onChange({ ...thing, constraints: constraints.with(i, changed) })}
                onRemove={() => onChange({ ...thing, constraints: constraints.toSpliced(i, 1) })}
              />
            </li>
          ))}
        </ul>
      )}
      {isAdding && (
        <AddCondition
          onAdd={(constraint) => {
            setAdding(false);
            onChange({ ...thing, constraints: [...constraints, constraint] });
          }}
          onCancel={() => setAdding(false)}
        />
      )}
    </>
  );
}
