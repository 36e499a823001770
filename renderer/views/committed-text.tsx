import { Textarea, TextInput, type TextInputProps } from '@mantine/core';
import { type KeyboardEvent, useEffect, useState } from 'react';

interface CommittedTextProps {
  readonly label: string;
  readonly text: string;
  readonly maxLength: number;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** Grows with its text, in which Enter begins a line. */
  readonly lines?: boolean;
  readonly variant?: NonNullable<TextInputProps['variant']>;
  readonly onCommit: (text: string) => void;
  readonly onFocus?: () => void;
}

/** A text that is changed as a whole: when the field is left or Enter is pressed. Escape gives up. */
export function CommittedText({ label, text, lines = false, onCommit, onFocus, ...field }: CommittedTextProps) {
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  const commit = () => {
    if (draft !== text) onCommit(draft);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && !lines) event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    // As everywhere: the first Escape leaves the field only.
    event.stopPropagation();
    setDraft(text);
    const { currentTarget } = event;
    // Once the draft is given up, so that leaving commits nothing.
    requestAnimationFrame(() => currentTarget.blur());
  };
  const shared = {
    ...field,
    'aria-label': label,
    value: draft,
    onBlur: commit,
    onKeyDown,
    ...(onFocus && { onFocus }),
  };
  if (lines) {
    return (
      <Textarea
        {...shared}
        size="xs"
        autosize
        minRows={2}
        maxRows={8}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
    );
  }
  return <TextInput {...shared} onChange={(event) => setDraft(event.currentTarget.value)} />;
}
