import { type ThreeEvent, useThree } from '@react-three/fiber';
import { useEffect, useMemo } from 'react';
import { BufferAttribute, BufferGeometry, Color, DoubleSide } from 'three';
import type { Frame } from '../../main/api/contract.ts';
import { imageUrl } from '../api/client.ts';
import { useMarksStore } from '../stores/marks-store.ts';
import { highlight, lookThrough, useViewportStore } from '../stores/viewport-store.ts';
import {
  frustumLines,
  frustumSize,
  imagePlanes,
  LINE_VERTICES_PER_CAMERA,
  PLANE_TRIANGLES_PER_CAMERA,
} from './frustum-geometry.ts';
import type { ScenePicker } from './scene-picker.ts';
import { atlasCoordinates, ThumbnailAtlas } from './thumbnail-atlas.ts';
import type { ViewportPalette } from './viewport-palette.ts';

/** Pixels a click may wander and still be a click rather than a turn of the view. */
const CLICK_WANDER = 4;

interface CameraFrustumsProps {
  readonly projectId: string;
  readonly frames: readonly Frame[];
  readonly palette: ViewportPalette;
  /** Knows what lies in front of the photographs. */
  readonly picker: ScenePicker;
}

/** All cameras of the capture, with their photographs on their image planes. */
export function CameraFrustums({ projectId, frames, palette, picker }: CameraFrustumsProps) {
  const lines = useFrustumLines(frames, palette);
  const { planes, texture } = useImagePlanes(projectId, frames);
  const isFree = useViewportStore((viewport) => viewport.lookingThrough === null);
  const showsThumbnails = useViewportStore((viewport) => viewport.layers.thumbnails);

  const cameraAt = ({ faceIndex }: ThreeEvent<MouseEvent>) => Math.floor((faceIndex ?? 0) / PLANE_TRIANGLES_PER_CAMERA);
  // With a tool in hand, or where the surface is what is seen, photographs are not meant.
  const isMeant = ({ pointer, distance }: ThreeEvent<MouseEvent>) => {
    const seen = picker.hit(pointer);
    return useMarksStore.getState().tool === null && (seen === null || (showsThumbnails && seen.distance > distance));
  };
  const onClick = (event: ThreeEvent<MouseEvent>) => {
    event.stopPropagation();
    if (event.delta > CLICK_WANDER) return;
    if (isMeant(event)) lookThrough(cameraAt(event));
    else picker.choose(event.pointer);
  };
  const onPointerMove = (event: ThreeEvent<PointerEvent>) => {
    event.stopPropagation();
    highlight(isMeant(event) ? cameraAt(event) : null);
  };

  return (
    <>
      <lineSegments geometry={lines} frustumCulled={false}>
        <lineBasicMaterial vertexColors />
      </lineSegments>
      {/* From inside a camera the photographs of its neighbours would only be in the way. */}
      {isFree && (
        // biome-ignore lint/a11y/noStaticElementInteractions: not an element; the frames list offers the same
        <mesh
          geometry={planes}
          frustumCulled={false}
          onClick={onClick}
          onPointerMove={onPointerMove}
          onPointerOut={() => highlight(null)}
        >
          {/* Even undrawn, the planes are what the pointer hits. */}
          <meshBasicMaterial
            map={texture}
            side={DoubleSide}
            alphaTest={0.5}
            colorWrite={showsThumbnails}
            depthWrite={showsThumbnails}
          />
        </mesh>
      )}
    </>
  );
}

function useFrustumLines(frames: readonly Frame[], palette: ViewportPalette): BufferGeometry {
  const invalidate = useThree((state) => state.invalidate);
  const highlighted = useViewportStore((viewport) => viewport.highlighted);
  const active = useViewportStore((viewport) => viewport.lookingThrough);

  const geometry = useMemo(() => {
    const lines = new BufferGeometry();
    lines.setAttribute('position', new BufferAttribute(frustumLines(frames, frustumSize(frames)), 3));
    lines.setAttribute('color', new BufferAttribute(new Float32Array(frames.length * LINE_VERTICES_PER_CAMERA * 3), 3));
    return lines;
  }, [frames]);
  useEffect(() => () => geometry.dispose(), [geometry]);

  useEffect(() => {
    const colors = geometry.getAttribute('color') as BufferAttribute;
    const colorOf = (frame: Frame, i: number) => {
      if (i === active) return palette.active;
      if (i === highlighted) return palette.highlighted;
      return frame.split === 'test' ? palette.heldOut : palette.train;
    };
    for (const [i, frame] of frames.entries()) {
      const { r, g, b } = new Color(colorOf(frame, i));
      const first = i * LINE_VERTICES_PER_CAMERA;
      for (let vertex = first; vertex < first + LINE_VERTICES_PER_CAMERA; vertex++) colors.setXYZ(vertex, r, g, b);
    }
    colors.needsUpdate = true;
    invalidate();
  }, [geometry, frames, palette, highlighted, active, invalidate]);

  return geometry;
}

function useImagePlanes(projectId: string, frames: readonly Frame[]) {
  const invalidate = useThree((state) => state.invalidate);

  const planes = useMemo(() => {
    const geometry = new BufferGeometry();
    const { positions, indices } = imagePlanes(frames, frustumSize(frames));
    geometry.setAttribute('position', new BufferAttribute(positions, 3));
    geometry.setAttribute('uv', new BufferAttribute(atlasCoordinates(frames.length), 2));
    geometry.setIndex(new BufferAttribute(indices, 1));
    return geometry;
  }, [frames]);
  useEffect(() => () => planes.dispose(), [planes]);

  const atlas = useMemo(() => {
    const urls = frames.map(({ index }) => imageUrl.frame(projectId, index, 'thumbnail'));
    return new ThumbnailAtlas(urls, invalidate);
  }, [projectId, frames, invalidate]);
  useEffect(() => () => atlas.dispose(), [atlas]);

  return { planes, texture: atlas.texture };
}
