import { create } from 'zustand';

/** The one dialog that may lie over the application. */
export type Overlay =
  | 'palette'
  | 'shortcuts'
  | 'import'
  | 'open-project'
  | 'encoders'
  | 'devices'
  | 'export'
  | 'render'
  | 'diagnostics'
  | 'crash';

export const useOverlayStore = create<{ readonly overlay: Overlay | null }>(() => ({ overlay: null }));

export const openOverlay = (overlay: Overlay) => useOverlayStore.setState({ overlay });

export const closeOverlay = () => useOverlayStore.setState({ overlay: null });
