import { ActionIcon, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconFocusCentered, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeptObject } from '../../main/api/contract.ts';
import { useKeptObjects, useProject, useRuns } from '../api/queries.ts';
import { FoldingSection } from '../frame/folding-section.tsx';
import { flyToObject } from './fly-to.ts';
import { removeKept, renameKept } from './kept-edits.ts';
import classes from './objects.module.css';
import { formatExtent } from './wording.ts';

/** What was kept of the answers, under names of its own. */
export function KeptObjects({ projectId }: { projectId: string }) {
  const kept = useKeptObjects(projectId).data;
  if (kept === undefined) return null;
  return (
    <FoldingSection fold="kept" title="Kept objects" summary={kept.length === 0 ? 'none' : kept.length}>
      {kept.length === 0 ? (
        <Text size="xs" c="dimmed">
          Keep an object that was found, and it stays here under a name that you can change.
        </Text>
      ) : (
        <ul className={classes.list} aria-label="Kept objects">
          {kept.map((object) => (
            <KeptRow key={object.id} projectId={projectId} kept={object} />
          ))}
        </ul>
      )}
    </FoldingSection>
  );
}

function KeptRow({ projectId, kept }: { projectId: string; kept: KeptObject }) {
  const [isRenaming, setRenaming] = useState(false);
  const readOnly = useProject(projectId).data?.readOnly ?? true;
  const run = useRuns(projectId).data?.find(({ id }) => id === kept.runId);
  return (
    <li className={classes.row}>
      {isRenaming ? (
        <RenameField projectId={projectId} kept={kept} onDone={() => setRenaming(false)} />
      ) : (
        <UnstyledButton
          className={classes.main!}
          title="Fly to it"
          onClick={() => flyToObject(kept.object)}
          onKeyDown={(event) => {
            if (event.key === 'F2' && !readOnly) setRenaming(true);
          }}
        >
          <span className={`${classes.name} ellipsis`}>{kept.name}</span>
          <span className={classes.details}>
            {kept.name !== kept.phrase && <span className="ellipsis">found by “{kept.phrase}”</span>}
            <span>{formatExtent(kept.object)}</span>
            {run && <span>run {run.number}</span>}
          </span>
        </UnstyledButton>
      )}
      <span className={classes.buttons}>
        <Tooltip label="Fly to it">
          <ActionIcon aria-label={`Fly to ${kept.name}`} onClick={() => flyToObject(kept.object)}>
            <IconFocusCentered size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Rename (F2)">
          <ActionIcon aria-label={`Rename ${kept.name}`} disabled={readOnly} onClick={() => setRenaming(true)}>
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Remove">
          <ActionIcon
            aria-label={`Remove ${kept.name}`}
            disabled={readOnly}
            onClick={() => void removeKept(projectId, kept)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </span>
    </li>
  );
}

function RenameField({ projectId, kept, onDone }: { projectId: string; kept: KeptObject; onDone: () => void }) {
  const [name, setName] = useState(kept.name);
  const accept = () => {
    if (name.trim() !== '' && name.trim() !== kept.name) void renameKept(projectId, kept, name.trim());
    onDone();
  };
  return (
    <form
      className={classes.main}
      onSubmit={(event) => {
        event.preventDefault();
        accept();
      }}
    >
      <TextInput
        aria-label={`New name of ${kept.name}`}
        autoFocus
        maxLength={200}
        value={name}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.currentTarget.value)}
        onBlur={accept}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone();
        }}
      />
    </form>
  );
}
