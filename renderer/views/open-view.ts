/** The view that is open: what it was saved with, and how what is on screen is put in its place and back. */
import { create } from 'zustand';
import type { AnnotatedView, AnnotatedViewContent, IndexInfo, Mark, PhraseSetBody } from '../../main/api/contract.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { perform } from '../edits/edit-queue.ts';
import { useCanonicalOfView, weighAsInView } from '../stores/canonical-store.ts';
import { replaceMarks, useMarksStore } from '../stores/marks-store.ts';
import { askedChips, askRun, MOST_CHIPS, openQuestions, useQuestionStore } from '../stores/question-store.ts';
import { lookThrough, useViewportStore } from '../stores/viewport-store.ts';
import { usedCanonical } from './canonical-of-project.ts';
import { contentOf, questionsOf, weighsTheSame } from './view-content.ts';

export type OpenView = Pick<AnnotatedView, 'id' | 'name' | 'content'>;

interface OpenViewState {
  /** As it was saved last; null: what is on screen has not been saved as a view. */
  readonly open: OpenView | null;
  /** The text about the view as it stands now. */
  readonly note: string;
}

export const useOpenView = create<OpenViewState>(() => ({ open: null, note: '' }));

const { getState: get, setState: set } = useOpenView;

/** The view on screen is now this one: it was saved, renamed, or brought back under another id. */
export const setOpenView = (open: OpenView | null) => set({ open });

/** Another project: nothing of a view is on screen. */
export function forgetView(): void {
  set({ open: null, note: '' });
  replaceMarks([]);
  weighAsInView(null);
}

/** An edit: the text about the view. */
export function changeNote(note: string): Promise<boolean> {
  const before = get().note;
  return perform({ label: 'Change note', do: () => set({ note }), undo: () => set({ note: before }) });
}

/** All that opening a view replaces. */
interface OnScreen {
  readonly open: OpenView | null;
  readonly note: string;
  readonly marks: readonly Mark[];
  readonly canonicalOfView: PhraseSetBody | null;
  readonly runId: string | null;
  readonly questions: AnnotatedViewContent['questions'];
  readonly activeQuestion: number | null;
  readonly display: AnnotatedViewContent['display'];
  readonly camera: AnnotatedViewContent['camera'] | null;
}

/** What is asked, as many questions as a view holds. */
export function questionsOnScreen() {
  const question = useQuestionStore.getState();
  return questionsOf(askedChips(question).slice(0, MOST_CHIPS), question.activeId);
}

function onScreen(): OnScreen {
  const { display, runId } = useQuestionStore.getState();
  return {
    ...get(),
    ...questionsOnScreen(),
    marks: useMarksStore.getState().marks,
    canonicalOfView: useCanonicalOfView.getState().set,
    runId,
    display,
    camera: useViewportStore.getState().commands?.camera() ?? null,
  };
}

function show(projectId: string, wanted: OnScreen): void {
  const { open, note, marks, canonicalOfView, runId, questions, activeQuestion, display, camera } = wanted;
  const indexes = queryClient.getQueryData<IndexInfo[]>(queryKeys.indexes(projectId)) ?? [];
  if (runId !== useQuestionStore.getState().runId && indexes.some((index) => index.runId === runId)) askRun(runId);
  weighAsInView(canonicalOfView);
  openQuestions(questions, activeQuestion, display);
  replaceMarks(marks);
  set({ open, note });
  if (camera !== null) {
    lookThrough(null);
    useViewportStore.getState().commands?.moveTo(camera, { animate: true });
  }
}

/** Shows a view as it was saved. What was on screen comes back when this is undone. */
export function openView(projectId: string, view: OpenView): Promise<boolean> {
  const { content } = view;
  let before: OnScreen | null = null;
  return perform({
    label: `Open “${view.name}”`,
    do: () => {
      const project = usedCanonical(projectId);
      before = onScreen();
      show(projectId, {
        ...content,
        open: { id: view.id, name: view.name, content },
        canonicalOfView: project !== undefined && weighsTheSame(project, content.canonical) ? null : content.canonical,
      });
    },
    undo: () => {
      if (before !== null) show(projectId, before);
    },
  });
}

/** Begins another view here: its marks and its note are put away, the camera and the questions stay. */
export function leaveView(projectId: string): Promise<boolean> {
  let before: OnScreen | null = null;
  return perform({
    label: 'Begin a new view',
    do: () => {
      before = onScreen();
      forgetView();
    },
    undo: () => {
      if (before !== null) show(projectId, before);
    },
  });
}

/** What would be saved now; null where there is no 3D view to save, or canonical phrases are not known yet. */
export function contentOnScreen(projectId: string, runId: string): AnnotatedViewContent | null {
  const camera = useViewportStore.getState().commands?.camera();
  const canonical = useCanonicalOfView.getState().set ?? usedCanonical(projectId);
  if (camera === undefined || canonical === undefined) return null;
  const question = useQuestionStore.getState();
  return contentOf({
    runId: question.runId ?? runId,
    camera,
    chips: askedChips(question).slice(0, MOST_CHIPS),
    activeId: question.activeId,
    canonical,
    display: question.display,
    marks: useMarksStore.getState().marks,
    note: get().note,
  });
}
