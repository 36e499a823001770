import { Button, Group, Stack, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProjectCard } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { FailureMessage } from '../frame/failure-message.tsx';

export function askForName(card: ProjectCard): void {
  const modalId = modals.open({
    title: 'Rename project',
    size: 400,
    children: <RenameForm card={card} onDone={() => modals.close(modalId)} />,
  });
}

function RenameForm({ card, onDone }: { card: ProjectCard; onDone: () => void }) {
  const [name, setName] = useState(card.name);
  const rename = useMutation({
    mutationFn: () => api.renameProject(card.id, name.trim()),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.library });
      void queryClient.invalidateQueries({ queryKey: queryKeys.project(card.id) });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          data-autofocus
          label="Name"
          description="The project file keeps its own name."
          maxLength={200}
          value={name}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {rename.isError && <FailureMessage error={rename.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending} disabled={name.trim() === ''}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
