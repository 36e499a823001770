import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { type Icon, IconArrowUpRight, IconBox, IconFocus2, IconMapPin, IconNote, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Mark } from '../../main/api/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { arrowTool, keepBox, markerTool, noteTool } from '../actions/mark-actions.ts';
import { FoldingSection } from '../frame/folding-section.tsx';
import {
  changeMark,
  MARK_KINDS,
  type MarkTool,
  MOST_MARKS,
  placeMark,
  placeNote,
  removeMark,
  selectMark,
  takeTool,
  useMarksStore,
} from '../stores/marks-store.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { CommittedText } from './committed-text.tsx';
import { reachOfMark } from './mark-geometry.ts';
import classes from './marks-section.module.css';
import { middleOfView, pickedPlace } from './place.ts';

const LONGEST_TEXT = 2000;

const ICONS: Readonly<Record<Mark['kind'], Icon>> = {
  marker: IconMapPin,
  arrow: IconArrowUpRight,
  note: IconNote,
  box: IconBox,
};

/** What was put into the scene: tools to do it with, and the list to name, find and delete it in. */
export function MarksSection({ projectId }: { projectId: string }) {
  const marks = useMarksStore((state) => state.marks);
  const tool = useMarksStore((state) => state.tool);
  return (
    <FoldingSection fold="marks" title="Marks" summary={marks.length > 0 ? String(marks.length) : 'none'}>
      <div className={classes.tools} role="toolbar" aria-label="Marks">
        {[markerTool, arrowTool, noteTool, keepBox].map((action) => (
          <ActionButton key={action.id} action={action} />
        ))}
      </div>
      {tool !== null && <Placing projectId={projectId} tool={tool} />}
      {marks.length === 0 && tool === null && (
        <Text size="xs" c="dimmed">
          Markers, arrows, notes and boxes of found objects stay with the view they are saved in.
        </Text>
      )}
      {marks.length > 0 && <MarkList marks={marks} />}
      {marks.length >= MOST_MARKS && (
        <Text size="xs" c="dimmed" role="status">
          A view holds at most {MOST_MARKS} marks.
        </Text>
      )}
    </FoldingSection>
  );
}

const HINTS: Readonly<Record<MarkTool, string>> = {
  marker: 'Click where the marker goes.',
  arrow: 'Click where the arrow begins.',
  note: 'Click where in the picture the note stands.',
};

/** What to do with the tool in use, also without a pointer. */
function Placing({ projectId, tool }: { projectId: string; tool: MarkTool }) {
  const arrowFrom = useMarksStore((state) => state.arrowFrom);
  const hasPickedPoint = useQuestionStore(({ pickedPoint }) => pickedPoint !== null);
  const hint = arrowFrom === null ? HINTS[tool] : 'Click where the arrow points.';
  const placeAt = (place: ReturnType<typeof middleOfView>) => {
    if (place !== null) placeMark(place);
  };
  return (
    <div className={classes.placing}>
      <span role="status">{hint} Or place it:</span>
      <Group gap={6}>
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => (tool === 'note' ? placeNote([0.5, 0.5]) : placeAt(middleOfView(projectId)))}
        >
          In the middle of the view
        </Button>
        {tool !== 'note' && (
          <Button
            variant="default"
            size="compact-xs"
            disabled={!hasPickedPoint}
            onClick={() => placeAt(pickedPlace(projectId))}
          >
            At the clicked point
          </Button>
        )}
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => takeTool(null)}>
          Cancel
        </Button>
      </Group>
    </div>
  );
}

function MarkList({ marks }: { marks: readonly Mark[] }) {
  const selectedId = useMarksStore((state) => state.selectedId);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-mark="${selectedId}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);
  return (
    <ul className={classes.list} ref={list} aria-label="Marks of this view">
      {marks.map((mark) => (
        <MarkRow key={mark.id} mark={mark} isSelected={mark.id === selectedId} />
      ))}
    </ul>
  );
}

function MarkRow({ mark, isSelected }: { mark: Mark; isSelected: boolean }) {
  const Kind = ICONS[mark.kind];
  const name = `${MARK_KINDS[mark.kind]} “${mark.text}”`;
  const reach = reachOfMark(mark);
  return (
    <li className={classes.row} data-mark={mark.id} data-selected={isSelected || undefined}>
      <Kind size={16} stroke={1.6} aria-label={MARK_KINDS[mark.kind]} className={classes.kind} />
      <div className={classes.text}>
        <CommittedText
          label={`Text of ${name}`}
          text={mark.text}
          maxLength={LONGEST_TEXT}
          variant="unstyled"
          onFocus={() => selectMark(mark.id)}
          onCommit={(text) => void changeMark({ ...mark, text })}
        />
      </div>
      {reach !== null && (
        <Tooltip label="Fly there">
          <ActionIcon
            aria-label={`Fly to ${name}`}
            onClick={() => {
              selectMark(mark.id);
              useViewportStore.getState().commands?.flyTo(reach.centre, reach.radius);
            }}
          >
            <IconFocus2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label="Delete">
        <ActionIcon aria-label={`Delete ${name}`} onClick={() => void removeMark(mark.id)}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
