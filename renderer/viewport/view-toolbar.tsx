import { SegmentedControl } from '@mantine/core';
import { ActionButton } from '../actions/action-button.tsx';
import { fitView, frontView, layerActions, resetView, surfaceLayerActions, topView } from '../actions/view-actions.ts';
import { setNavigation, useViewportStore } from '../stores/viewport-store.ts';
import type { Navigation } from './camera-rig.ts';
import classes from './view-toolbar.module.css';

const NAVIGATIONS = [
  { value: 'orbit', label: 'Orbit' },
  { value: 'fly', label: 'Fly' },
];

/** How to move, where to look from, and what to show. */
export function ViewToolbar({ hasPoints, hasSurface }: { hasPoints: boolean; hasSurface: boolean }) {
  const navigation = useViewportStore((viewport) => viewport.navigation);
  const layers = [
    ...(hasSurface ? surfaceLayerActions : []),
    ...layerActions.filter(({ id }) => hasPoints || id !== 'view.points'),
  ];
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="3D view">
      <SegmentedControl
        size="xs"
        aria-label="Way of moving"
        data={NAVIGATIONS}
        value={navigation}
        onChange={(value) => setNavigation(value as Navigation)}
      />
      <div className={classes.group}>
        <ActionButton action={resetView} />
        <ActionButton action={fitView} />
        <ActionButton action={topView} text="Top" />
        <ActionButton action={frontView} text="Front" />
      </div>
      <div className={classes.group}>
        {layers.map((action) => (
          <ActionButton key={action.id} action={action} />
        ))}
      </div>
    </div>
  );
}
