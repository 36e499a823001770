import { create } from 'zustand';
import { initialLiveState, type LiveState } from '../api/live-state.ts';

/** The engine's present, written only by the event stream (api/events.ts). */
export const useLiveStore = create<LiveState>(() => initialLiveState);

export const dismissRestartNotice = () => useLiveStore.setState({ restartNotice: null });
