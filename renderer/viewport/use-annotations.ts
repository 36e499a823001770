import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { IndexPointData } from '../api/index-points.ts';
import { useKeptObjects } from '../api/queries.ts';
import { useMarksStore } from '../stores/marks-store.ts';
import { askedChips, useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { type Annotations, annotationsOf, type Pin } from './annotations.ts';
import type { ViewportPalette } from './viewport-palette.ts';

const NO_OBJECTS: readonly never[] = [];

/** What is drawn over the scene now: the answers' and kept objects while boxes are shown, marks always. */
export function useAnnotations(
  projectId: string,
  points: IndexPointData | undefined,
  palette: ViewportPalette,
): Annotations {
  const showsBoxes = useViewportStore(({ layers }) => layers.boxes);
  const kept = useKeptObjects(projectId).data ?? NO_OBJECTS;
  const question = useQuestionStore(
    useShallow(({ answers, activeId, selected, chips, draft, draftSettings }) => ({
      answers,
      activeId,
      selected,
      chips,
      draft,
      draftSettings,
    })),
  );
  const picked = useQuestionStore(({ pickedPoint }) => pickedPoint);
  const marks = useMarksStore(useShallow(({ marks, selectedId, arrowFrom }) => ({ marks, selectedId, arrowFrom })));

  const annotations = useMemo(
    () =>
      annotationsOf(
        question,
        showsBoxes ? askedChips({ ...useQuestionStore.getState(), ...question }) : [],
        showsBoxes ? kept : [],
        marks,
        palette.annotations,
      ),
    [question, showsBoxes, kept, marks, palette],
  );
  return useMemo(() => {
    const pins: Pin[] = [...annotations.pins];
    if (marks.arrowFrom !== null) {
      pins.push({ key: 'arrow from', at: marks.arrowFrom, kind: 'marker', colour: palette.annotations.mark });
    }
    const [x, y, z] = picked === null ? [] : (points?.positions.subarray(3 * picked, 3 * picked + 3) ?? []);
    if (x !== undefined && y !== undefined && z !== undefined) {
      pins.push({ key: 'picked', at: [x, y, z], kind: 'picked', colour: palette.annotations.selected });
    }
    return { ...annotations, pins };
  }, [annotations, marks.arrowFrom, picked, points, palette]);
}
