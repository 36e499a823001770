import { useEffect } from 'react';
import { useLiveStore } from '../stores/live-store.ts';
import { openOverlay, useOverlayStore } from '../stores/overlay-store.ts';

/** Opens the dialog on a crash that this page has lived through, unless it would take another one's place. */
export function useCrashDialog(): void {
  const crash = useLiveStore((live) => live.crash);
  useEffect(() => {
    if (crash !== null && useOverlayStore.getState().overlay === null) openOverlay('crash');
  }, [crash]);
}
