import { Button, CloseButton, NativeSelect, TextInput, UnstyledButton } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { Constraint, RelationName, Thing } from '../../main/api/contract.ts';
import classes from './reading-editor.module.css';
import { referencesOf, withRelation } from './reading-edits.ts';
import { ThingEditor } from './thing-editor.tsx';
import { nameOfThing, RELATIONS, relationWords } from './wording.ts';

interface ConditionEditorProps {
  readonly constraint: Constraint;
  readonly onChange: (constraint: Constraint) => void;
  readonly onRemove: () => void;
}

/** Where something is, or is not: the relation and what it refers to. */
export function ConditionEditor({ constraint, onChange, onRemove }: ConditionEditorProps) {
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

/** A condition that is not there yet. */
export function AddCondition({ onAdd, onCancel }: { onAdd: (constraint: Constraint) => void; onCancel: () => void }) {
  const [negated, setNegated] = useState(false);
  const [relation, setRelation] = useState<RelationName>('near');
  const [phrases, setPhrases] = useState(['', '']);
  const wanted = phrases.slice(0, referencesOf(relation)).map((phrase) => phrase.trim());
  return (
    <form
      className={classes.line}
      aria-label="New condition"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted.includes('')) return;
        onAdd({ relation, negated, references: wanted.map((phrase) => ({ phrase, constraints: [] })) });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <NotButton isOn={negated} onToggle={() => setNegated(!negated)} />
      <RelationSelect relation={relation} onChange={setRelation} />
      {wanted.map((_, i) => (
        <TextInput
          key={i}
          w={110}
          autoFocus={i === 0}
          aria-label={i === 0 ? 'Of what' : 'And of what'}
          placeholder={i === 0 ? 'the …' : 'and the …'}
          maxLength={200}
          value={phrases[i]}
          onChange={(event) => setPhrases(phrases.with(i, event.currentTarget.value))}
        />
      ))}
      <Button type="submit" size="compact-xs" disabled={wanted.includes('')}>
        Add
      </Button>
      <CloseButton size="xs" aria-label="Cancel" onClick={onCancel} />
    </form>
  );
}

function NotButton({ isOn, onToggle }: { isOn: boolean; onToggle: () => void }) {
  return (
    <UnstyledButton
      className={classes.not!}
      aria-pressed={isOn}
      title={isOn ? 'It must not hold' : 'Ask that it does not hold'}
      onClick={onToggle}
    >
      not
    </UnstyledButton>
  );
}

interface RelationSelectProps {
  readonly relation: RelationName;
  readonly onChange: (relation: RelationName) => void;
}

function RelationSelect({ relation, onChange }: RelationSelectProps) {
  return (
    <NativeSelect
      size="xs"
      aria-label="Relation"
      data={[...RELATIONS]}
      value={relation}
      onChange={(event) => onChange(event.currentTarget.value as RelationName)}
    />
  );
}
