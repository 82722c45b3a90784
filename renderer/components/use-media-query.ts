/** What a style sheet alone cannot do by the window's size: another row height, another tree. */
import { useCallback, useSyncExternalStore } from 'react';

/** As in the style sheets: they cannot take it from here. */
const narrowQuery = '(max-width: 1000px)';

/** Whether the rail is the narrow one. */
export function useNarrow(): boolean {
  return useMediaQuery(narrowQuery);
}

/** Whether a media query holds, and again at every change. */
function useMediaQuery(query: string): boolean {
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
