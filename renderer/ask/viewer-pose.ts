import type { Frame } from '../../main/api/contract.ts';
import { useViewportStore } from '../stores/viewport-store.ts';

const LOOK_AGAIN_MS = 300;

/**
 * Watches where the user looks from. `onRest` is called when the camera has moved and stands still again.
 * Without a viewport, the first photograph's camera stands for the user.
 */
export function watchPose(frames: readonly Frame[], onRest: () => void) {
  const pose = (): readonly number[] =>
    useViewportStore.getState().commands?.camera().worldFromCamera ?? frames[0]!.worldFromCamera;
  let rested = pose().join();
  let seen = rested;
  const timer = setInterval(() => {
    const now = pose().join();
    if (now === seen && now !== rested) {
      rested = now;
      onRest();
    }
    seen = now;
  }, LOOK_AGAIN_MS);
  return { pose, stop: () => clearInterval(timer) };
}
