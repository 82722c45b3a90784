/**
 * Text of any number of lines, of which only those in sight are in the page. All of it is one tab stop, and one line is where the keyboard is: j, k,
 * arrows, Home, End and Page keys move it. What is in sight stays there when lines above it come or go.
 */
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import { useScrollView } from './use-scroll-view.ts';
import styles from './virtual-lines.module.css';

export interface VirtualLinesHandle {
  readonly focus: () => void;
  /** Brings a row into sight, a third from the top where it was not. */
  readonly reveal: (row: number) => void;
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
  /** Where the keyboard is; -1: nowhere yet. */
  readonly current: number;
  readonly onCurrent: (row: number) => void;
  readonly render: (row: number, frame: LineFrame) => ReactNode;
  /** Keys that move nothing. @returns whether it was one */
  readonly onKey?: (row: number, event: KeyboardEvent) => boolean;
}

/** As the style has it. */
const linePx = 18;
const overscanLines = 20;

export function VirtualLines(props: VirtualLinesProps) {
  const { label, role, ref, count, keyAt, rowOf, characters, current, onCurrent, render, onKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const view = useScrollView(scroller, linePx);
  useAnchor(scroller, keyAt, rowOf);
  const reveal = (row: number) => bringIntoSight(scroller.current, row);
  useImperativeHandle(ref, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    reveal: (row) => {
      const host = scroller.current;
      if (host === null || isInSight(host, row)) return;
      host.scrollTop = row * linePx - host.clientHeight / 3;
    },
  }));
  const first = Math.min(Math.max(0, view.topPx / linePx - overscanLines), Math.max(0, count - 1));
  const last = Math.min(count, Math.ceil((view.topPx + view.heightPx) / linePx) + overscanLines);
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
        style={{ height: count * linePx, minWidth: `calc(${characters}ch + 24px)` }}
      >
        <div role="presentation" className={styles.shown} style={{ transform: `translateY(${first * linePx}px)` }}>
          {rows.map((row) => render(row, { id: rowId(row), 'data-row': row, 'data-current': row === current }))}
        </div>
      </div>
    </div>
  );
}

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

function isInSight(host: HTMLElement, row: number): boolean {
  return row * linePx >= host.scrollTop && (row + 1) * linePx <= host.scrollTop + host.clientHeight;
}

function bringIntoSight(host: HTMLElement | null, row: number): void {
  if (host === null || isInSight(host, row)) return;
  const topPx = row * linePx;
  host.scrollTop = topPx < host.scrollTop ? topPx : topPx + linePx - host.clientHeight;
}

/** Of the row at the top, which is to stay there; at the very top what is new is to be seen. */
function useAnchor(
  scroller: { readonly current: HTMLElement | null },
  keyAt: (row: number) => number,
  rowOf: (key: number) => number,
): void {
  const anchor = useRef<{ readonly key: number; readonly row: number; readonly offsetPx: number } | undefined>(
    undefined,
  );
  const latest = useRef(keyAt);
  useEffect(() => {
    const host = scroller.current;
    if (host === null) return undefined;
    const note = () => {
      const row = Math.floor(host.scrollTop / linePx);
      anchor.current =
        row === 0 ? undefined : { key: latest.current(row), row, offsetPx: host.scrollTop - row * linePx };
    };
    host.addEventListener('scroll', note, { passive: true });
    return () => host.removeEventListener('scroll', note);
  }, [scroller]);
  useLayoutEffect(() => {
    if (latest.current === keyAt) return;
    latest.current = keyAt;
    const host = scroller.current;
    if (host === null || anchor.current === undefined) return;
    const { key, row, offsetPx } = anchor.current;
    const now = rowOf(key);
    if (now >= 0 && now !== row) host.scrollTop = now * linePx + offsetPx;
  }, [scroller, keyAt, rowOf]);
}
