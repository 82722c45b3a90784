/** Light or dark, as it is now: the choice, or what the system says and changes. */
import { useSyncExternalStore } from 'react';
import { useSettings } from './stores.tsx';

export type ResolvedTheme = 'light' | 'dark';

const darkQuery = '(prefers-color-scheme: dark)';

function watchSystem(changed: () => void): () => void {
  const query = window.matchMedia(darkQuery);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

export function useResolvedTheme(): ResolvedTheme {
  const { theme } = useSettings();
  const systemIsDark = useSyncExternalStore(watchSystem, () => window.matchMedia(darkQuery).matches);
  if (theme !== 'system') return theme;
  return systemIsDark ? 'dark' : 'light';
}
