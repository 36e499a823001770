import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconBookmark, IconBookmarkFilled, IconFocusCentered } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FoundObject } from '../../main/api/contract.ts';
import { countOf } from '../format.ts';
import { flyToObject } from './fly-to.ts';
import classes from './objects.module.css';
import { ScoreBar } from './score-bar.tsx';
import { doubtAbout, formatExtent } from './wording.ts';

interface ObjectRowProps {
  readonly name: string;
  /** What it was found by. */
  readonly phrase: string;
  readonly object: FoundObject;
  readonly score: number;
  readonly scoreLabel: string;
  readonly isSelected: boolean;
  readonly isKept: boolean;
  /** Null where nothing can be kept. */
  readonly onKeep: (() => void) | null;
  readonly onSelect: () => void;
  /** More about it. */
  readonly children?: ReactNode;
}

/** Something that was found: how well, how large, and how sure that is. */
export function ObjectRow(props: ObjectRowProps) {
  const { name, phrase, object, score, scoreLabel, isSelected, isKept, onKeep, onSelect, children } = props;
  const doubt = doubtAbout(object, phrase);
  return (
    <li className={classes.row} data-selected={isSelected || undefined}>
      <UnstyledButton
        className={classes.main!}
        aria-pressed={isSelected}
        onClick={onSelect}
        onDoubleClick={() => flyToObject(object)}
      >
        <span className={classes.first}>
          <span className={`${classes.name} ellipsis`}>{name}</span>
          <ScoreBar label={scoreLabel} value={score} />
        </span>
        <span className={classes.details}>
          <span title="Size along its own axes, units of the world">{formatExtent(object)}</span>
          <span>{countOf(object.points, 'point')}</span>
          <span>confidence {object.confidence.toFixed(2)}</span>
        </span>
        {children}
        {doubt !== null && (
          <span className={classes.doubt}>
            <IconAlertTriangle size={13} aria-hidden />
            {doubt}
          </span>
        )}
      </UnstyledButton>
      <span className={classes.buttons}>
        <Tooltip label="Fly to it">
          <ActionIcon aria-label={`Fly to ${name}`} onClick={() => flyToObject(object)}>
            <IconFocusCentered size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={isKept ? 'Kept already' : 'Keep it'}>
          <ActionIcon
            aria-label={isKept ? `${name} is kept already` : `Keep ${name}`}
            disabled={onKeep === null}
            {...(isKept && { 'data-disabled': true })}
            onClick={() => !isKept && onKeep?.()}
          >
            {isKept ? <IconBookmarkFilled size={16} aria-hidden /> : <IconBookmark size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </span>
    </li>
  );
}
