import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type ColorScheme = 'light' | 'dark';

const systemPrefersDark = () => matchMedia('(prefers-color-scheme: dark)').matches;

/** What the user chose; null follows the operating system. */
export const useColorSchemeChoice = create<{ choice: ColorScheme | null }>()(
  persist((): { choice: ColorScheme | null } => ({ choice: null }), { name: 'lerf-color-scheme' }),
);

export function toggleColorScheme(): void {
  const { choice } = useColorSchemeChoice.getState();
  const shown = choice ?? (systemPrefersDark() ? 'dark' : 'light');
  useColorSchemeChoice.setState({ choice: shown === 'dark' ? 'light' : 'dark' });
}
