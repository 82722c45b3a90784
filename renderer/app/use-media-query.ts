import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds, and again at every change. For what a style sheet alone cannot do: another row height, another tree. */
export function useMediaQuery(query: string): boolean {
  const watch = useCallback(
    (changed: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(watch, () => window.matchMedia(query).matches);
}
