/** What of a scrolled element is in sight, in steps: a table is drawn again only when another row or column may come into sight. */
import { useLayoutEffect, useState } from 'react';

export interface ScrollView {
  readonly topPx: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

const columnStepPx = 64;

export function useScrollView(scroller: { readonly current: HTMLElement | null }, rowPx: number): ScrollView {
  const [view, setView] = useState<ScrollView>({ topPx: 0, leftPx: 0, widthPx: 0, heightPx: 600 });
  useLayoutEffect(() => {
    const host = scroller.current;
    if (host === null) return undefined;
    const look = () => setView((before) => changed(before, viewOf(host, rowPx)));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(host);
    host.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      host.removeEventListener('scroll', look);
    };
  }, [scroller, rowPx]);
  return view;
}

function viewOf(host: HTMLElement, rowPx: number): ScrollView {
  return {
    topPx: Math.floor(host.scrollTop / rowPx) * rowPx,
    leftPx: Math.floor(host.scrollLeft / columnStepPx) * columnStepPx,
    widthPx: host.offsetWidth,
    heightPx: host.clientHeight,
  };
}

function changed(before: ScrollView, now: ScrollView): ScrollView {
  const same =
    before.topPx === now.topPx &&
    before.leftPx === now.leftPx &&
    before.widthPx === now.widthPx &&
    before.heightPx === now.heightPx;
  return same ? before : now;
}
