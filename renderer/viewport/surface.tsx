import { useFrame, useThree } from '@react-three/fiber';
import { useEffect, useMemo } from 'react';
import { Color } from 'three';
import { useShallow } from 'zustand/react/shallow';
import type { IndexPointData } from '../api/index-points.ts';
import { activeChip, useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { relevancyShown } from './relevancy-shown.ts';
import { type Tint, writeAnswer } from './splat-answer.ts';
import { splatGeometry } from './splat-geometry.ts';
import { SplatMaterial } from './splat-material.ts';
import { radiusOf } from './splats.ts';
import type { ViewportPalette } from './viewport-palette.ts';

interface SurfaceProps {
  readonly points: IndexPointData;
  readonly palette: ViewportPalette;
}

/**
 * The points of the language index as a surface, in the scene's own colours. The active question's
 * relevancy lies over them as a colour map; what other visible questions found is tinted in their colours.
 */
export function Surface({ points, palette }: SurfaceProps) {
  const invalidate = useThree((state) => state.invalidate);
  const { geometry, found } = useMemo(() => splatGeometry(points), [points]);
  useEffect(() => () => geometry.dispose(), [geometry]);
  const material = useMemo(() => new SplatMaterial(radiusOf(points.header)), [points]);
  useEffect(() => () => material.dispose(), [material]);

  const shown = useShownQuestions();
  useEffect(() => {
    writeAnswer(found.array as Uint16Array, shown.relevancy, shown.tints);
    found.needsUpdate = true;
    invalidate();
  }, [found, shown.relevancy, shown.tints, invalidate]);

  useEffect(() => {
    material.showTints(shown.tintColours.map((colour) => new Color(colour)));
    material.showRelevancy(shown.relevancyShown);
    invalidate();
  }, [material, shown.tintColours, shown.relevancyShown, invalidate]);

  const showsDoubt = useViewportStore(({ layers }) => layers.confidence);
  useEffect(() => {
    material.showDoubt(showsDoubt, new Color(palette.background));
    invalidate();
  }, [material, showsDoubt, palette, invalidate]);

  useFrame(({ camera }) => material.lookFrom(camera.position.toArray()));

  return <mesh geometry={geometry} material={material} frustumCulled={false} />;
}

/** What the questions found of the surface, each part the same object as long as nothing of it has changed. */
function useShownQuestions() {
  const chip = useQuestionStore(useShallow(activeChip));
  const { chips, activeId, answers, display, selected } = useQuestionStore();
  const active = chip?.isVisible ? chip : null;
  const answer = active === null ? undefined : answers[active.id];
  const phrase = selected !== null && selected.chipId === active?.id ? selected.phrase : 0;
  const found = answer?.answer.phrases[phrase];
  const threshold = active?.threshold ?? null;

  const others = useMemo(
    () => chips.filter(({ id, isVisible }) => isVisible && id !== activeId && answers[id] !== undefined),
    [chips, activeId, answers],
  );
  return {
    relevancy: answer?.relevancy[phrase] ?? null,
    relevancyShown: useMemo(
      () => (found === undefined ? null : relevancyShown(display, found, threshold)),
      [display, found, threshold],
    ),
    tints: useMemo(
      () => others.map(({ id }, i): Tint => ({ objects: answers[id]!.objects[0]!, slot: i + 1 })),
      [others, answers],
    ),
    tintColours: useMemo(() => others.map(({ colour }) => colour), [others]),
  };
}
