import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ImportResult } from '../../main/api/contract.ts';
import { IssueList } from '../capture/issue-list.tsx';
import { countOf } from '../format.ts';
import { focusOnMount } from '../frame/focus-on-mount.ts';
import { openProject } from '../navigation.ts';

/** What came in, and what did not. */
export function ImportSummary({ result, onClose }: { result: ImportResult; onClose: () => void }) {
  const { images, train, test, width, height, skipped, warnings } = result;
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap" align="flex-start" role="status">
        <IconCircleCheck size={18} color="var(--accent)" aria-hidden style={{ flex: 'none', marginTop: 1 }} />
        <Text>
          <strong>{countOf(images, 'image')}</strong> of {width} × {height} pixels imported: {train} to train on, {test}{' '}
          held out.
        </Text>
      </Group>
      <IssueList skipped={skipped} warnings={warnings} maxHeight={220} />
      <Group justify="flex-end">
        <Button
          ref={focusOnMount}
          onClick={() => {
            onClose();
            openProject(result.projectId);
          }}
        >
          Open project
        </Button>
      </Group>
    </Stack>
  );
}
