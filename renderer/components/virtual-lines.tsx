/**
 * Text of any number of lines, of which only those in sight are in the page. All of it is one tab stop, and one line is where the keyboard is: j, k,
 * arrows, Home, End and Page keys move it. What is in sight stays there when lines above it come or go.
 */
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
} from 'react';
import type { LinePlaces } from './line-places.ts';
import { useLineAnchor } from './use-line-anchor.ts';
import { leastColumns, useLinePlaces, type Wrapping } from './use-line-places.ts';
import { useScrollView } from './use-scroll-view.ts';
import styles from './virtual-lines.module.css';

export interface VirtualLinesHandle {
  readonly focus: () => void;
  /** Brings a row into sight, a third from the top where it was not; and what of it a selector names, which may stand far in it. */
  readonly reveal: (row: number, part?: string) => void;
}

/** For a row's element: which one it is, and how wide all of them are. */
export interface LineFrame {
  readonly id: string;
  readonly 'data-row': number;
  readonly 'data-current': boolean;
}

export interface VirtualLinesProps {
  readonly label: string;
  /** What the rows are: those of `tree` items of it, those of `grid` rows. */
  readonly role: 'tree' | 'grid';
  readonly ref?: Ref<VirtualLinesHandle> | undefined;
  readonly count: number;
  /** Its own among the rows, and the same when other rows come or go. Another function where they did. */
  readonly keyAt: (row: number) => number;
  /** The row of a key, or -1. */
  readonly rowOf: (key: number) => number;
  /** Of the longest line, with whatever stands before it. */
  readonly characters: number;
  /** Long lines go on below; undefined: to the side. */
  readonly wrapping?: Wrapping | undefined;
  /** Where the keyboard is; -1: nowhere yet. */
  readonly current: number;
  readonly onCurrent: (row: number) => void;
  readonly render: (row: number, frame: LineFrame) => ReactNode;
  /** Keys that move nothing. @returns whether it was one */
  readonly onKey?: (row: number, event: KeyboardEvent) => boolean;
}

/** As the style has it. */
const linePx = 18;
const overscanPx = 20 * linePx;

export function VirtualLines(props: VirtualLinesProps) {
  const { label, role, ref, count, keyAt, rowOf, characters, wrapping, current, onCurrent, render, onKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const shown = useRef<HTMLDivElement>(null);
  const id = useId();
  const view = useScrollView(scroller, linePx);
  const places = useLinePlaces({ scroller, ruler, shown }, { count, keyAt, linePx, wrapping });
  const tellScrolled = useLineAnchor(scroller, { places, keyAt, rowOf, current, heightPx: view.heightPx });
  const revealPart = useRevealedPart(shown, () => tellScrolled(scroller.current?.scrollTop ?? 0));
  const scrollTo = (host: HTMLElement, px: number) => {
    const wantedPx = Math.max(0, Math.min(px, places.totalPx - host.clientHeight));
    tellScrolled(wantedPx);
    host.scrollTop = wantedPx;
  };
  const reveal = (row: number) => {
    const host = scroller.current;
    if (host === null || isInSight(host, places, row)) return;
    scrollTo(host, edgeTop(host, places, row));
  };
  useImperativeHandle(ref, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    reveal: (row, part) => {
      const host = scroller.current;
      if (host === null) return;
      if (!isInSight(host, places, row)) scrollTo(host, places.topOf(row) - host.clientHeight / 3);
      if (part !== undefined) revealPart(row, part);
    },
  }));
  const first = places.rowAt(view.topPx - overscanPx);
  const last = Math.min(count, places.rowAt(view.topPx + view.heightPx + overscanPx) + 1);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / linePx) - 2);
    const next = rowAfter(event.key, current, count, page);
    if (next === undefined) {
      if (onKey === undefined || current < 0 || !onKey(current, event)) return;
    } else {
      onCurrent(next);
      reveal(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const rowId = (row: number) => `${id}-${keyAt(row)}`;
  const isThere = current >= first && current < last;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, which one is the view's
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above
    <div
      ref={scroller}
      role={role}
      tabIndex={0}
      className={styles.scroller}
      aria-label={label}
      aria-activedescendant={isThere ? rowId(current) : undefined}
      {...(role === 'grid' ? { 'aria-rowcount': count } : {})}
      onKeyDown={press}
    >
      <div
        role="presentation"
        className={styles.all}
        style={{
          height: places.totalPx,
          minWidth: wrapping === undefined ? `calc(${characters}ch + 24px)` : leastWidth(wrapping),
        }}
      >
        <div
          ref={shown}
          role="presentation"
          className={styles.shown}
          style={{ transform: `translateY(${places.topOf(first)}px)` }}
        >
          {rows.map((row) => render(row, { id: rowId(row), 'data-row': row, 'data-current': row === current }))}
        </div>
      </div>
      {wrapping === undefined ? null : <span ref={ruler} className={styles.ruler} aria-hidden="true" />}
    </div>
  );
}

const leastWidth = ({ besidePx }: Wrapping) => `calc(${leastColumns}ch + ${besidePx}px)`;

/** @returns undefined where the key moves nothing */
function rowAfter(key: string, row: number, count: number, page: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    j: row + 1,
    ArrowUp: row - 1,
    k: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined || count === 0 ? undefined : Math.max(0, Math.min(count - 1, target));
}

function isInSight(host: HTMLElement, places: LinePlaces, row: number): boolean {
  return places.topOf(row) >= host.scrollTop && places.topOf(row + 1) <= host.scrollTop + host.clientHeight;
}

/** The nearest place where a row is in sight; of one that is higher than that, its beginning. */
function edgeTop(host: HTMLElement, places: LinePlaces, row: number): number {
  const [topPx, endPx] = [places.topOf(row), places.topOf(row + 1)];
  const isAbove = topPx < host.scrollTop || endPx - topPx > host.clientHeight;
  return isAbove ? topPx : endPx - host.clientHeight;
}

interface WantedPart {
  readonly row: number;
  readonly selector: string;
}

/** Brings a part of a row into sight as soon as the row is in the page. */
function useRevealedPart(shown: RefObject<HTMLElement | null>, onScroll: () => void) {
  const wanted = useRef<WantedPart | undefined>(undefined);
  const look = () => {
    if (wanted.current === undefined) return;
    const { row, selector } = wanted.current;
    const element = shown.current?.querySelector(`[data-row="${row}"]`);
    if (element === null || element === undefined) return;
    wanted.current = undefined;
    element.querySelector(selector)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    onScroll();
  };
  useEffect(look);
  return (row: number, selector: string) => {
    wanted.current = { row, selector };
    look();
  };
}
