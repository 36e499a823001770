import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconExternalLink, IconFolder, IconListDetails, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ProjectCard } from '../../main/api/contract.ts';
import { desktop } from '../desktop-bridge.ts';
import { notifyFailure } from '../frame/notify.ts';
import { openProject } from '../navigation.ts';
import { confirmRemoval } from './remove-project.tsx';
import { askForName } from './rename-project.tsx';

const iconProps = { size: 15, stroke: 1.6, 'aria-hidden': true } as const;

/** What can be done with a project without opening it. */
export function ProjectMenu({ card }: { card: ProjectCard }) {
  const isBroken = card.state === 'missing' || card.state === 'damaged';
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon aria-label={`More for ${card.name}`} size={24} style={{ position: 'relative', flex: 'none' }}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={isBroken}
          leftSection={<IconExternalLink {...iconProps} />}
          onClick={() => openProject(card.id)}
        >
          Open
        </Menu.Item>
        <Menu.Item disabled={isBroken} leftSection={<IconPencil {...iconProps} />} onClick={() => askForName(card)}>
          Rename…
        </Menu.Item>
        {desktop !== undefined && (
          <Menu.Item
            disabled={card.state === 'missing'}
            leftSection={<IconFolder {...iconProps} />}
            onClick={() => desktop?.reveal(card.id).catch(notifyFailure)}
          >
            Show in folder
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconListDetails {...iconProps} />} onClick={() => confirmRemoval(card, 'keep')}>
          Remove from list
        </Menu.Item>
        <Menu.Item
          c="var(--mantine-color-error)"
          disabled={card.state === 'missing'}
          leftSection={<IconTrash {...iconProps} />}
          onClick={() => confirmRemoval(card, 'delete')}
        >
          Delete file…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
