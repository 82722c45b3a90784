/**
 * A table of any length: 26 px rows, of which only those in sight are in the page; the head stays and sorts. One row is a tab stop where
 * rows can be chosen; arrows, Home and End move along them.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './virtual-table.module.css';

export interface TableColumn {
  readonly key: string;
  readonly head: ReactNode;
  /** A grid track: `30px`, `minmax(0, 1fr)`. */
  readonly track: string;
  readonly numeric?: boolean;
  readonly sortable?: boolean;
  /** @param item as in `items` */
  readonly cell: (item: number) => ReactNode;
}

export interface TableSort {
  readonly key: string;
  readonly descending: boolean;
}

export interface RowEvents {
  readonly onChoose: (
    item: number,
    event: { readonly ctrlKey: boolean; readonly metaKey: boolean; readonly shiftKey: boolean },
  ) => void;
  readonly onPin: (item: number) => void;
  readonly onPoint: (item: number | undefined) => void;
}

export interface VirtualTableProps {
  readonly label: string;
  readonly columns: readonly TableColumn[];
  /** What the rows stand for, in order; most often indices into columns of data. */
  readonly items: readonly number[];
  readonly sort: TableSort | undefined;
  readonly onSort: (sort: TableSort) => void;
  /** The table grows with its rows up to here, then it scrolls. */
  readonly maxHeight: string | undefined;
  readonly rows?: RowEvents | undefined;
  /** `on`: highlighted. `off`: hidden elsewhere. */
  readonly rowState?: ((item: number) => 'on' | 'off' | undefined) | undefined;
}

const rowHeight = 26;
const overscanRows = 10;
/** Up to here all rows are in the page: shorter, and a screen reader has the whole table. */
const plainUpTo = 60;

export function VirtualTable(props: VirtualTableProps) {
  const { label, columns, items, maxHeight } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(0);
  const [wanted, setWanted] = useState<number | undefined>();
  const virtual = items.length > plainUpTo;
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: overscanRows,
    scrollPaddingStart: rowHeight,
    enabled: virtual,
  });
  // After every render while a row is wanted: one out of sight is in the page only once the table has scrolled to it.
  useEffect(() => {
    if (wanted === undefined) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${wanted}"]`);
    if (row === null || row === undefined) return;
    row.focus();
    setWanted(undefined);
  });

  const tracks = columns.map(({ track }) => track).join(' ');
  const shown = virtual ? virtualizer.getVirtualItems().map(({ index }) => index) : items.map((_, index) => index);
  const go = (index: number) => {
    const to = Math.min(items.length - 1, Math.max(0, index));
    if (virtual) virtualizer.scrollToIndex(to);
    setFocused(to);
    setWanted(to);
  };
  return (
    <div ref={scroller} className={styles.scroller} style={maxHeight === undefined ? undefined : { maxHeight }}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be those of a table element */}
      <div role="table" aria-label={label} aria-rowcount={items.length + 1} className={styles.table}>
        <Head {...props} tracks={tracks} />
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={styles.body} style={{ height: items.length * rowHeight }}>
          {shown.map((index) => (
            <Row
              key={items[index]}
              {...props}
              index={index}
              tracks={tracks}
              tabStop={index === Math.min(focused, items.length - 1)}
              go={go}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Head({ columns, sort, onSort, tracks }: VirtualTableProps & { readonly tracks: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the table
    // biome-ignore lint/a11y/useFocusableInteractive: a row of heads is not chosen
    <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: tracks }}>
      {columns.map(({ key, head, numeric = false, sortable = false }) => {
        const direction = sort?.key === key ? (sort.descending ? 'descending' : 'ascending') : undefined;
        // Numbers are looked for at their largest first, words from the beginning.
        const next = { key, descending: direction === undefined ? numeric : direction === 'ascending' };
        return (
          // biome-ignore lint/a11y/useSemanticElements: as the table
          // biome-ignore lint/a11y/useFocusableInteractive: the button inside is
          <div key={key} role="columnheader" aria-sort={direction} data-numeric={numeric} className={styles.headCell}>
            {sortable ? (
              <button type="button" className={styles.sort} onClick={() => onSort(next)}>
                {head}
                <SortMark direction={direction} />
              </button>
            ) : (
              head
            )}
          </div>
        );
      })}
    </div>
  );
}

function SortMark({ direction }: { readonly direction: 'ascending' | 'descending' | undefined }) {
  return (
    <svg className={styles.mark} data-direction={direction ?? 'none'} width="7" height="5" aria-hidden="true">
      <path d="M0 0h7L3.5 5z" />
    </svg>
  );
}

interface RowProps extends VirtualTableProps {
  readonly index: number;
  readonly tracks: string;
  readonly tabStop: boolean;
  readonly go: (index: number) => void;
}

function Row({ columns, items, rows, rowState, index, tracks, tabStop, go }: RowProps) {
  const item = items[index];
  if (item === undefined) return null;
  const press = (event: KeyboardEvent) => {
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
    if (target !== undefined) go(target);
    else if (event.key === 'Enter') rows?.onPin(item);
    else if (event.key === ' ') rows?.onChoose(item, event);
    else return;
    event.preventDefault();
  };
  const choosable =
    rows === undefined
      ? {}
      : {
          tabIndex: tabStop ? 0 : -1,
          onClick: (event: MouseEvent) => rows.onChoose(item, event),
          onKeyDown: press,
          onMouseEnter: () => rows.onPoint(item),
          onMouseLeave: () => rows.onPoint(undefined),
          onFocus: () => rows.onPoint(item),
          onBlur: () => rows.onPoint(undefined),
        };
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the table
    // biome-ignore lint/a11y/useFocusableInteractive: it is where rows can be chosen
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      data-state={rowState?.(item)}
      data-choosable={rows !== undefined}
      className={styles.row}
      style={{ gridTemplateColumns: tracks, transform: `translateY(${index * rowHeight}px)` }}
      {...choosable}
    >
      {columns.map(({ key, numeric = false, cell }) => (
        // biome-ignore lint/a11y/useSemanticElements: as the table
        <div key={key} role="cell" data-numeric={numeric} className={styles.cell}>
          {cell(item)}
        </div>
      ))}
    </div>
  );
}
