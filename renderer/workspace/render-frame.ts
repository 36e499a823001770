import { api } from '../api/client.ts';
import { notifyFailure } from '../frame/notify.ts';
import { trackJob, useLiveStore } from '../stores/live-store.ts';
import { rememberRender, useViewportStore } from '../stores/viewport-store.ts';

/** Asks for the trained field's picture of a frame's view, unless it is being made already. */
export async function renderFrame(projectId: string, frame: number): Promise<void> {
  const earlier = useLiveStore.getState().jobs[useViewportStore.getState().renderJobs[frame] ?? ''];
  if (earlier?.state === 'queued' || earlier?.state === 'running') return;
  try {
    const job = await api.render(projectId, { frame });
    trackJob(job);
    rememberRender(frame, job.id);
  } catch (error) {
    notifyFailure(error);
  }
}
