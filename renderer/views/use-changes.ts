import { useEffect, useState } from 'react';
import { useViewportStore } from '../stores/viewport-store.ts';
import { contentOnScreen, useOpenView } from './open-view.ts';
import { changesSince } from './view-content.ts';

const LOOK_AGAIN_MS = 300;

const poseNow = () => useViewportStore.getState().commands?.camera().worldFromCamera.join();

/**
 * In words, what has changed since the open view was saved; empty if nothing or if none is open. The camera
 * tells nobody that it moves, so that it is looked at now and then; on its way it counts as where it was.
 */
export function useChanges(projectId: string): string {
  const [changes, setChanges] = useState('');
  const open = useOpenView((view) => view.open);
  useEffect(() => {
    let pose = poseNow();
    const look = () => {
      const poseBefore = pose;
      pose = poseNow();
      if (pose !== poseBefore) return;
      const now = open && contentOnScreen(projectId, open.content.runId);
      setChanges(now ? changesSince(open.content, now).join(', ') : '');
    };
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [projectId, open]);
  return open === null ? '' : changes;
}
