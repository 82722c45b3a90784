/** Rows come into the page a few a frame: to lay out and paint a whole window of them at once would hold up the wheel and the keys. */
import { startTransition, useEffect, useLayoutEffect, useRef, useState } from 'react';

export interface WantedRow {
  readonly index: number;
  readonly key: string;
  /** Those with the smallest come first. */
  readonly rank: number;
}

/** A wheel's notch brings five; a window full of them takes four frames. */
const newAtOnce = 8;

/** @returns those of the wanted ones that are in the page or may come now, in their order */
export function fewNew(
  wanted: readonly WantedRow[],
  inPage: ReadonlySet<string>,
  most: number = newAtOnce,
): readonly WantedRow[] {
  const coming = wanted.filter(({ key }) => !inPage.has(key));
  if (coming.length <= most) return wanted;
  // Sorting keeps the order of the list among equals.
  const later = new Set(coming.sort((a, b) => a.rank - b.rank).slice(most));
  return wanted.filter((row) => !later.has(row));
}

/** @returns which of the wanted rows to draw; those that have to wait come with the next frames */
export function useFewAtOnce(wanted: readonly WantedRow[]): readonly WantedRow[] {
  const inPage = useRef<ReadonlySet<string>>(new Set());
  const [, setTurn] = useState(0);
  const shown = fewNew(wanted, inPage.current);
  const isWhole = shown.length === wanted.length;
  useLayoutEffect(() => {
    inPage.current = new Set(shown.map(({ key }) => key));
  });
  useEffect(() => {
    if (isWhole) return undefined;
    const frame = requestAnimationFrame(() => startTransition(() => setTurn((turn) => turn + 1)));
    return () => cancelAnimationFrame(frame);
  });
  return shown;
}
