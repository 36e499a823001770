import { Button, Group, Stack, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { LONGEST_PHRASE } from './phrase-list.ts';

interface SetName {
  readonly title: string;
  /** To begin with. */
  readonly name: string;
  readonly description?: string;
  readonly submitLabel: string;
  /** Names that other sets have. */
  readonly taken: readonly string[];
  readonly onSubmit: (name: string) => void;
}

export function askForSetName(asked: SetName): void {
  const modalId = modals.open({
    title: asked.title,
    size: 400,
    children: <NameForm {...asked} onDone={() => modals.close(modalId)} />,
  });
}

function NameForm({ name, description, submitLabel, taken, onSubmit, onDone }: SetName & { onDone: () => void }) {
  const [text, setText] = useState(name);
  const wanted = text.trim();
  const isTaken = taken.some((other) => other.toLowerCase() === wanted.toLowerCase());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === '' || isTaken) return;
        onSubmit(wanted);
        onDone();
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Name"
          {...(description !== undefined && { description })}
          maxLength={LONGEST_PHRASE}
          value={text}
          error={isTaken ? 'Another set has this name.' : null}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" disabled={wanted === '' || isTaken}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
