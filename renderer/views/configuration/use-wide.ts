/** Whether an element is as wide as something needs: what is shown in it is then another tree. */
import { type RefCallback, useCallback, useState } from 'react';

export function useWide<Host extends HTMLElement>(widthPx: number): readonly [RefCallback<Host>, boolean] {
  const [isWide, setWide] = useState(false);
  const ref = useCallback(
    (host: Host | null) => {
      if (host === null) return undefined;
      const look = () => setWide(host.clientWidth >= widthPx);
      look();
      const observer = new ResizeObserver(look);
      observer.observe(host);
      return () => observer.disconnect();
    },
    [widthPx],
  );
  return [ref, isWide];
}
