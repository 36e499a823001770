import { CloseButton, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { type CSSProperties, type KeyboardEvent, useState } from 'react';
import { activate, type Chip, changeChip, DRAFT_ID, removeChip, useQuestionStore } from '../stores/question-store.ts';
import classes from './ask-panel.module.css';
import { rememberQuery } from './remember-query.ts';

/** The questions: each with its colour, which shows or hides it, and its text, which puts it in front. */
export function QuestionChips({ projectId }: { projectId: string }) {
  const chips = useQuestionStore((question) => question.chips);
  const activeId = useQuestionStore((question) => question.activeId);
  const [editedId, setEditedId] = useState<string | null>(null);
  if (chips.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label="Questions">
      {chips.map((chip) => (
        <li
          key={chip.id}
          className={classes.chip}
          data-active={chip.id === activeId || undefined}
          data-hidden={!chip.isVisible || undefined}
          style={{ '--chip-colour': chip.colour } as CSSProperties}
        >
          {chip.id === editedId ? (
            <ChipEditor projectId={projectId} chip={chip} onDone={() => setEditedId(null)} />
          ) : (
            <ChipButtons chip={chip} isActive={chip.id === activeId} onEdit={() => setEditedId(chip.id)} />
          )}
        </li>
      ))}
    </ul>
  );
}

interface ChipButtonsProps {
  readonly chip: Chip;
  readonly isActive: boolean;
  readonly onEdit: () => void;
}

function ChipButtons({ chip, isActive, onEdit }: ChipButtonsProps) {
  const { id, text, isVisible } = chip;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F2' && chip.like === null) onEdit();
    else if (event.key === 'Delete' || event.key === 'Backspace') removeChip(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <Tooltip label={isVisible ? 'Hide in the scene' : 'Show in the scene'}>
        <UnstyledButton
          className={classes.chipColour!}
          aria-label={`Show “${text}” in the scene`}
          aria-pressed={isVisible}
          onClick={() => changeChip(id, { isVisible: !isVisible })}
        />
      </Tooltip>
      <UnstyledButton
        className={`${classes.chipText} ellipsis`}
        aria-pressed={isActive}
        title={chip.like === null ? `${text} (double-click or F2 to edit)` : text}
        onClick={() => activate(id)}
        onDoubleClick={chip.like === null ? onEdit : undefined}
        onKeyDown={onKeyDown}
      >
        {text}
      </UnstyledButton>
      <CloseButton size="xs" aria-label={`Remove “${text}”`} onClick={() => removeChip(id)} />
    </>
  );
}

function ChipEditor({ projectId, chip, onDone }: { projectId: string; chip: Chip; onDone: () => void }) {
  const [text, setText] = useState(chip.text);
  const accept = () => {
    const changed = text.trim();
    if (changed !== '' && changed !== chip.text) {
      changeChip(chip.id, { text: changed });
      activate(chip.id);
      void rememberQuery(projectId, changed);
    }
    onDone();
  };
  return (
    <form
      className={classes.chipEditor}
      onSubmit={(event) => {
        event.preventDefault();
        accept();
      }}
    >
      <TextInput
        aria-label={`Question “${chip.text}”`}
        autoFocus
        variant="unstyled"
        maxLength={200}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value)}
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

/** How a chip is spoken of. */
export const nameOf = (chip: Chip): string =>
  chip.id === DRAFT_ID || chip.like === null ? `“${chip.text}”` : chip.text;
