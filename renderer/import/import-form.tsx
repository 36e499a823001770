import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { PathText } from '../files/path-text.tsx';
import { FailureMessage } from '../frame/failure-message.tsx';
import { focusOnMount } from '../frame/focus-on-mount.ts';
import { ImagesFolder } from './images-folder.tsx';
import { changeDraft, type ImportDraft, startImport, startOver } from './import-store.ts';
import { holdoutHint, sizeHint } from './size-hint.ts';

const DOWNSCALES = [1, 2, 4, 8, 16].map((factor) => ({
  value: String(factor),
  label: factor === 1 ? 'Full size' : `1/${factor} of each side`,
}));

/** Second step: what to call it and how to prepare the photographs. */
export function ImportForm({ draft }: { draft: ImportDraft }) {
  const start = useMutation({ mutationFn: startImport });
  const [isChoosingImages, setChoosingImages] = useState(false);
  const name = draft.name.trim();

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap">
          <Text fw={500} style={{ flex: 'none' }}>
            Capture
          </Text>
          <PathText path={draft.capture} />
          <Button variant="subtle" ml="auto" style={{ flex: 'none' }} onClick={startOver}>
            Change
          </Button>
        </Group>
        <TextInput
          label="Project name"
          ref={focusOnMount}
          maxLength={200}
          value={draft.name}
          error={name === '' && 'A project needs a name.'}
          onChange={(event) => changeDraft({ name: event.currentTarget.value })}
        />
        <ImagesFolder images={draft.images} isChoosing={isChoosingImages} onChoosing={setChoosingImages} />
        <Group grow align="flex-start">
          <Select
            label="Image size"
            data={DOWNSCALES}
            value={String(draft.downscale)}
            description={sizeHint(draft.downscale)}
            inputWrapperOrder={['label', 'input', 'description']}
            onChange={(value) => changeDraft({ downscale: Number(value) })}
          />
          <NumberInput
            label="Hold out every n-th photograph"
            min={0}
            max={1000}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            value={draft.holdout}
            description={holdoutHint(draft.holdout)}
            inputWrapperOrder={['label', 'input', 'description']}
            onChange={(value) => changeDraft({ holdout: Number(value) || 0 })}
          />
        </Group>
        {start.isError && <FailureMessage error={start.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={start.isPending} disabled={name === '' || draft.holdout === 1}>
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
