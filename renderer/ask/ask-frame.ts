import { api } from '../api/client.ts';
import { notifyFailure } from '../frame/notify.ts';
import { forgetQuestion, type Question, rememberQuestion, useAskStore } from '../stores/ask-store.ts';
import { isLiveJob, trackJob, useLiveStore } from '../stores/live-store.ts';

/** Asks the field what the question's phrase is in the view of a frame, in place of what was asked there before. */
export async function askFrame(projectId: string, frame: number, question: Question): Promise<void> {
  const earlier = useLiveStore.getState().jobs[useAskStore.getState().asked[frame]?.jobId ?? ''];
  if (earlier && isLiveJob(earlier)) void api.cancelJob(earlier.id).catch(() => undefined); // it may have just ended
  const { query, output, scale } = question;
  try {
    const job = await api.render(projectId, { frame, query, output, ...(scale !== null && { scale }) });
    trackJob(job);
    rememberQuestion(frame, question, job.id);
  } catch (error) {
    forgetQuestion(frame);
    notifyFailure(error);
  }
}
