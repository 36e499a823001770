import { api } from '../api/client.ts';
import { notifyFailure } from '../frame/notify.ts';
import { forgetQuestion, type Question, rememberQuestion, useAskStore } from '../stores/ask-store.ts';
import { isLiveJob, trackJob, useLiveStore } from '../stores/live-store.ts';

/** Ends what is still being rendered to answer an earlier question. */
function cancelAnswer(frame: number): void {
  const job = useLiveStore.getState().jobs[useAskStore.getState().asked[frame]?.jobId ?? ''];
  if (job && isLiveJob(job)) void api.cancelJob(job.id).catch(() => undefined); // it may have just ended
}

/** Shows a view without an answer again. */
export function dropQuestion(frame: number): void {
  cancelAnswer(frame);
  forgetQuestion(frame);
}

/** Asks the field what the question's phrase is in the view of a frame, in place of what was asked there before. */
export async function askFrame(projectId: string, frame: number, question: Question): Promise<void> {
  cancelAnswer(frame);
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
