/** Places in the scene that need no pointer: what a mark is put at with the keyboard. */
import type { AnnotatedViewContent, IndexPoints, Vector } from '../../main/api/contract.ts';
import type { IndexPointData } from '../api/index-points.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useQuestionStore } from '../stores/question-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';

/** How near the middle of the view a point must lie to be what is seen there, in distances between points. */
const REACH = 2;

/**
 * The first point that a camera sees in the middle of its view; null if there is none. Positions are
 * x, y, z by point, `spacing` is the distance between neighbours.
 */
export function firstAhead(
  { worldFromCamera }: Pick<AnnotatedViewContent['camera'], 'worldFromCamera'>,
  positions: Float32Array,
  spacing: IndexPoints['spacing'],
): Vector | null {
  const [, , backX, x, , , backY, y, , , backZ, z] = worldFromCamera as Pose;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < positions.length; i += 3) {
    const [dx, dy, dz] = [positions[i]! - x, positions[i + 1]! - y, positions[i + 2]! - z];
    const depth = -(dx * backX + dy * backY + dz * backZ);
    if (depth <= 0 || depth >= nearest) continue;
    const offAxis = dx * dx + dy * dy + dz * dz - depth * depth;
    if (offAxis < (REACH * spacing) ** 2) nearest = depth;
  }
  if (nearest === Number.POSITIVE_INFINITY) return null;
  return [x - nearest * backX, y - nearest * backY, z - nearest * backZ];
}

/** A pose by rows. */
type Pose = [number, number, number, number, number, number, number, number, number, number, number, number];

const indexPoints = (projectId: string): IndexPointData | undefined =>
  queryClient.getQueryData(queryKeys.indexPoints(projectId, useQuestionStore.getState().runId));

/** What lies in the middle of the view: a point of the scene, or else what the camera turns about. */
export function middleOfView(projectId: string): Vector | null {
  const camera = useViewportStore.getState().commands?.camera();
  if (camera === undefined) return null;
  const points = indexPoints(projectId);
  return (points && firstAhead(camera, points.positions, points.header.spacing)) ?? camera.target;
}

/** Where the point is that was clicked last; null if none was. */
export function pickedPlace(projectId: string): Vector | null {
  const { pickedPoint } = useQuestionStore.getState();
  const points = indexPoints(projectId);
  if (pickedPoint === null || points === undefined) return null;
  const [x, y, z] = points.positions.subarray(3 * pickedPoint, 3 * pickedPoint + 3);
  return x === undefined || y === undefined || z === undefined ? null : [x, y, z];
}
