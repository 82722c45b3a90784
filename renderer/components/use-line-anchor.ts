/**
 * Keeps what is looked at where it is when lines above it come or go, or become higher: the line where the keyboard is, if it is in sight, else the one at
 * the top. At the very top what is new is to be seen.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { LinePlaces } from './line-places.ts';

export interface AnchoredLines {
  readonly places: LinePlaces;
  readonly keyAt: (row: number) => number;
  /** Of a key; -1 where it is none of them. */
  readonly rowOf: (key: number) => number;
  /** Where the keyboard is; -1: nowhere. */
  readonly current: number;
  /** How much is in sight. */
  readonly heightPx: number;
}

/** @returns is told where the page itself scrolls to */
export function useLineAnchor(scroller: RefObject<HTMLElement | null>, lines: AnchoredLines): (px: number) => void {
  /** As it was told last: to ask for it would lay out the page within a task. Undefined: at the top, or not known. */
  const topPx = useRef<number | undefined>(undefined);
  const before = useRef(lines);
  useEffect(() => {
    const host = scroller.current;
    if (host === null) return undefined;
    const note = () => {
      const px = host.scrollTop;
      topPx.current = before.current.places.rowAt(px) === 0 ? undefined : px;
    };
    host.addEventListener('scroll', note, { passive: true });
    return () => host.removeEventListener('scroll', note);
  }, [scroller]);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = lines;
    const host = scroller.current;
    if (old.keyAt === lines.keyAt && old.places === lines.places) return;
    if (host === null || topPx.current === undefined) return;
    const wantedPx = placeAfter(old, lines, topPx.current);
    if (wantedPx === undefined || Math.abs(wantedPx - topPx.current) < 1) return;
    host.scrollTop = wantedPx;
    // Other places may come before that it was scrolled is told.
    topPx.current = wantedPx;
  });
  return (px) => {
    topPx.current = before.current.places.rowAt(px) === 0 ? undefined : px;
  };
}

/** What is to be at the top, so that what was looked at stays. */
function placeAfter(old: AnchoredLines, now: AnchoredLines, topPx: number): number | undefined {
  const current = now.current < 0 ? -1 : old.rowOf(now.keyAt(now.current));
  const fromTopPx = old.places.topOf(current) - topPx;
  const isInSight = current >= 0 && fromTopPx >= 0 && fromTopPx < old.heightPx;
  if (isInSight) return now.places.topOf(now.current) - fromTopPx;
  const top = old.places.rowAt(topPx);
  const row = now.rowOf(old.keyAt(top));
  if (row < 0) return undefined;
  const heightPx = now.places.topOf(row + 1) - now.places.topOf(row);
  return now.places.topOf(row) + Math.min(topPx - old.places.topOf(top), heightPx - 1);
}
