import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type PanelTab = 'training' | 'ask' | 'views' | 'capture';

interface PanelState {
  readonly tab: PanelTab;
  readonly widthPixels: number;
}

export const NARROWEST_PANEL = 320;
export const WIDEST_PANEL = 900;

/** The workspace's right-hand panel; remembered between sessions. */
export const usePanelStore = create<PanelState>()(
  persist((): PanelState => ({ tab: 'training', widthPixels: 440 }), { name: 'lerf-panel' }),
);

export const showTab = (tab: PanelTab) => usePanelStore.setState({ tab });

export const setPanelWidth = (widthPixels: number) =>
  usePanelStore.setState({ widthPixels: Math.min(WIDEST_PANEL, Math.max(NARROWEST_PANEL, Math.round(widthPixels))) });
