import type { Frame } from '../../main/api/contract.ts';
import { fileName } from '../format.ts';
import { type MarkTool, useMarksStore } from '../stores/marks-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import classes from './frame-label.module.css';

/** The legend of the frustums, and the name of the camera under the pointer. */
export function FrameLabel({ frames, hasSurface }: { frames: readonly Frame[]; hasSurface: boolean }) {
  const highlighted = useViewportStore((viewport) => viewport.highlighted);
  const isFlying = useViewportStore((viewport) => viewport.navigation === 'fly');
  const { cameras, surface, confidence } = useViewportStore((viewport) => viewport.layers);
  const tool = useMarksStore((marks) => marks.tool);
  const arrowFrom = useMarksStore((marks) => marks.arrowFrom);
  const frame = highlighted === null ? undefined : frames[highlighted];
  return (
    <div className={classes.label}>
      {cameras && (
        <>
          <span className={classes.train}>training</span>
          <span className={classes.heldOut}>held out</span>
        </>
      )}
      {hasSurface && surface && confidence && (
        <span className="ellipsis">striped: low confidence; grey: does not count, as too few cameras see it well</span>
      )}
      {tool !== null && <span className="ellipsis">{describeTool(tool, arrowFrom !== null)}</span>}
      {isFlying && <span className="ellipsis">W A S D move, Q E down and up, Shift faster, drag to look</span>}
      {frame !== undefined && <span className="ellipsis">{fileName(frame.file)}</span>}
    </div>
  );
}

/** The key is that of the action that picks the middle of the view. */
function describeTool(tool: MarkTool, hasBegun: boolean): string {
  switch (tool) {
    case 'marker':
      return 'Click where the marker goes, or press X for the middle of the view; Esc stops';
    case 'arrow':
      return `Click where the arrow ${hasBegun ? 'ends' : 'begins'}, or press X for the middle of the view; Esc stops`;
    case 'note':
      return 'Click where in the picture the note goes; Esc stops';
  }
}
