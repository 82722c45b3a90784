/**
 * A list of equal rows, some with a heading before them, of which only those in sight are in the page once there are more than `plainUpTo`. One row is a tab stop; arrows, Home,
 * End, j and k move the focus, which brings a row into sight first.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './virtual-list.module.css';

export interface RowProps {
  /** For the row's one focusable element: `data-row` is how the list finds it. */
  readonly 'data-row': number;
  readonly tabIndex: 0 | -1;
}

export interface VirtualListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly rowHeight: number;
  /** The row that Tab reaches, and that is kept in sight when it changes. -1: the first. */
  readonly current: number;
  readonly render: (item: Item, row: RowProps) => ReactNode;
  readonly plainUpTo?: number;
  /** What stands before a row and belongs to what follows, as a heading does; it is no row for the keys. */
  readonly before?: (item: Item, index: number) => ReactNode;
  /** The height of whatever `before` gives. */
  readonly beforeHeight?: number;
}

const overscanRows = 8;

/** @returns the row that a key leads to, or undefined where the key is not for the list. */
function rowAfter(key: string, row: number, count: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    j: row + 1,
    ArrowUp: row - 1,
    k: row - 1,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.min(count - 1, Math.max(0, target));
}

export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, items, keyOf, rowHeight, current, render, plainUpTo = 30, before, beforeHeight = 0 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<number | undefined>();
  const virtual = items.length > plainUpTo;
  const headAt = (index: number) => {
    const item = items[index];
    return item === undefined ? undefined : before?.(item, index);
  };
  const heightAt = (index: number) => rowHeight + (headAt(index) === undefined ? 0 : beforeHeight);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: heightAt,
    overscan: overscanRows,
    enabled: virtual,
  });

  // Measured once: other heads or other rows are other heights.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the heights are made of
  useEffect(() => virtualizer.measure(), [virtualizer, items, rowHeight, beforeHeight]);

  useEffect(() => {
    if (current < 0) return;
    if (virtual) virtualizer.scrollToIndex(current);
    else scroller.current?.querySelector(`[data-row="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current, virtual, virtualizer]);

  // After every render while a row is wanted: a row out of sight is there only once the list has scrolled to it.
  useEffect(() => {
    if (wanted === undefined) return;
    const target = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted}"]`);
    if (target === null || target === undefined) return;
    target.focus();
    setWanted(undefined);
  });

  const move = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
    const row = Number(event.target.dataset.row ?? Number.NaN);
    const next = Number.isNaN(row) ? undefined : rowAfter(event.key, row, items.length);
    if (next === undefined) return;
    event.preventDefault();
    if (virtual) virtualizer.scrollToIndex(next);
    setWanted(next);
  };

  const tabStop = Math.min(Math.max(current, 0), items.length - 1);
  const row = (index: number): RowProps => ({ 'data-row': index, tabIndex: index === tabStop ? 0 : -1 });
  const shown = virtual
    ? virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start }))
    : items.map((_, index) => ({ index, start: undefined }));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons inside, taken where they bubble to
    <div ref={scroller} className={styles.scroller} onKeyDown={move}>
      <ul
        aria-label={label}
        className={styles.list}
        style={virtual ? { height: virtualizer.getTotalSize() } : undefined}
      >
        {shown.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const place =
            start === undefined ? undefined : { transform: `translateY(${start}px)`, height: heightAt(index) };
          return (
            <li
              key={keyOf(item)}
              className={start === undefined ? undefined : styles.placed}
              style={place}
              aria-setsize={items.length}
              aria-posinset={index + 1}
            >
              {headAt(index)}
              {render(item, row(index))}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
