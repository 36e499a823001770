import type { ProjectCard } from '../../main/api/contract.ts';
import { api } from '../api/client.ts';
import { notifyFailure } from '../frame/notify.ts';
import { trackJob } from '../stores/live-store.ts';

/** Saves what can be read of a damaged project into a new one; how it ended says frame/use-job-notices.ts. */
export async function salvageProject({ id }: ProjectCard): Promise<void> {
  try {
    trackJob(await api.salvageProject(id));
  } catch (error) {
    notifyFailure(error);
  }
}
