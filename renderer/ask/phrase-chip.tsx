import { TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import classes from './reading-editor.module.css';

interface PhraseChipProps {
  /** Null: anything at all. */
  readonly phrase: string | null;
  readonly onChange: (phrase: string | null) => void;
}

/** A phrase of a sentence; pressed, it can be edited. Emptied, it is anything at all. */
export function PhraseChip({ phrase, onChange }: PhraseChipProps) {
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <UnstyledButton className={classes.phrase!} title="Edit the phrase" onClick={() => setText(phrase ?? '')}>
        {phrase ?? 'something'}
      </UnstyledButton>
    );
  }
  const accept = () => {
    const changed = text.trim() === '' ? null : text.trim();
    if (changed !== phrase) onChange(changed);
    setText(null);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        accept();
      }}
    >
      <TextInput
        size="xs"
        w={130}
        autoFocus
        aria-label="Phrase"
        placeholder="something"
        maxLength={200}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={accept}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setText(null);
        }}
      />
    </form>
  );
}
