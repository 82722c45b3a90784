/**
 * Rows of different heights, of which only those in sight are in the page. One row is a tab stop; j, k, arrows, Home, End and Page keys
 * move along them. What is looked at stays where it is when other rows come: the place is kept by the first row in sight, the focus by the
 * name of its row.
 */
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { RowFrame } from './row-frame.ts';
import { rowAt, type Tops, topsOf } from './row-places.ts';
import { useFewAtOnce, type WantedRow } from './use-few-at-once.ts';
import { useScrollView } from './use-scroll-view.ts';
import styles from './virtual-rows.module.css';

export interface VirtualRowsHandle {
  /** The row that Tab reaches gets the focus. */
  focus(): void;
  /** Leads to a row, and gives it the focus. */
  go(index: number): void;
}

export interface VirtualRowsProps {
  readonly label: string;
  readonly ref?: Ref<VirtualRowsHandle>;
  readonly count: number;
  /** Its own among the rows, and the same when they are read again. */
  readonly keyOf: (index: number) => string;
  /** Another function where one of the heights is another. */
  readonly heightOf: (index: number) => number;
  /** The row of the heads. */
  readonly head: ReactNode;
  /** The smallest of the heights; and how high the head is. */
  readonly rowPx: number;
  readonly render: (index: number, frame: RowFrame) => ReactNode;
  /** Keys on a row that do not move. @returns whether it was one */
  readonly onKey: (index: number, event: KeyboardEvent) => boolean;
  /** Told of the rows in sight, `last` included. */
  readonly onSight?: ((first: number, last: number) => void) | undefined;
}

const overscanRows = 3;

export function VirtualRows(props: VirtualRowsProps) {
  const { label, ref, count, keyOf, heightOf, head, rowPx, render, onSight } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const view = useScrollView(scroller, rowPx);
  const tops = useMemo(() => topsOf(count, heightOf), [count, heightOf]);
  useAnchor(scroller, tops, keyOf, rowPx);
  const active = useActiveRow(scroller, props, tops);
  useFocusKept(scroller, active.key);
  useImperativeHandle(ref, () => ({ focus: () => active.go(active.index), go: active.go }), [active.index, active.go]);

  const first = Math.max(0, rowAt(tops, view.topPx) - overscanRows);
  const last = Math.min(count - 1, rowAt(tops, view.topPx + view.heightPx) + overscanRows);
  useEffect(() => onSight?.(first, last), [onSight, first, last]);
  const shown = useFewAtOnce(wantedRows({ first, last, active: active.index, count, keyOf }));
  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        role="treegrid"
        tabIndex={-1}
        aria-label={label}
        aria-rowcount={count + 1}
        className={styles.table}
        onKeyDown={active.press}
      >
        {head}
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={styles.body} style={{ height: tops[count] ?? 0 }}>
          {shown.map(({ index, key }) =>
            render(index, {
              'data-row': key,
              'aria-rowindex': index + 2,
              tabIndex: index === active.index ? 0 : -1,
              style: { transform: `translateY(${tops[index] ?? 0}px)` },
            }),
          )}
        </div>
      </div>
    </div>
  );
}

interface Wanted extends Pick<VirtualRowsProps, 'count' | 'keyOf'> {
  readonly first: number;
  readonly last: number;
  readonly active: number;
}

function wantedRows({ first, last, active, count, keyOf }: Wanted): readonly WantedRow[] {
  const rowOf = (index: number): WantedRow => {
    const isNext = index < first + overscanRows || index > last - overscanRows;
    return { index, key: keyOf(index), rank: index === active ? 0 : isNext ? 2 : 1 };
  };
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => rowOf(first + i));
  // The one that has the focus stays in the page when it is scrolled away, so that the next key finds it.
  if (active >= 0 && active < first) rows.unshift(rowOf(active));
  if (active > last && active < count) rows.push(rowOf(active));
  return rows;
}

type Scroller = { readonly current: HTMLDivElement | null };

/** Other rows above, or others' heights, move what is in sight: it is moved back. At the very top, what is new there is to be seen. */
function useAnchor(scroller: Scroller, tops: Tops, keyOf: (index: number) => string, rowPx: number): void {
  const anchor = useRef<{ readonly key: string; readonly offsetPx: number; readonly topPx: number } | undefined>(
    undefined,
  );
  const latest = useRef({ tops, keyOf });
  const place = useRef({ tops, keyOf });
  latest.current = { tops, keyOf };
  useEffect(() => {
    const host = scroller.current;
    if (host === null) return undefined;
    const note = () => {
      anchor.current = anchorAt(host.scrollTop, latest.current.tops, latest.current.keyOf, rowPx);
    };
    note();
    host.addEventListener('scroll', note, { passive: true });
    return () => host.removeEventListener('scroll', note);
  }, [scroller, rowPx]);
  useLayoutEffect(() => {
    const host = scroller.current;
    const isSame = place.current.tops === tops;
    place.current = { tops, keyOf };
    if (host === null || isSame || anchor.current === undefined) return;
    const { key, offsetPx, topPx } = anchor.current;
    const index = indexOf(key, tops.length - 1, keyOf);
    if (index < 0) return;
    const wantedPx = (tops[index] ?? 0) + offsetPx;
    // Compared with what was told last: to ask where it stands would lay out the page within this task.
    if (Math.abs(wantedPx - topPx) >= 1) host.scrollTop = wantedPx;
  }, [scroller, tops, keyOf]);
}

function anchorAt(topPx: number, tops: Tops, keyOf: (index: number) => string, rowPx: number) {
  const index = rowAt(tops, topPx);
  if (topPx < rowPx || index < 0) return undefined;
  return { key: keyOf(index), offsetPx: topPx - (tops[index] ?? 0), topPx };
}

function indexOf(key: string, count: number, keyOf: (index: number) => string): number {
  for (let i = 0; i < count; i += 1) if (keyOf(i) === key) return i;
  return -1;
}

/** @returns undefined where the key moves nothing. */
function rowAfter(key: string, index: number, count: number, page: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    j: index + 1,
    ArrowUp: index - 1,
    k: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

/** The one row that Tab reaches. One out of sight is scrolled to, and takes the focus once it is in the page. */
function useActiveRow(scroller: Scroller, props: VirtualRowsProps, tops: Tops) {
  const { count, keyOf, rowPx } = props;
  const [active, setActive] = useState({ key: '', index: 0 });
  const wanted = useRef<string | undefined>(undefined);
  // Where its row is gone, the one that has come into its place.
  const index = useMemo(() => {
    const found = active.key === '' ? -1 : indexOf(active.key, count, keyOf);
    return found >= 0 ? found : Math.min(active.index, count - 1);
  }, [active, count, keyOf]);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = rowElement(scroller.current, wanted.current);
    if (row === undefined) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });
  const latest = useRef({ props, tops });
  latest.current = { props, tops };
  const go = useCallback(
    (to: number) => {
      const { props: now, tops: places } = latest.current;
      if (to < 0 || to >= now.count) return;
      const key = now.keyOf(to);
      wanted.current = key;
      setActive({ key, index: to });
      if (scroller.current !== null) bringIntoSight(scroller.current, places, to, now.rowPx);
    },
    [scroller],
  );
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
    const row = event.target.closest<HTMLElement>('[data-row]');
    if (row === null) return;
    // Keys that come faster than rows are drawn go on from the row that is about to have the focus.
    const at = indexOf(wanted.current ?? row.dataset.row ?? '', count, keyOf);
    if (event.target !== row) {
      // From what is in a row back to the row.
      if (event.key !== 'Escape') return;
      go(at);
    } else if (!props.onKey(at, event)) {
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 2);
      const to = rowAfter(event.key, at, count, page);
      if (to === undefined) return;
      go(to);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  // A row that was clicked, or something in it, is where one goes on.
  useEffect(() => {
    const host = scroller.current;
    const enter = ({ target }: FocusEvent) => {
      const key = target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined;
      if (key !== undefined) setActive((before) => (before.key === key ? before : { key, index: -1 }));
    };
    host?.addEventListener('focusin', enter);
    return () => host?.removeEventListener('focusin', enter);
  }, [scroller]);
  // The place of a row that has the focus, for when it is gone.
  useEffect(() => {
    if (index >= 0)
      setActive((before) => (before.index === index || before.key === '' ? before : { ...before, index }));
  }, [index]);
  return { index, key: active.key === '' || index < 0 ? '' : keyOf(index), go, press };
}

function rowElement(host: HTMLElement | null, key: string): HTMLElement | undefined {
  return host?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`) ?? undefined;
}

function bringIntoSight(host: HTMLElement, tops: Tops, index: number, headPx: number): void {
  const topPx = tops[index] ?? 0;
  const bottomPx = tops[index + 1] ?? topPx;
  const roomPx = host.clientHeight - headPx;
  if (topPx < host.scrollTop || bottomPx - topPx > roomPx) host.scrollTop = topPx;
  else if (bottomPx > host.scrollTop + roomPx) host.scrollTop = bottomPx - roomPx;
}

/** Rows that change their order are moved in the page, and what is moved loses the focus; one that goes takes it along. */
function useFocusKept(scroller: Scroller, activeKey: string): void {
  const host = scroller.current;
  const before = host?.contains(document.activeElement) === true ? document.activeElement : undefined;
  useLayoutEffect(() => {
    if (!(before instanceof HTMLElement) || document.activeElement !== document.body) return;
    const next = before.isConnected ? before : rowElement(scroller.current, activeKey);
    next?.focus({ preventScroll: true });
  });
}
