import type { Action } from './action.ts';
import { annotatedViewActions } from './annotated-view-actions.ts';
import { applicationActions } from './application-actions.ts';
import { askActions } from './ask-actions.ts';
import { cameraActions } from './camera-actions.ts';
import { canonicalActions } from './canonical-actions.ts';
import { editActions } from './edit-actions.ts';
import { markActions } from './mark-actions.ts';
import { projectActions } from './project-actions.ts';
import { viewActions } from './view-actions.ts';

/** Everything the user can do, in the order in which menus show it. */
export const actions: readonly Action[] = [
  ...projectActions,
  ...annotatedViewActions,
  ...editActions,
  ...markActions,
  ...viewActions,
  // Before those of the camera, which take the same key where nothing can be asked in 3D.
  ...askActions,
  ...canonicalActions,
  ...cameraActions,
  ...applicationActions,
];
