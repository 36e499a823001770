/**
 * Everything that can be undone is an edit: an object that does and undoes one change. Edits are done one
 * after the other, however fast they come, so that undoing takes them back in exactly the order they were made.
 */
import { create } from 'zustand';
import { notifyFailure } from '../frame/notify.ts';

export interface Edit {
  /** What the user did, as in ‘Undo: Rename view’. */
  readonly label: string;
  do(): void | Promise<void>;
  undo(): void | Promise<void>;
}

interface EditState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Of what undo and redo would act on; null: nothing. */
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
}

/** Edits hold what they replaced, and nobody goes back further than this. */
const MOST_EDITS = 200;

const NOTHING: EditState = { canUndo: false, canRedo: false, undoLabel: null, redoLabel: null };

export const useEditStore = create<EditState>(() => NOTHING);

let done: Edit[] = [];
let undone: Edit[] = [];
let last: Promise<unknown> = Promise.resolve();
/** Counts up whenever all edits are forgotten: what is still under way then belongs to nothing. */
let era = 0;

function publish(): void {
  const [undo, redo] = [done.at(-1), undone.at(-1)];
  useEditStore.setState({
    canUndo: undo !== undefined,
    canRedo: redo !== undefined,
    undoLabel: undo?.label ?? null,
    redoLabel: redo?.label ?? null,
  });
}

/** After everything that was asked for before; a failure is shown to the user and leaves the edits as they are. */
function inTurn(step: () => Promise<boolean>): Promise<boolean> {
  const asked = era;
  const turn = last.then(async () => {
    if (asked !== era) return false;
    try {
      return await step();
    } catch (failure) {
      notifyFailure(failure);
      return false;
    }
  });
  last = turn;
  return turn;
}

async function change(act: () => void | Promise<void>, remember: () => void): Promise<boolean> {
  const begun = era;
  await act();
  if (begun !== era) return true;
  remember();
  publish();
  return true;
}

/** Does the edit and remembers it. Whether it was done: a failure has been shown to the user already. */
export const perform = (edit: Edit): Promise<boolean> =>
  inTurn(() =>
    change(
      () => edit.do(),
      () => {
        done = [...done.slice(1 - MOST_EDITS), edit];
        undone = [];
      },
    ),
  );

/** Takes the newest edit back; false if there is none or it could not be. */
export const undo = (): Promise<boolean> =>
  inTurn(async () => {
    const edit = done.at(-1);
    if (edit === undefined) return false;
    return change(
      () => edit.undo(),
      () => {
        done = done.slice(0, -1);
        undone = [...undone, edit];
      },
    );
  });

/** Does again what was undone last; false if there is nothing or it could not be. */
export const redo = (): Promise<boolean> =>
  inTurn(async () => {
    const edit = undone.at(-1);
    if (edit === undefined) return false;
    return change(
      () => edit.do(),
      () => {
        undone = undone.slice(0, -1);
        done = [...done, edit];
      },
    );
  });

/** Once everything that was asked for so far is done. */
export const allDone = async (): Promise<void> => void (await last);

/** Another project: its edits are not this one's. */
export function forgetEdits(): void {
  era += 1;
  done = [];
  undone = [];
  useEditStore.setState(NOTHING);
}
