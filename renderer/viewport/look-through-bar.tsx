import { Button, CloseButton, Slider } from '@mantine/core';
import type { Frame, ProjectDetail } from '../../main/api/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { leaveCamera, nextCamera, photographBeside, previousCamera, renderCamera } from '../actions/camera-actions.ts';
import { HeldOut } from '../capture/held-out.tsx';
import { fileName } from '../format.ts';
import { setPhotographOpacity, useViewportStore } from '../stores/viewport-store.ts';
import classes from './look-through-bar.module.css';
import { hasWebgl } from './webgl.ts';

/** Which camera this is, and what to do with it. */
export function LookThroughBar({ project, frame }: { project: ProjectDetail; frame: Frame }) {
  const lookingThrough = useViewportStore((viewport) => viewport.lookingThrough);
  const place = useViewportStore((viewport) => viewport.photographPlace);
  const opacity = useViewportStore((viewport) => viewport.photographOpacity);
  const canRender = project.card.state !== 'imported';
  return (
    <>
      <div className={classes.top}>
        <strong className="ellipsis" title={frame.file}>
          {fileName(frame.file)}
        </strong>
        {frame.split === 'test' && <HeldOut />}
        <CloseButton aria-label={leaveCamera.label} title="Esc" onClick={leaveCamera.perform} />
      </div>
      <div className={classes.bottom} role="toolbar" aria-label="Camera">
        <ActionButton action={previousCamera} side="top" />
        <span className={classes.count} aria-live="polite">
          {(lookingThrough ?? 0) + 1} of {project.frames.length}
        </span>
        <ActionButton action={nextCamera} side="top" />
        <ActionButton action={photographBeside} side="top" />
        {place === 'over' && hasWebgl && (
          <Slider
            className={classes.opacity!}
            min={0}
            max={1}
            step={0.05}
            value={opacity}
            label={(value) => `${Math.round(value * 100)} %`}
            thumbLabel="Opacity of the photograph"
            onChange={setPhotographOpacity}
          />
        )}
        <Button
          variant="default"
          disabled={!canRender}
          title={canRender ? 'R' : 'Train the project first'}
          leftSection={<renderCamera.icon size={15} aria-hidden />}
          onClick={renderCamera.perform}
        >
          {renderCamera.label}
        </Button>
      </div>
    </>
  );
}
