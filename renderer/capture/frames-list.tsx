import { useEffect, useRef } from 'react';
import type { Frame } from '../../main/api/contract.ts';
import { imageUrl } from '../api/client.ts';
import { fileName } from '../format.ts';
import { highlight, lookThrough, useViewportStore } from '../stores/viewport-store.ts';
import classes from './frames-list.module.css';
import { HeldOut } from './held-out.tsx';

/** Every frame with its thumbnail: the way to the cameras that needs no 3D view. */
export function FramesList({ projectId, frames }: { projectId: string; frames: readonly Frame[] }) {
  const lookingThrough = useViewportStore((viewport) => viewport.lookingThrough);
  const highlighted = useViewportStore((viewport) => viewport.highlighted);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    if (lookingThrough !== null) list.current?.children[lookingThrough]?.scrollIntoView({ block: 'nearest' });
  }, [lookingThrough]);

  return (
    <ul className={classes.list} ref={list} aria-label="Frames" onMouseLeave={() => highlight(null)}>
      {frames.map((frame, i) => (
        <li key={frame.index}>
          <button
            type="button"
            className={classes.frame}
            data-highlighted={i === highlighted || undefined}
            aria-pressed={i === lookingThrough}
            title={frame.file}
            onMouseEnter={() => highlight(i)}
            onFocus={() => highlight(i)}
            onBlur={() => highlight(null)}
            onClick={() => lookThrough(i === lookingThrough ? null : i)}
          >
            <img src={imageUrl.frame(projectId, frame.index, 'thumbnail')} alt="" loading="lazy" decoding="async" />
            <span className="ellipsis">{fileName(frame.file)}</span>
            {frame.split === 'test' && <HeldOut />}
          </button>
        </li>
      ))}
    </ul>
  );
}
