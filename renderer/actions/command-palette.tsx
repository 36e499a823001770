import { Modal, ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { closeOverlay } from '../stores/overlay-store.ts';
import type { Action } from './action.ts';
import { actions } from './action-table.ts';
import classes from './command-palette.module.css';
import { commandsFor } from './commands-for.ts';
import { ShortcutKeys } from './shortcut-keys.tsx';

/** Every action that can be done now, found by typing. */
export function CommandPalette() {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = commandsFor(actions, text);
  const active = Math.min(chosen, found.length - 1);

  const perform = (action: Action | undefined) => {
    if (action === undefined) return;
    closeOverlay();
    // After the dialog has given the focus back, so that the action may open another one.
    setTimeout(action.perform);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && found.length > 0) setChosen((active + move + found.length) % found.length);
    else if (event.key === 'Enter') perform(found[active]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal
      opened
      onClose={closeOverlay}
      withCloseButton={false}
      centered={false}
      yOffset="12vh"
      padding={0}
      size={520}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
    >
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        px={12}
        py={4}
        placeholder="What would you like to do?"
        leftSection={<IconSearch size={16} aria-hidden />}
        role="combobox"
        aria-label="Find a command"
        aria-expanded
        aria-controls="commands"
        aria-activedescendant={found[active] && `command-${found[active].id}`}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ScrollArea.Autosize mah="52vh" className={classes.list} viewportProps={{ tabIndex: -1 }}>
        <div role="listbox" id="commands" aria-label="Commands">
          {found.map((action, i) => (
            <UnstyledButton
              key={action.id}
              id={`command-${action.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              className={classes.command}
              ref={i === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
              onMouseMove={() => setChosen(i)}
              onClick={() => perform(action)}
            >
              <action.icon size={16} stroke={1.6} aria-hidden />
              <span className="ellipsis">{action.label}</span>
              <Text span size="xs" c="dimmed" ml="auto">
                {action.group}
              </Text>
              {action.shortcut && <ShortcutKeys shortcut={action.shortcut} />}
            </UnstyledButton>
          ))}
        </div>
        {found.length === 0 && (
          <Text c="dimmed" p="md" ta="center" role="status">
            No command contains “{text}”.
          </Text>
        )}
      </ScrollArea.Autosize>
    </Modal>
  );
}
