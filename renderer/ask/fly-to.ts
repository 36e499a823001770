import type { FoundObject } from '../../main/api/contract.ts';
import { lookThrough, useViewportStore } from '../stores/viewport-store.ts';

export const canFly = (): boolean => useViewportStore.getState().commands !== null;

/** Shows an object from near; leaves the camera of a photograph that is looked through. */
export function flyToObject({ centre, halfExtent }: Pick<FoundObject, 'centre' | 'halfExtent'>): void {
  lookThrough(null);
  useViewportStore.getState().commands?.flyTo(centre, Math.hypot(...halfExtent));
}
