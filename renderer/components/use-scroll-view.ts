/** What of a scrolled element is in sight, in steps of a row: rows are drawn again only when another one may come into sight. */
import { startTransition, useLayoutEffect, useState } from 'react';

export interface ScrollView {
  readonly topPx: number;
  readonly heightPx: number;
}

export function useScrollView(scroller: { readonly current: HTMLElement | null }, rowPx: number): ScrollView {
  const [view, setView] = useState<ScrollView>({ topPx: 0, heightPx: 600 });
  useLayoutEffect(() => {
    const host = scroller.current;
    if (host === null) return undefined;
    const look = () => {
      const topPx = Math.floor(host.scrollTop / rowPx) * rowPx;
      const heightPx = host.clientHeight;
      setView((before) => (before.topPx === topPx && before.heightPx === heightPx ? before : { topPx, heightPx }));
    };
    // Rows that come into sight are made in slices: a wheel turns on meanwhile.
    const scrolled = () => startTransition(look);
    const observer = new ResizeObserver(look);
    observer.observe(host);
    host.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      observer.disconnect();
      host.removeEventListener('scroll', scrolled);
    };
  }, [scroller, rowPx]);
  return view;
}
