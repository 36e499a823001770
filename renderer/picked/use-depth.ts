import { useEffect, useState } from 'react';
import type { Vector } from '../../main/api/contract.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import { depthFrom } from './describe-pick.ts';

const LOOK_AGAIN_MS = 250;

/** How deep a place lies before the camera of the 3D view, with two digits; null where there is none. */
export function useDepth(position: Readonly<Vector>): string | null {
  const [depth, setDepth] = useState<string | null>(null);
  useEffect(() => {
    const look = () => {
      const camera = useViewportStore.getState().commands?.camera();
      setDepth(camera === undefined ? null : depthFrom(camera, position).toFixed(2).replace('-', '−'));
    };
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [position]);
  return depth;
}
