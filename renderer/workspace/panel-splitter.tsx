import type { KeyboardEvent, PointerEvent } from 'react';
import { NARROWEST_PANEL, setPanelWidth, usePanelStore, WIDEST_PANEL } from '../stores/panel-store.ts';
import classes from './panel-splitter.module.css';

const KEYBOARD_STEP_PIXELS = 24;

/** The edge between viewport and panel: dragged, or moved with the arrow keys. */
export function PanelSplitter() {
  const width = usePanelStore((panel) => panel.widthPixels);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => event.currentTarget.setPointerCapture(event.pointerId);
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) setPanelWidth(window.innerWidth - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') setPanelWidth(width + KEYBOARD_STEP_PIXELS);
    else if (event.key === 'ArrowRight') setPanelWidth(width - KEYBOARD_STEP_PIXELS);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the panel"
      aria-valuenow={width}
      aria-valuemin={NARROWEST_PANEL}
      aria-valuemax={WIDEST_PANEL}
      tabIndex={0}
      className={classes.splitter}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
