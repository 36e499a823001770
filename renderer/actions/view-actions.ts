import {
  IconArrowsMaximize,
  IconBox,
  IconCamera,
  IconCrosshair,
  IconCube,
  IconDrone,
  IconGrain,
  IconGridDots,
  IconHome,
  IconMountain,
  IconPhotoScan,
  IconRotate,
  IconRotateClockwise,
  IconSquareArrowDown,
  IconSquareArrowUp,
  IconSquareDot,
  IconTag,
  IconTexture,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import {
  type Layer,
  setNavigation,
  toggleLayer,
  useViewportStore,
  type ViewportCommands,
} from '../stores/viewport-store.ts';
import type { Action } from './action.ts';

const hasFreeView = () => {
  const { commands, lookingThrough } = useViewportStore.getState();
  return commands !== null && lookingThrough === null;
};

const command = (act: (viewport: ViewportCommands) => void) => () => {
  const { commands } = useViewportStore.getState();
  if (commands !== null) act(commands);
};

const viewAction = (
  id: string,
  label: string,
  icon: Action['icon'],
  shortcut: string,
  act: (viewport: ViewportCommands) => void,
): Action => ({ id, label, group: 'View', icon, shortcut, enabled: hasFreeView, perform: command(act) });

const layerAction = (layer: Layer, label: string, icon: Action['icon'], shortcut: string): Action => ({
  id: `view.${layer}`,
  label,
  group: 'View',
  icon,
  shortcut,
  enabled: () => useViewportStore.getState().commands !== null,
  checked: () => useViewportStore.getState().layers[layer],
  perform: () => toggleLayer(layer),
});

export const resetView = viewAction('view.reset', 'Reset view', IconHome, 'Home', (viewport) =>
  viewport.showStandardView('home'),
);
export const fitView = viewAction('view.fit', 'Fit everything', IconArrowsMaximize, 'F', (viewport) => viewport.fit());
export const topView = viewAction('view.top', 'View from the top', IconSquareArrowDown, '7', (viewport) =>
  viewport.showStandardView('top'),
);
export const frontView = viewAction('view.front', 'View from the front', IconSquareDot, '1', (viewport) =>
  viewport.showStandardView('front'),
);

export const flyMode: Action = {
  id: 'view.fly',
  label: 'Fly (W A S D, Q E)',
  group: 'View',
  icon: IconDrone,
  shortcut: 'G',
  enabled: hasFreeView,
  checked: () => useViewportStore.getState().navigation === 'fly',
  perform: () => setNavigation(useViewportStore.getState().navigation === 'fly' ? 'orbit' : 'fly'),
};

export const surfaceLayer = layerAction('surface', 'Surface of the language index', IconMountain, 'U');
export const confidenceLayer = layerAction(
  'confidence',
  'Stripes where the surface is unreliable',
  IconTexture,
  'Shift+U',
);
/** In the toolbar only where there is a surface to show. */
export const surfaceLayerActions: readonly Action[] = [
  surfaceLayer,
  confidenceLayer,
  layerAction('boxes', 'Boxes of objects', IconCube, 'Shift+O'),
  layerAction('labels', 'Labels', IconTag, 'Shift+L'),
];

export const layerActions: readonly Action[] = [
  layerAction('cameras', 'Cameras', IconCamera, 'Shift+C'),
  layerAction('thumbnails', 'Photographs in the scene', IconPhotoScan, 'I'),
  layerAction('points', 'Sparse points', IconGrain, 'P'),
  layerAction('sceneBox', 'Scene box', IconBox, 'B'),
  layerAction('grid', 'Grid and axes', IconGridDots, 'Shift+G'),
];

const TURN_DEGREES = 8;

const keyboardNavigation: readonly Action[] = [
  viewAction('view.turn-left', 'Turn left', IconRotateClockwise, 'Shift+ArrowLeft', (view) =>
    view.turn(-TURN_DEGREES, 0),
  ),
  viewAction('view.turn-right', 'Turn right', IconRotate, 'Shift+ArrowRight', (view) => view.turn(TURN_DEGREES, 0)),
  viewAction('view.turn-up', 'Turn up', IconSquareArrowUp, 'Shift+ArrowUp', (view) => view.turn(0, -TURN_DEGREES)),
  viewAction('view.turn-down', 'Turn down', IconSquareArrowDown, 'Shift+ArrowDown', (view) =>
    view.turn(0, TURN_DEGREES),
  ),
  viewAction('view.zoom-in', 'Come closer', IconZoomIn, '=', (view) => view.zoom(0.8)),
  viewAction('view.zoom-out', 'Go back', IconZoomOut, '-', (view) => view.zoom(1.25)),
];

const pickCentre = viewAction('view.pick', 'Pick what is in the middle of the view', IconCrosshair, 'X', (viewport) =>
  viewport.pickCentre(),
);

export const viewActions: readonly Action[] = [
  resetView,
  fitView,
  topView,
  frontView,
  flyMode,
  pickCentre,
  ...surfaceLayerActions,
  ...layerActions,
  ...keyboardNavigation,
];
