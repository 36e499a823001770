import type { Frame } from '../../main/api/contract.ts';
import { fileName } from '../format.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import classes from './frame-label.module.css';

/** The legend of the frustums, and the name of the camera under the pointer. */
export function FrameLabel({ frames }: { frames: readonly Frame[] }) {
  const highlighted = useViewportStore((viewport) => viewport.highlighted);
  const frame = highlighted === null ? undefined : frames[highlighted];
  return (
    <div className={classes.label}>
      <span className={classes.train}>training</span>
      <span className={classes.heldOut}>held out</span>
      {frame !== undefined && <span className="ellipsis">{fileName(frame.file)}</span>}
    </div>
  );
}
