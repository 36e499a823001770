import { create } from 'zustand';
import type { Job } from '../../main/api/contract.ts';
import { initialLiveState, type LiveState } from '../api/live-state.ts';

/** The engine's present, written only by the event stream (api/events.ts). */
export const useLiveStore = create<LiveState>(() => initialLiveState);

export const dismissRestartNotice = () => useLiveStore.setState({ restartNotice: null });

/** Takes in a job just created, unless the event stream was faster. */
export const trackJob = (job: Job) =>
  useLiveStore.setState(({ jobs }) => (job.id in jobs ? {} : { jobs: { ...jobs, [job.id]: job } }));

export const isLiveJob = ({ state }: Job): boolean => state === 'queued' || state === 'running';

/** The newest job that waits or runs and is of this kind, about this project if one is named. */
export const useLiveJob = (kind: Job['kind'], projectId: string | null = null): Job | undefined =>
  useLiveStore(({ jobs }) =>
    Object.values(jobs).findLast((job) => job.kind === kind && job.projectId === projectId && isLiveJob(job)),
  );

/** The newest job of this kind that is still known, over or not. */
export const useNewestJob = (kind: Job['kind']): Job | undefined =>
  useLiveStore(({ jobs }) => Object.values(jobs).findLast((job) => job.kind === kind));

export const useJob = (jobId: string | null | undefined): Job | undefined =>
  useLiveStore(({ jobs }) => (jobId ? jobs[jobId] : undefined));
