import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import classes from './canonical.module.css';
import { LONGEST_PHRASE, type PhraseSet, whyNotAdd } from './phrase-list.ts';

/** A field for one more phrase; it keeps the focus, so that several can be typed one after the other. */
export function AddPhrase({ set, onAdd }: { set: PhraseSet; onAdd: (text: string) => void }) {
  const [text, setText] = useState('');
  const problem = text.trim() === '' ? null : whyNotAdd(set, text);
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '' || problem !== null) return;
        onAdd(text.trim());
        setText('');
      }}
    >
      <TextInput
        aria-label="Another canonical phrase"
        placeholder="Another phrase, e.g. wood"
        className={classes.field!}
        maxLength={LONGEST_PHRASE}
        value={text}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={text.trim() === '' || problem !== null}>
        Add
      </Button>
    </form>
  );
}
