import { Anchor, Badge, Button, Group, Loader, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconFile3d, IconFolder, IconPhoto } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import type { Browse, CaptureKind } from '../../main/api/contract.ts';
import { useBrowse } from '../api/queries.ts';
import { FailureMessage } from '../frame/failure-message.tsx';
import { focusOnMount } from '../frame/focus-on-mount.ts';
import classes from './folder-picker.module.css';
import { PathText } from './path-text.tsx';

type Entry = Browse['entries'][number];

interface FolderPickerProps {
  /** What is looked for: a capture, any folder, or a .lerf file. */
  readonly wanted: 'capture' | 'folder' | 'project';
  readonly onChoose: (path: string) => void;
}

export const CAPTURE_KINDS: Readonly<Record<CaptureKind, string>> = {
  transforms: 'transforms.json',
  blender: 'Blender',
  colmap: 'COLMAP',
};

const ICONS = { folder: IconFolder, capture: IconPhoto, project: IconFile3d };

/** Walks the folders the web shell may read. Arrows move, Enter opens or chooses, Backspace goes up. */
export function FolderPicker({ wanted, onChoose }: FolderPickerProps) {
  const [trail, setTrail] = useState<ReadonlyArray<{ name: string; path: string }>>([]);
  const here = trail.at(-1) ?? null;
  const folder = useBrowse(here?.path ?? null);

  const isWanted = (entry: Entry) => wanted !== 'folder' && entry.kind === wanted;
  const entries = folder.data?.entries.filter((entry) => entry.kind !== 'project' || wanted === 'project') ?? [];
  const mayUseThis = here !== null && (wanted === 'folder' || (wanted === 'capture' && !!folder.data?.captureKind));

  const activate = (entry: Entry) => {
    if (isWanted(entry)) onChoose(entry.path);
    else setTrail([...trail, { name: entry.name, path: entry.path }]);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
    const current = rows.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') rows[Math.min(current + 1, rows.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') rows[Math.max(current - 1, 0)]?.focus();
    else if (event.key === 'Backspace' && trail.length > 0) setTrail(trail.slice(0, -1));
    else return;
    event.preventDefault();
  };

  return (
    <div className={classes.picker}>
      <Group component="nav" aria-label="Folder path" gap={4} className={classes.path!}>
        <Crumb name="Folders" isCurrent={here === null} onClick={() => setTrail([])} />
        {trail.map((step, i) => (
          <Group key={step.path} gap={4} wrap="nowrap">
            <IconChevronRight size={13} aria-hidden />
            <Crumb name={step.name} isCurrent={step === here} onClick={() => setTrail(trail.slice(0, i + 1))} />
          </Group>
        ))}
      </Group>
      <ScrollArea className={classes.entries!} viewportProps={{ tabIndex: -1 }} type="auto">
        {folder.isPending && <Loader m="md" aria-label="Reading the folder" />}
        {folder.isError && (
          <div className={classes.note}>
            <FailureMessage error={folder.error}>
              <Button variant="default" onClick={() => folder.refetch()}>
                Try again
              </Button>
            </FailureMessage>
          </div>
        )}
        {folder.isSuccess && entries.length === 0 && (
          <Text c="dimmed" className={classes.note!}>
            {wanted === 'project' ? 'No folders or project files here.' : 'No folders here.'}
          </Text>
        )}
        <ul className={classes.list} aria-label="Folders" onKeyDown={onKeyDown} key={here?.path ?? ''}>
          {entries.map((entry, i) => (
            <li key={entry.path}>
              <FolderRow
                entry={entry}
                isWanted={isWanted(entry)}
                takesFocus={i === 0}
                onClick={() => activate(entry)}
              />
            </li>
          ))}
        </ul>
      </ScrollArea>
      {wanted !== 'project' && (
        <Group justify="space-between" wrap="nowrap" className={classes.foot!}>
          {here === null ? <Text c="dimmed">The folders this program may read</Text> : <PathText path={here.path} />}
          <Button disabled={!mayUseThis} onClick={() => here && onChoose(here.path)}>
            Use this folder
          </Button>
        </Group>
      )}
    </div>
  );
}

function Crumb({ name, isCurrent, onClick }: { name: string; isCurrent: boolean; onClick: () => void }) {
  if (isCurrent) {
    return (
      <Text span fw={600} truncate maw={200} aria-current="location">
        {name}
      </Text>
    );
  }
  return (
    <Anchor component="button" type="button" truncate maw={200} onClick={onClick}>
      {name}
    </Anchor>
  );
}

interface FolderRowProps {
  readonly entry: Entry;
  readonly isWanted: boolean;
  readonly takesFocus: boolean;
  readonly onClick: () => void;
}

function FolderRow({ entry, isWanted, takesFocus, onClick }: FolderRowProps) {
  const Icon = ICONS[entry.kind];
  return (
    <UnstyledButton
      className={classes.row!}
      onClick={onClick}
      // The list appears anew for every folder: the keyboard goes on in it.
      ref={takesFocus ? focusOnMount : undefined}
    >
      <Icon size={17} stroke={1.5} color={isWanted ? 'var(--accent)' : undefined} aria-hidden />
      <span className="ellipsis" title={entry.name}>
        {entry.name}
      </span>
      {entry.captureKind !== null && (
        <Badge ml="auto" color="teal" style={{ flex: 'none' }}>
          {CAPTURE_KINDS[entry.captureKind]}
        </Badge>
      )}
      {!isWanted && <IconChevronRight size={15} aria-hidden className={classes.into} />}
    </UnstyledButton>
  );
}
