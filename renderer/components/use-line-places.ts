/**
 * The places of lines. Those that go on below take as many lines of the screen as their characters need, which is reckoned for all of them; what a line in
 * sight really takes (signs that are wider than others, what stands after it) is measured, and counts.
 */
import { type RefObject, startTransition, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { evenPlaces, type LinePlaces, placesOf } from './line-places.ts';

export interface Wrapping {
  /** What stands beside the text. */
  readonly besidePx: number;
  /** How many lines of the screen a row takes that are so many characters wide. Another function where the rows are others. */
  readonly screenLines: (row: number, columns: number) => number;
}

/** Where there is less room, one scrolls to the side after all. */
export const leastColumns = 40;

export interface LinePlacesOptions {
  readonly count: number;
  readonly keyAt: (row: number) => number;
  readonly linePx: number;
  readonly wrapping: Wrapping | undefined;
}

interface Measured {
  readonly columns: number;
  /** By keys. */
  readonly heights: ReadonlyMap<number, number>;
}

const nothing: Measured = { columns: 0, heights: new Map() };

interface Elements {
  readonly scroller: RefObject<HTMLElement | null>;
  /** It is ten characters wide. */
  readonly ruler: RefObject<HTMLElement | null>;
  /** The rows are its children. */
  readonly shown: RefObject<HTMLElement | null>;
}

export function useLinePlaces(elements: Elements, options: LinePlacesOptions): LinePlaces {
  const { count, keyAt, linePx, wrapping } = options;
  const columns = useColumns(elements, wrapping?.besidePx);
  const [measured, setMeasured] = useState(nothing);
  const places = useMemo(() => {
    if (wrapping === undefined) return evenPlaces(count, linePx);
    const known = measured.columns === columns ? measured.heights : nothing.heights;
    return placesOf(count, (row) => known.get(keyAt(row)) ?? wrapping.screenLines(row, columns) * linePx);
  }, [count, keyAt, linePx, wrapping, columns, measured]);
  const { shown } = elements;
  useEffect(() => {
    if (wrapping === undefined || shown.current === null) return;
    const others = otherHeights(shown.current, places, keyAt);
    if (others.length === 0) return;
    startTransition(() =>
      setMeasured((before) => ({
        columns,
        heights: new Map([...(before.columns === columns ? before.heights : []), ...others]),
      })),
    );
  });
  return places;
}

/** How many characters fit beside each other. */
function useColumns({ scroller, ruler }: Elements, besidePx: number | undefined): number {
  const [columns, setColumns] = useState(2 * leastColumns);
  useLayoutEffect(() => {
    const [host, rule] = [scroller.current, ruler.current];
    if (besidePx === undefined || host === null || rule === null) return undefined;
    const observer = new ResizeObserver(() => {
      const characterPx = rule.getBoundingClientRect().width / 10;
      setColumns(Math.max(leastColumns, Math.floor((host.clientWidth - besidePx) / characterPx)));
    });
    observer.observe(host);
    observer.observe(rule);
    return () => observer.disconnect();
  }, [scroller, ruler, besidePx]);
  return columns;
}

function otherHeights(
  shown: HTMLElement,
  places: LinePlaces,
  keyAt: (row: number) => number,
): (readonly [number, number])[] {
  const others: (readonly [number, number])[] = [];
  for (const child of shown.children) {
    if (!(child instanceof HTMLElement)) continue;
    const row = Number(child.dataset.row);
    const { offsetHeight } = child;
    if (offsetHeight > 0 && offsetHeight !== places.topOf(row + 1) - places.topOf(row))
      others.push([keyAt(row), offsetHeight]);
  }
  return others;
}
