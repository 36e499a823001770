import { Button, CloseButton, NativeSelect, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Constraint, RelationName } from '../../main/api/contract.ts';
import classes from './reading-editor.module.css';
import { referencesOf } from './reading-edits.ts';
import { RELATIONS } from './wording.ts';

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

/** Whether a condition must not hold. */
export function NotButton({ isOn, onToggle }: { isOn: boolean; onToggle: () => void }) {
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

export function RelationSelect({ relation, onChange }: RelationSelectProps) {
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
