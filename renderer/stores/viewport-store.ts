import { create } from 'zustand';
import type { FreeCamera, Vector } from '../../main/api/contract.ts';
import type { Navigation, StandardView } from '../viewport/camera-rig.ts';

/** What the drawn viewport can be told to do; absent while there is none (no WebGL, other screen). */
export interface ViewportCommands {
  showStandardView(view: StandardView): void;
  fit(): void;
  /** Degrees. */
  turn(azimuth: number, polar: number): void;
  /** A factor below 1 comes closer. */
  zoom(factor: number): void;
  /** What is drawn now, and what the camera turns about. */
  camera(): FreeCamera & { target: Vector };
  /** Shows exactly what a camera sees. */
  moveTo(camera: FreeCamera & { target?: Vector }, options: { animate: boolean }): void;
  /** Comes to where a ball is seen whole, from the present direction. */
  flyTo(centre: Vector, radius: number): void;
  /** The drawn scene as an image of at most this width in pixels. */
  snapshot(maxWidth: number): Promise<Blob>;
  /** As a click into the middle of the view. */
  pickCentre(): void;
}

export type Layer =
  | 'surface'
  | 'confidence'
  | 'boxes'
  | 'labels'
  | 'cameras'
  | 'thumbnails'
  | 'points'
  | 'sceneBox'
  | 'grid';

interface ViewportState {
  readonly commands: ViewportCommands | null;
  readonly navigation: Navigation;
  readonly layers: Readonly<Record<Layer, boolean>>;
  readonly frameCount: number;
  /** Index of the frame whose camera the view is taken from. */
  readonly lookingThrough: number | null;
  /** Index of the frame under the pointer, in the scene or in the list. */
  readonly highlighted: number | null;
  /** over: on top of the 3D view, with this opacity. beside: in a column of its own. */
  readonly photographPlace: 'over' | 'beside';
  readonly photographOpacity: number;
  /** The newest render job of each frame. */
  readonly renderJobs: Readonly<Record<number, string>>;
}

const forNewProject = {
  lookingThrough: null,
  highlighted: null,
  renderJobs: {},
  frameCount: 0,
} satisfies Partial<ViewportState>;

export const useViewportStore = create<ViewportState>(() => ({
  ...forNewProject,
  commands: null,
  navigation: 'orbit',
  layers: {
    surface: true,
    confidence: false,
    boxes: true,
    labels: true,
    cameras: true,
    thumbnails: true,
    points: true,
    sceneBox: true,
    grid: true,
  },
  photographPlace: 'over',
  photographOpacity: 0.85,
}));

const { getState: get, setState: set } = useViewportStore;

export const resetViewport = (frameCount: number) => set({ ...forNewProject, frameCount });

export const setNavigation = (navigation: Navigation) => set({ navigation });

export const toggleLayer = (layer: Layer) => set(({ layers }) => ({ layers: { ...layers, [layer]: !layers[layer] } }));

export const showLayer = (layer: Layer, isShown: boolean) =>
  set(({ layers }) => ({ layers: { ...layers, [layer]: isShown } }));

/** The frustum under the pointer is no longer under it once the view has changed. */
export const lookThrough = (frame: number | null) => set({ lookingThrough: frame, highlighted: null });

export const highlight = (frame: number | null) => set({ highlighted: frame });

/** The next (1) or previous (-1) camera, round the end; the first or last if none is looked through. */
export function stepCamera(direction: 1 | -1): void {
  const { lookingThrough, frameCount } = get();
  if (frameCount === 0) return;
  const from = lookingThrough ?? (direction === 1 ? -1 : 0);
  lookThrough((from + direction + frameCount) % frameCount);
}

export const setPhotographOpacity = (photographOpacity: number) => set({ photographOpacity });

export const setPhotographPlace = (photographPlace: 'over' | 'beside') => set({ photographPlace });

export const rememberRender = (frame: number, jobId: string) =>
  set(({ renderJobs }) => ({ renderJobs: { ...renderJobs, [frame]: jobId } }));
