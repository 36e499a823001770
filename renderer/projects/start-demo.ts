import { api } from '../api/client.ts';
import { notifyFailure } from '../frame/notify.ts';
import { openBrowser } from '../navigation.ts';
import { trackJob } from '../stores/live-store.ts';

/** Opens the project that the program ships with; making it takes a moment, which its job shows. */
export async function startDemo(): Promise<void> {
  try {
    // It is opened when its job is done (frame/use-job-notices.ts), from the browser alone.
    openBrowser();
    trackJob(await api.openDemo());
  } catch (error) {
    notifyFailure(error);
  }
}
