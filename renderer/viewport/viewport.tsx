import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Canvas, type RootState } from '@react-three/fiber';
import { useEffect, useMemo } from 'react';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { useIndexPointsQuery } from '../api/index-points.ts';
import { countOf } from '../format.ts';
import { useAskStore } from '../stores/ask-store.ts';
import { useMarksStore } from '../stores/marks-store.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { showLayer, useViewportStore } from '../stores/viewport-store.ts';
import { AnnotationLines } from './annotation-lines.tsx';
import { FrameLabel } from './frame-label.tsx';
import { LabelBoard } from './label-board.ts';
import { LabelPlacer, Labels } from './labels.tsx';
import { LookThrough } from './look-through.tsx';
import { lookThroughLayout } from './look-through-layout.ts';
import { NoWebgl } from './no-webgl.tsx';
import { RigBinding } from './rig-binding.tsx';
import { Scene } from './scene.tsx';
import { placeOfEvent, ScenePicker } from './scene-picker.ts';
import { SurfaceStatus } from './surface-status.tsx';
import { useAnnotations } from './use-annotations.ts';
import { ViewToolbar } from './view-toolbar.tsx';
import classes from './viewport.module.css';
import { VIEWPORT_PALETTES } from './viewport-palette.ts';
import { hasWebgl } from './webgl.ts';

/** The project's 3D view, with its buttons and the view through a camera laid over it. */
export default function Viewport({ project }: { project: ProjectDetail }) {
  const { ref, width, height } = useElementSize();
  const palette = VIEWPORT_PALETTES[useComputedColorScheme('dark')];
  const lookingThrough = useViewportStore((viewport) => viewport.lookingThrough);
  const place = useViewportStore((viewport) => viewport.photographPlace);
  const renderJob = useViewportStore((viewport) => viewport.renderJobs[viewport.lookingThrough ?? -1]);
  const hasAnswer = useAskStore((ask) => ask.asked[lookingThrough ?? -1] !== undefined);
  const frame = lookingThrough === null ? undefined : project.frames[lookingThrough];

  const layout = useMemo(() => {
    if (frame === undefined || width === 0) return null;
    const hasRender = renderJob !== undefined;
    return lookThroughLayout({ width, height }, frame.intrinsics, { place, hasRender, hasAnswer });
  }, [frame, width, height, place, renderJob, hasAnswer]);

  const runId = useQuestionStore((question) => question.runId);
  const indexPoints = useIndexPointsQuery(project.card.id, runId);
  const points = indexPoints.data;
  const picker = useMemo(() => new ScenePicker(), []);
  // Where there is a surface, points that float before it only hide it; whoever wants them can have both.
  useEffect(() => showLayer('points', points === undefined), [points]);

  const annotations = useAnnotations(project.card.id, points, palette);
  const board = useMemo(() => new LabelBoard(), []);
  const labels = { annotations, board, showsLabels: useViewportStore(({ layers }) => layers.labels) };
  const isPlacing = useMarksStore(({ tool }) => tool !== null);

  const describeCanvas = ({ gl }: RootState) => {
    gl.domElement.tabIndex = 0;
    gl.domElement.setAttribute('role', 'application');
    gl.domElement.setAttribute(
      'aria-label',
      `3D view of ${countOf(project.frames.length, 'camera')}. The frames list in the Capture tab offers the same cameras.`,
    );
  };

  return (
    <section className={classes.viewport} ref={ref} aria-label="3D view">
      {hasWebgl ? (
        <div className={classes.canvas} data-placing={isPlacing || undefined}>
          <Canvas
            flat
            frameloop="demand"
            dpr={[1, 2]}
            camera={{ near: 0.005, far: 100, manual: true }}
            onCreated={describeCanvas}
            onPointerMissed={(event) => picker.choose(placeOfEvent(event))}
          >
            <Scene project={project} palette={palette} points={points} picker={picker} />
            <RigBinding projectId={project.card.id} frames={project.frames} layout={layout} picker={picker} />
            <AnnotationLines lines={annotations.lines} arrows={annotations.arrows} />
            <LabelPlacer {...labels} />
          </Canvas>
          <span className={classes.centre} aria-hidden />
          <Labels {...labels} />
        </div>
      ) : (
        frame === undefined && <NoWebgl />
      )}
      {frame === undefined || layout === null ? (
        <>
          <ViewToolbar hasPoints={project.sparsePoints > 0} hasSurface={points !== undefined} />
          <FrameLabel frames={project.frames} hasSurface={points !== undefined} />
          <SurfaceStatus query={indexPoints} />
        </>
      ) : (
        <LookThrough project={project} frame={frame} layout={layout} />
      )}
    </section>
  );
}
