/** What the user has put into the scene: markers, arrows, boxes and notes. Every change of them can be undone. */
import { create } from 'zustand';
import type { Mark, Vector } from '../../main/api/contract.ts';
import { perform } from '../edits/edit-queue.ts';

export type MarkTool = 'marker' | 'arrow' | 'note';

interface MarksState {
  readonly marks: readonly Mark[];
  /** What a click into the scene places; null: clicks select. */
  readonly tool: MarkTool | null;
  readonly selectedId: string | null;
  /** Where the arrow begins whose end is clicked next. */
  readonly arrowFrom: Vector | null;
}

/** As many as a view can keep. */
export const MOST_MARKS = 500;

const EMPTY: MarksState = { marks: [], tool: null, selectedId: null, arrowFrom: null };

export const useMarksStore = create<MarksState>(() => EMPTY);

const { getState: get, setState: set } = useMarksStore;

/** The names of kinds, as lists and undo show them. */
export const MARK_KINDS: Readonly<Record<Mark['kind'], string>> = {
  marker: 'marker',
  arrow: 'arrow',
  note: 'note',
  box: 'box',
};

/** Takes up a tool, or lays it down. */
export const takeTool = (tool: MarkTool | null) => set({ tool, arrowFrom: null });

export const selectMark = (selectedId: string | null) => set({ selectedId });

/** Another set of marks in place of these: a view is opened, or another project. It is no edit. */
export const replaceMarks = (marks: readonly Mark[]) => set({ ...EMPTY, marks });

const put = (marks: readonly Mark[], selectedId: string | null) => set({ marks, selectedId });

/** Performs the change of the marks from what they are now. What is selected comes back with them. */
function edit(label: string, next: (marks: readonly Mark[]) => readonly Mark[], selectedId: string | null) {
  let before: Pick<MarksState, 'marks' | 'selectedId'> | null = null;
  return perform({
    label,
    do: () => {
      const { marks, selectedId: selectedBefore } = get();
      before = { marks, selectedId: selectedBefore };
      put(next(marks), selectedId);
    },
    undo: () => {
      if (before !== null) put(before.marks, before.selectedId);
    },
  });
}

/** Puts the mark behind the others and selects it. Does nothing where there are as many as a view can keep. */
export const addMark = (mark: Mark): Promise<boolean> =>
  get().marks.length < MOST_MARKS
    ? edit(`Add ${MARK_KINDS[mark.kind]}`, (marks) => [...marks, mark], mark.id)
    : Promise.resolve(false);

/** Puts this mark in the place of the one with its id. */
export const changeMark = (mark: Mark): Promise<boolean> =>
  edit(
    `Change ${MARK_KINDS[mark.kind]}`,
    (marks) => marks.map((other) => (other.id === mark.id ? mark : other)),
    mark.id,
  );

/** Removes the mark and selects its neighbour in the list, so that a keyboard stays where it was. */
export function removeMark(id: string): Promise<boolean> {
  const { marks } = get();
  const at = marks.findIndex((mark) => mark.id === id);
  if (at < 0) return Promise.resolve(false);
  const neighbour = marks[at + 1] ?? marks[at - 1];
  return edit(
    `Delete ${MARK_KINDS[marks[at]!.kind]}`,
    (now) => now.filter((mark) => mark.id !== id),
    neighbour?.id ?? null,
  );
}

export const removeAllMarks = (): Promise<boolean> => edit('Delete all marks', () => [], null);

export const newMarkId = (): string => crypto.randomUUID();

/** A mark's first text; it is selected right away, and whoever wants another one types it. */
function nextText(kind: Mark['kind']): string {
  const name = MARK_KINDS[kind];
  const count = get().marks.filter((mark) => mark.kind === kind).length + 1;
  return `${name[0]!.toUpperCase()}${name.slice(1)} ${count}`;
}

/**
 * A place in the scene, clicked or chosen with the keyboard, for the tool in use: a marker stands there, an
 * arrow begins or ends there. The tool stays in use after an arrow's beginning only. False: no tool wants it.
 */
export function placeMark(position: Vector): boolean {
  const { tool, arrowFrom } = get();
  if (tool === 'marker') {
    takeTool(null);
    void addMark({ kind: 'marker', id: newMarkId(), at: position, text: nextText('marker') });
    return true;
  }
  if (tool !== 'arrow') return false;
  if (arrowFrom === null) {
    set({ arrowFrom: position });
    return true;
  }
  takeTool(null);
  void addMark({ kind: 'arrow', id: newMarkId(), from: arrowFrom, to: position, text: nextText('arrow') });
  return true;
}

/** A place in the picture, as parts of its width and height, for a note. False: the tool in use is another. */
export function placeNote(at: readonly [number, number]): boolean {
  if (get().tool !== 'note') return false;
  takeTool(null);
  const inside = (part: number) => Math.min(1, Math.max(0, part));
  void addMark({ kind: 'note', id: newMarkId(), at: [inside(at[0]), inside(at[1])], text: nextText('note') });
  return true;
}
