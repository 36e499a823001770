import { Group, Modal, Stack, Text, Title } from '@mantine/core';
import { closeOverlay } from '../stores/overlay-store.ts';
import { ACTION_GROUPS } from './action.ts';
import { actions } from './action-table.ts';
import classes from './shortcut-help.module.css';
import { ShortcutKeys } from './shortcut-keys.tsx';

/** The keys of every action that has some. */
export function ShortcutHelp() {
  return (
    <Modal opened onClose={closeOverlay} title="Keyboard shortcuts" size={720}>
      <div className={classes.columns}>
        {ACTION_GROUPS.map((group) => (
          <Stack key={group} gap={6} component="section" aria-label={`${group} keys`} className={classes.group!}>
            <Title order={2} size="h3" c="dimmed">
              {group}
            </Title>
            {actions
              .filter((action) => action.group === group && action.shortcut !== undefined)
              .map((action) => (
                <Group key={action.id} justify="space-between" wrap="nowrap" gap="xs">
                  <Text span truncate>
                    {action.label}
                  </Text>
                  <ShortcutKeys shortcut={action.shortcut!} />
                </Group>
              ))}
          </Stack>
        ))}
      </div>
      <Text c="dimmed" mt="lg" size="xs">
        While flying, W A S D move, Q and E go down and up, Shift is faster, and dragging looks around. Keys do nothing
        while you type in a field.
      </Text>
    </Modal>
  );
}
