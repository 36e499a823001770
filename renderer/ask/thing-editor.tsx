import { ActionIcon, CloseButton, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import type { Constraint, Thing } from '../../main/api/contract.ts';
import { AddCondition, NotButton, RelationSelect } from './add-condition.tsx';
import { PhraseChip } from './phrase-chip.tsx';
import classes from './reading-editor.module.css';
import { withRelation } from './reading-edits.ts';
import { nameOfThing, relationWords } from './wording.ts';

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

interface ConditionEditorProps {
  readonly constraint: Constraint;
  readonly onChange: (constraint: Constraint) => void;
  readonly onRemove: () => void;
}

/** Where something is, or is not: the relation and what it refers to. */
function ConditionEditor({ constraint, onChange, onRemove }: ConditionEditorProps) {
  const { relation, negated, references } = constraint;
  const setReference = (i: number, changed: Thing) =>
    onChange({ ...constraint, references: references.with(i, changed) });
  return (
    <div className={classes.line}>
      <NotButton isOn={negated} onToggle={() => onChange({ ...constraint, negated: !negated })} />
      <RelationSelect relation={relation} onChange={(changed) => onChange(withRelation(constraint, changed))} />
      {references.map((reference, i) => (
        <Fragment key={i}>
          {i > 0 && <span>and</span>}
          <ThingEditor thing={reference} isReference onChange={(changed) => setReference(i, changed)} onRemove={null} />
        </Fragment>
      ))}
      <CloseButton
        size="xs"
        aria-label={`Remove the condition ${negated ? 'not ' : ''}${relationWords(relation)} ${references.map(nameOfThing).join(' and ')}`}
        onClick={onRemove}
      />
    </div>
  );
}
