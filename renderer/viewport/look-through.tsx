import type { ReactNode } from 'react';
import type { Frame, ProjectDetail, RenderResult } from '../../main/api/contract.ts';
import { imageUrl } from '../api/client.ts';
import { AskBar } from '../ask/ask-bar.tsx';
import { formatPsnr } from '../format.ts';
import { describeFailure } from '../frame/notify.ts';
import { useAskStore } from '../stores/ask-store.ts';
import { useJob } from '../stores/live-store.ts';
import { useViewportStore } from '../stores/viewport-store.ts';
import classes from './look-through.module.css';
import { LookThroughBar } from './look-through-bar.tsx';
import type { LookThroughLayout } from './look-through-layout.ts';
import type { Rect } from './rect.ts';
import { hasWebgl } from './webgl.ts';

interface LookThroughProps {
  readonly project: ProjectDetail;
  readonly frame: Frame;
  readonly layout: LookThroughLayout;
}

/** The view through one camera: its photograph over or beside the 3D view, and the field's render of it. */
export function LookThrough({ project, frame, layout }: LookThroughProps) {
  const opacity = useViewportStore((viewport) => viewport.photographOpacity);
  const photograph = imageUrl.frame(project.card.id, frame.index, 'full');
  // The columns stand on a plain ground: the scene ends where its column does.
  const isDivided = layout.photograph !== null || layout.render !== null;
  const alt = `Photograph ${frame.file}`;
  return (
    <>
      {isDivided && <div className={classes.backdrop} style={{ left: layout.scene.left + layout.scene.width + 4 }} />}
      {layout.photograph === null ? (
        <img
          className={classes.over}
          style={{ ...box(layout.scene), opacity: hasWebgl ? opacity : 1 }}
          src={photograph}
          alt={alt}
        />
      ) : (
        <Column rect={layout.photograph} caption="Photograph">
          <img src={photograph} alt={alt} />
        </Column>
      )}
      <Answer frame={frame} rect={layout.photograph ?? layout.scene} />
      {isDivided && (
        <span className={classes.caption} style={{ left: layout.scene.left + 6, top: layout.scene.top + 6 }}>
          {layout.photograph === null ? 'Photograph' : '3D view'}
        </span>
      )}
      {layout.render !== null && <RenderColumn rect={layout.render} frame={frame} />}
      <LookThroughBar project={project} frame={frame} />
      <AskBar project={project} frame={frame.index} />
    </>
  );
}

/** What was asked of this view, over its photograph. */
function Answer({ frame, rect }: { frame: Frame; rect: Rect }) {
  const asked = useAskStore((ask) => ask.asked[frame.index]);
  const opacity = useAskStore((ask) => ask.opacity);
  const job = useJob(asked?.jobId);
  if (asked === undefined || job?.state !== 'done') return null;
  const alt = `Where “${asked.question.query}” is in ${frame.file}`;
  return <img className={classes.over} style={{ ...box(rect), opacity }} src={imageUrl.job(job.id)} alt={alt} />;
}

const box = ({ left, top, width, height }: Rect) => ({ left, top, width, height });

function Column({ rect, caption, children }: { rect: Rect; caption: string; children: ReactNode }) {
  return (
    <figure className={classes.column} style={box(rect)}>
      <figcaption className={classes.caption}>{caption}</figcaption>
      {children}
    </figure>
  );
}

function RenderColumn({ rect, frame }: { rect: Rect; frame: Frame }) {
  const jobId = useViewportStore((viewport) => viewport.renderJobs[viewport.lookingThrough ?? -1]);
  const job = useJob(jobId);
  if (job?.state === 'done') {
    const { psnr } = job.result as RenderResult;
    return (
      <Column rect={rect} caption={psnr === null ? 'Render' : `Render, ${formatPsnr(psnr)}`}>
        <img src={imageUrl.job(job.id)} alt={`Render of ${frame.file}`} />
      </Column>
    );
  }
  return (
    <Column rect={rect} caption="Render">
      <p className={classes.note} role="status">
        {describeRender(job)}
      </p>
    </Column>
  );
}

function describeRender(job: ReturnType<typeof useJob>): string {
  switch (job?.state) {
    case 'queued':
      return 'Waiting for another job';
    case 'running': {
      const { done, total } = job.progress;
      return total ? `Rendering, ${Math.round((100 * done) / total)} %` : 'Rendering';
    }
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return describeFailure(job.error ?? 'The render failed.').message;
    default:
      return 'The render was lost when the engine was restarted.';
  }
}
