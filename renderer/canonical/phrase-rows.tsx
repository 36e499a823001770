import { ActionIcon, Checkbox } from '@mantine/core';
import { IconGripVertical, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import classes from './canonical.module.css';
import { dropPlace, shiftOf } from './drag-order.ts';
import { isNeeded, type PhraseSet } from './phrase-list.ts';

interface PhraseRowsProps {
  readonly set: PhraseSet;
  readonly readOnly: boolean;
  readonly onEnable: (text: string, enabled: boolean) => void;
  readonly onMove: (text: string, to: number) => void;
  readonly onRemove: (text: string) => void;
}

interface Drag {
  readonly from: number;
  readonly rowHeight: number;
  readonly startY: number;
  readonly y: number;
}

/** The phrases of a set: take part or not, in an order that is dragged or moved with the arrow keys. */
export function PhraseRows({ set, readOnly, onEnable, onMove, onRemove }: PhraseRowsProps) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const helpId = useId();
  const list = useRef<HTMLUListElement>(null);
  /** Where the focus goes once the rows are others: a row that changes its place loses it, one that goes takes it. */
  const focusNext = useRef<{ readonly handleOf: string } | { readonly removalAt: number } | null>(null);
  const count = set.phrases.length;

  useEffect(() => {
    const next = focusNext.current;
    focusNext.current = null;
    if (next === null) return;
    const at =
      'handleOf' in next
        ? set.phrases.findIndex(({ text }) => text === next.handleOf)
        : Math.min(next.removalAt, set.phrases.length - 1);
    const buttons = list.current?.querySelectorAll<HTMLElement>('handleOf' in next ? '[data-handle]' : '[data-remove]');
    buttons?.[at]?.focus();
  }, [set.phrases]);

  const move = (text: string, to: number) => {
    focusNext.current = { handleOf: text };
    setAnnouncement(`${text}, place ${to + 1} of ${count}`);
    onMove(text, to);
  };

  const onKeyDown = (event: KeyboardEvent, text: string, at: number) => {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (to >= 0 && to < count && to !== at) move(text, to);
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>, from: number) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const rowHeight = event.currentTarget.closest('li')!.getBoundingClientRect().height;
    setDrag({ from, rowHeight, startY: event.clientY, y: event.clientY });
  };
  const onPointerMove = (event: PointerEvent) => {
    const y = event.clientY;
    setDrag((current) => current && { ...current, y });
  };
  const onPointerUp = () => {
    if (drag === null) return;
    const to = dropPlace(drag, count);
    setDrag(null);
    if (to !== drag.from) move(set.phrases[drag.from]!.text, to);
  };

  return (
    <>
      <ul className={classes.rows} aria-label={`Phrases of ${set.name}`} ref={list}>
        {set.phrases.map(({ text, enabled }, at) => {
          const needed = isNeeded(set, text);
          return (
            <li
              key={text}
              className={classes.row}
              data-dragged={drag?.from === at || undefined}
              {...(drag && { style: { transform: `translateY(${shiftOf(drag, at, count)}px)` } })}
            >
              <ActionIcon
                data-handle
                size={24}
                className={classes.handle!}
                aria-label={`Move ${text}`}
                aria-describedby={helpId}
                disabled={readOnly || count < 2}
                onKeyDown={(event) => onKeyDown(event, text, at)}
                onPointerDown={(event) => onPointerDown(event, at)}
                onPointerMove={onPointerMove}
                onPointerUp={onPointerUp}
                onPointerCancel={() => setDrag(null)}
              >
                <IconGripVertical size={14} aria-hidden />
              </ActionIcon>
              <Checkbox
                size="xs"
                className={classes.phrase!}
                label={text}
                title={needed ? 'At least one phrase has to take part' : text}
                checked={enabled}
                disabled={readOnly || needed}
                onChange={(event) => onEnable(text, event.currentTarget.checked)}
              />
              <ActionIcon
                data-remove
                size={24}
                aria-label={`Remove ${text}`}
                disabled={readOnly || needed}
                onClick={() => {
                  focusNext.current = { removalAt: at };
                  onRemove(text);
                }}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <span id={helpId} hidden>
        Drag, or move with the arrow keys.
      </span>
      <span className="visually-hidden" aria-live="polite">
        {announcement}
      </span>
    </>
  );
}
