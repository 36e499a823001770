import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconDownload, IconPencil, IconPlus, IconTrash, IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { phraseSetFileUrl } from '../api/client.ts';
import { fileName } from '../format.ts';
import { notifyFailure } from '../frame/notify.ts';
import { askForSetName } from './ask-set-name.tsx';
import { changeSet, createSet, importSet, removeSet } from './change-sets.ts';
import { freeName, type PhraseSet } from './phrase-list.ts';

const iconProps = { size: 15, stroke: 1.6, 'aria-hidden': true } as const;

interface SetMenuProps {
  readonly projectId: string;
  readonly sets: readonly PhraseSet[];
  /** The one that the menu is about. */
  readonly set: PhraseSet;
  readonly readOnly: boolean;
}

/** What can be done with a set as a whole. */
export function SetMenu({ projectId, sets, set, readOnly }: SetMenuProps) {
  const file = useRef<HTMLInputElement>(null);
  const { name, phrases, isBuiltIn } = set;

  const create = () =>
    askForSetName({
      title: 'New set of canonical phrases',
      name: freeName('My phrases', sets),
      description: `Begins with the phrases of “${name}”.`,
      submitLabel: 'Create',
      taken: sets.map((other) => other.name),
      onSubmit: (newName) => void createSet(projectId, `New set “${newName}”`, { name: newName, phrases }),
    });
  const rename = () =>
    askForSetName({
      title: `Rename “${name}”`,
      name,
      submitLabel: 'Rename',
      taken: sets.filter((other) => other !== set).map((other) => other.name),
      onSubmit: (newName) => void changeSet(projectId, set, `Rename “${name}”`, (body) => ({ ...body, name: newName })),
    });
  const duplicate = () => {
    const copy = freeName(name, sets);
    void createSet(projectId, `Duplicate “${name}”`, { name: copy, phrases });
  };
  const read = async (chosen: File) => {
    try {
      await importSet(projectId, fileName(chosen.name).replace(/\.[^.]+$/, ''), await chosen.text());
    } catch (failure) {
      notifyFailure(failure);
    }
  };

  return (
    <>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <ActionIcon aria-label="More for sets of canonical phrases">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={readOnly} leftSection={<IconPlus {...iconProps} />} onClick={create}>
            New set…
          </Menu.Item>
          <Menu.Item disabled={readOnly} leftSection={<IconCopy {...iconProps} />} onClick={duplicate}>
            Duplicate
          </Menu.Item>
          <Menu.Item disabled={readOnly || isBuiltIn} leftSection={<IconPencil {...iconProps} />} onClick={rename}>
            Rename…
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            disabled={readOnly}
            leftSection={<IconUpload {...iconProps} />}
            onClick={() => file.current?.click()}
          >
            Import…
          </Menu.Item>
          <Menu.Item
            component="a"
            href={phraseSetFileUrl(projectId, set.id)}
            download={`${name}.json`}
            leftSection={<IconDownload {...iconProps} />}
          >
            Export
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            c="var(--mantine-color-error)"
            disabled={readOnly || isBuiltIn}
            leftSection={<IconTrash {...iconProps} />}
            onClick={() => void removeSet(projectId, set)}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,.txt,application/json,text/plain"
        aria-label="File of canonical phrases"
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          if (chosen !== undefined) void read(chosen);
          currentTarget.value = ''; // the same file can be chosen again
        }}
      />
    </>
  );
}
