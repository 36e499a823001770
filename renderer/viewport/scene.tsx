import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { Box3, Vector3 } from 'three';
import type { ProjectDetail } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import type { IndexPointData } from '../api/index-points.ts';
import { queryKeys } from '../api/query-keys.ts';
import { showLayer, useViewportStore } from '../stores/viewport-store.ts';
import { CameraFrustums } from './camera-frustums.tsx';
import type { ScenePicker } from './scene-picker.ts';
import { readSparsePoints } from './sparse-points.ts';
import { Surface } from './surface.tsx';
import type { ViewportPalette } from './viewport-palette.ts';

const GRID_SIZE = 4;
const GRID_DIVISIONS = 20;

interface SceneProps {
  readonly project: ProjectDetail;
  readonly palette: ViewportPalette;
  /** Of the language index; undefined where there is none, or not yet. */
  readonly points: IndexPointData | undefined;
  readonly picker: ScenePicker;
}

/** Everything in the viewport that stands in the world. */
export function Scene({ project, palette, points, picker }: SceneProps) {
  const layers = useViewportStore((viewport) => viewport.layers);
  const floor = project.sceneBox[2]!;
  useEffect(() => {
    if (points === undefined || !layers.surface) return;
    picker.show({ ...points, spacing: points.header.spacing });
    return () => picker.show(null);
  }, [picker, points, layers.surface]);
  // They would stand before the surface and show the same: who wants them can have them back.
  const hasSurface = points !== undefined;
  useEffect(() => showLayer('thumbnails', !hasSurface), [hasSurface]);
  return (
    <>
      <color attach="background" args={[palette.background]} />
      {layers.grid && (
        <>
          <gridHelper
            key={palette.grid}
            args={[GRID_SIZE, GRID_DIVISIONS, palette.grid, palette.grid]}
            rotation-x={Math.PI / 2}
            position-z={floor}
          />
          <axesHelper args={[0.2]} />
        </>
      )}
      {layers.sceneBox && <SceneBox box={project.sceneBox} color={palette.sceneBox} />}
      {project.sparsePoints > 0 && layers.points && <SparsePoints projectId={project.card.id} />}
      {points !== undefined && layers.surface && <Surface points={points} palette={palette} />}
      {layers.cameras && (
        <CameraFrustums projectId={project.card.id} frames={project.frames} palette={palette} picker={picker} />
      )}
    </>
  );
}

function SceneBox({ box, color }: { box: readonly number[]; color: string }) {
  const bounds = useMemo(
    () => new Box3(new Vector3().fromArray(box.slice(0, 3)), new Vector3().fromArray(box.slice(3, 6))),
    [box],
  );
  return <box3Helper key={color} args={[bounds, color]} />;
}

function SparsePoints({ projectId }: { projectId: string }) {
  const { data } = useQuery({
    queryKey: queryKeys.points(projectId),
    queryFn: async () => readSparsePoints(await api.points(projectId)),
  });
  if (data === undefined) return null;
  return (
    <points frustumCulled={false}>
      <bufferGeometry>
        <bufferAttribute attach="attributes-position" args={[data.positions, 3]} />
        <bufferAttribute attach="attributes-color" args={[data.colors, 3]} />
      </bufferGeometry>
      <pointsMaterial size={2} sizeAttenuation={false} vertexColors />
    </points>
  );
}
