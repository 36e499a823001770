import { Code, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ProjectCard } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { formatBytes } from '../format.ts';
import { notifyFailure } from '../frame/notify.ts';

async function remove(card: ProjectCard, file: 'keep' | 'delete'): Promise<void> {
  try {
    await api.removeProject(card.id, file);
    await queryClient.invalidateQueries({ queryKey: queryKeys.library });
  } catch (error) {
    notifyFailure(error);
  }
}

/** Asks before a project leaves the list, and names the file before one is deleted. */
export function confirmRemoval(card: ProjectCard, file: 'keep' | 'delete'): void {
  const deletes = file === 'delete';
  modals.openConfirmModal({
    title: deletes ? 'Delete this project file?' : 'Remove from the list?',
    size: 440,
    children: (
      <Stack gap="xs">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {card.name}
        </Text>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {card.path}
        </Code>
        <Text c="dimmed">
          {deletes
            ? `The file (${formatBytes(card.fileBytes)}) is deleted with its images, its training and its checkpoints. This cannot be undone. The capture folder is not touched.`
            : 'The file stays where it is and can be opened again.'}
        </Text>
      </Stack>
    ),
    labels: { confirm: deletes ? 'Delete file' : 'Remove', cancel: 'Cancel' },
    confirmProps: deletes ? { color: 'red' } : {},
    onConfirm: () => void remove(card, file),
  });
}
