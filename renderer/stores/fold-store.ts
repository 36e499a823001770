import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** Parts of panels that can be folded away. */
export type Fold =
  | 'canonical'
  | 'sensitivity'
  | 'picked'
  | 'index'
  | 'colours'
  | 'kept'
  | 'marks'
  | 'views'
  | 'camera-path';

/** Which are open; remembered between sessions. */
export const useFoldStore = create<Readonly<Record<Fold, boolean>>>()(
  persist(
    (): Record<Fold, boolean> => ({
      colours: true,
      kept: true,
      canonical: false,
      sensitivity: false,
      picked: true,
      index: true,
      marks: true,
      views: true,
      'camera-path': false,
    }),
    {
      name: 'lerf-folds',
    },
  ),
);

export const setFold = (fold: Fold, isOpen: boolean) => useFoldStore.setState({ [fold]: isOpen });
