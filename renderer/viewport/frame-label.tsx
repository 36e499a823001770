import type { Frame } from '../../main/api/contract.ts';
import { fileName } from '../format.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import classes from './frame-label.module.css';

/** The legend of the frustums, and the name of the camera under the pointer. */
export function FrameLabel({ frames }: { frames: readonly Frame[] }) {
  const highlighted = useViewportStore((viewport) => viewport.highlighted);
  const isFlying = useViewportStore((viewport) => viewport.navigation === 'fly');
  const frame = highlighted === null ? undefined : frames[highlighted];
  return (
    <div className={classes.label}>
      <span className={classes.train}>training</span>
      <span className={classes.heldOut}>held out</span>
      {isFlying && <span className="ellipsis">W A S D move, Q E down and up, Shift faster, drag to look</span>}
      {frame !== undefined && <span className="ellipsis">{fileName(frame.file)}</span>}
    </div>
  );
}
