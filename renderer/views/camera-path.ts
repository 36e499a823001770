/** The project's camera path: its keyframes, each change of them an edit, and the flight along it. */
import { create } from 'zustand';
import type { CameraPath, FreeCamera } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import { queryKeys } from '../api/query-keys.ts';
import { perform } from '../edits/edit-queue.ts';
import { lookThrough, useViewportStore } from '../stores/viewport-store.ts';
import { cameraAt } from './camera-flight.ts';

export type Keyframe = CameraPath['keyframes'][number];

export const MOST_KEYFRAMES = 200;
export const SHORTEST_SECONDS = 0.1;
export const LONGEST_SECONDS = 600;

const cached = (projectId: string) => queryClient.getQueryData<CameraPath>(queryKeys.cameraPath(projectId));

/** What is shown changes at once, before the engine has written it down; if it refuses, back to what was. */
async function write(projectId: string, path: CameraPath): Promise<void> {
  const queryKey = queryKeys.cameraPath(projectId);
  const before = cached(projectId);
  // An answer that is on its way does not know of this change.
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueryData<CameraPath>(queryKey, path);
  try {
    queryClient.setQueryData<CameraPath>(queryKey, await api.changeCameraPath(projectId, path));
  } catch (failure) {
    queryClient.setQueryData<CameraPath>(queryKey, before);
    throw failure;
  }
}

/** An edit of the path as it is when its turn comes. */
export function changePath(projectId: string, label: string, next: (path: CameraPath) => CameraPath): Promise<boolean> {
  let before: CameraPath | null = null;
  return perform({
    label,
    do: async () => {
      before = cached(projectId) ?? (await api.cameraPath(projectId));
      await write(projectId, next(before));
    },
    undo: () => (before === null ? undefined : write(projectId, before)),
  });
}

export const withKeyframe = (path: CameraPath, keyframe: Keyframe): CameraPath => ({
  ...path,
  keyframes: [...path.keyframes, keyframe],
});

export const withoutKeyframe = (path: CameraPath, id: string): CameraPath => ({
  ...path,
  keyframes: path.keyframes.filter((keyframe) => keyframe.id !== id),
});

/** Moves a keyframe to a place among the others; places beyond the ends are the ends. */
export function withKeyframeAt(path: CameraPath, id: string, to: number): CameraPath {
  const from = path.keyframes.findIndex((keyframe) => keyframe.id === id);
  if (from < 0) return path;
  const target = Math.min(path.keyframes.length - 1, Math.max(0, to));
  const keyframes = path.keyframes.toSpliced(from, 1).toSpliced(target, 0, path.keyframes[from]!);
  return { ...path, keyframes };
}

/** The camera of a keyframe that keeps its place. */
export const withCamera = (path: CameraPath, id: string, camera: FreeCamera): CameraPath => ({
  ...path,
  keyframes: path.keyframes.map((keyframe) =>
    keyframe.id === id
      ? { id, worldFromCamera: camera.worldFromCamera, verticalFovDegrees: camera.verticalFovDegrees }
      : keyframe,
  ),
});

/** Pictures of the keyframes that were set in this session; addresses of blobs by id. */
export const useKeyframePictures = create<Readonly<Record<string, string>>>(() => ({}));

export function rememberPicture(id: string, picture: Blob): void {
  const before = useKeyframePictures.getState()[id];
  if (before !== undefined) URL.revokeObjectURL(before);
  useKeyframePictures.setState({ [id]: URL.createObjectURL(picture) });
}

/** How far the flight along the path is, 0 to 1; null: nobody flies. */
export const useFlight = create<{ readonly part: number | null }>(() => ({ part: null }));

/** Counts up with each flight: one that was replaced or ended draws no further pictures. */
let flight = 0;

/** Moves the 3D view's camera along the path in its own time, from the start. */
export function fly(path: CameraPath): void {
  const { commands } = useViewportStore.getState();
  if (commands === null || path.keyframes.length < 2) return;
  flight += 1;
  const own = flight;
  const startedMs = performance.now();
  lookThrough(null);
  const step = (nowMs: number) => {
    if (own !== flight) return;
    const part = Math.min(1, Math.max(0, nowMs - startedMs) / (1000 * path.seconds));
    showPart(path, part);
    if (part < 1) requestAnimationFrame(step);
    else land();
  };
  requestAnimationFrame(step);
}

/** Shows the view at a part of the way. */
export function showPart(path: CameraPath, part: number): void {
  useFlight.setState({ part });
  useViewportStore.getState().commands?.moveTo(cameraAt(path, part), { animate: false });
}

export function land(): void {
  flight += 1;
  useFlight.setState({ part: null });
}
