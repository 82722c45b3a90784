/**
 * A table of any length and breadth: of its 26 px rows and its columns only those in sight are in the page; the head stays and sorts, one
 * column is held at the right end, and a row opens downwards. One cell is a tab stop; arrows, Home, End and Page keys move along the cells.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { columnsInSight, columnWidths } from './column-layout.ts';
import styles from './data-grid.module.css';
import type { CellPlace, GridColumn, GridPlace, RowActions } from './grid-column.ts';
import { GridHead } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import type { ColumnKey, RowSort } from './row-order.ts';
import { rowPlaces } from './row-places.ts';
import { useScrollView } from './use-scroll-view.ts';

export interface DataGridProps {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rows: Uint32Array;
  readonly sort: RowSort | undefined;
  readonly onSort: (sort: RowSort | undefined) => void;
  /** Rows that are open, and what is in them. */
  readonly open: ReadonlySet<number>;
  readonly onToggle: (row: number) => void;
  readonly details: (row: number) => ReactNode;
  /** Names a row through refreshes, so that what is open keeps its height. */
  readonly keyOf: (row: number) => string;
  /** A menu is asked for, by the right button or by the keyboard. */
  readonly onMenu: (row: number, key: ColumnKey, place: CellPlace) => void;
  /** A cell was clicked twice. */
  readonly onPick: (row: number, key: ColumnKey, isAlt: boolean) => void;
  readonly onCopy: (row: number, key: ColumnKey) => void;
  /** `/` in the table. */
  readonly onSearch: () => void;
  /** The table grows with its rows up to here, then it scrolls. */
  readonly maxHeight: string;
  /** Said under the last row. */
  readonly foot?: ReactNode;
}

const rowPx = 26;
const overscanRows = 8;
const overscanPx = 240;
const supposedDetailsPx = 220;
/** Room for a scroll bar: without it the widths would change when it comes. */
const scrollBarPx = 14;

export function DataGrid(props: DataGridProps) {
  const { label, columns, rows, open, maxHeight, foot } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const view = useScrollView(scroller, rowPx);
  const widths = useMemo(() => columnWidths(columns, view.widthPx - scrollBarPx), [columns, view.widthPx]);
  const widthPx = widths.reduce((sum, px) => sum + px, 0);
  const { places, onHeight, openRows } = usePlaces(props);
  const { active, setActive, move } = useActiveCell(scroller, props, widths, places.topOf);
  const latest = useRef(props);
  latest.current = props;
  const actions = useMemo(() => rowActions(latest, setActive, move), [setActive, move]);

  const first = Math.max(0, places.indexAt(view.topPx) - overscanRows);
  const last = places.indexAt(view.topPx + view.heightPx) + overscanRows;
  const sight = columnsInSight(widths, view.leftPx - overscanPx, view.leftPx + view.widthPx + overscanPx);
  const shown = Array.from({ length: Math.max(0, Math.min(last, rows.length - 1) - first + 1) }, (_, i) => first + i);
  // The one that has the focus stays in the page when it is scrolled away, so that the next key finds it.
  if (active.index >= 0 && active.index < rows.length && !shown.includes(active.index)) shown.push(active.index);
  return (
    <div ref={scroller} className={styles.scroller} style={{ maxHeight }}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be those of a table element */}
      <div
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        className={styles.grid}
        data-wide={widthPx > view.widthPx}
        style={{ width: widthPx }}
      >
        <GridHead {...props} widths={widths} sight={sight} active={active} onMove={move} />
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={styles.body} style={{ height: places.totalPx }}>
          {shown.map((index) => {
            const row = rows[index] ?? 0;
            return (
              <GridRow
                key={row}
                row={row}
                index={index}
                topPx={places.topOf(index)}
                columns={columns}
                widths={widths}
                first={sight.first}
                end={sight.end}
                activeColumn={active.index === index ? active.column : undefined}
                isOpen={open.has(row)}
                openKey={openRows.get(row)}
                viewPx={view.widthPx - scrollBarPx}
                details={open.has(row) ? props.details : undefined}
                onHeight={onHeight}
                actions={actions}
              />
            );
          })}
        </div>
      </div>
      {foot}
    </div>
  );
}

/** Where the rows stand, by the heights of what is open as they are measured. */
function usePlaces({ rows, open, keyOf }: DataGridProps) {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const openRows = useMemo(() => new Map([...open].map((row) => [row, keyOf(row)])), [open, keyOf]);
  const places = useMemo(() => {
    const list: { index: number; heightPx: number }[] = [];
    if (openRows.size > 0) {
      rows.forEach((row, index) => {
        const key = openRows.get(row);
        if (key !== undefined) list.push({ index, heightPx: heights.get(key) ?? supposedDetailsPx });
      });
    }
    return rowPlaces(rows.length, rowPx, list);
  }, [rows, openRows, heights]);
  const onHeight = useMemo(
    () => (key: string, heightPx: number) =>
      setHeights((before) => (before.get(key) === heightPx ? before : new Map(before).set(key, heightPx))),
    [],
  );
  return { places, onHeight, openRows };
}

/** @returns undefined where the key moves nothing. */
function cellAfter(key: string, { index, column }: GridPlace, size: { rows: number; columns: number; page: number }) {
  const targets: Readonly<Record<string, GridPlace>> = {
    ArrowDown: { index: index + 1, column },
    j: { index: index + 1, column },
    ArrowUp: { index: index - 1, column },
    k: { index: index - 1, column },
    PageDown: { index: index + size.page, column },
    PageUp: { index: Math.max(0, index - size.page), column },
    ArrowRight: { index, column: column + 1 },
    ArrowLeft: { index, column: column - 1 },
    Home: { index: Math.min(0, index), column },
    End: { index: size.rows - 1, column },
  };
  const target = targets[key];
  if (target === undefined) return undefined;
  return {
    index: Math.max(-1, Math.min(size.rows - 1, target.index)),
    column: Math.max(0, Math.min(size.columns - 1, target.column)),
  };
}

type Move = (event: KeyboardEvent, from: GridPlace) => void;

/** The one cell that Tab reaches. A cell out of sight is scrolled to, and takes the focus once it is in the page. */
function useActiveCell(
  scroller: { readonly current: HTMLDivElement | null },
  { rows, columns }: DataGridProps,
  widths: readonly number[],
  topOf: (index: number) => number,
) {
  const [active, setActive] = useState<GridPlace>({ index: 0, column: 0 });
  const wanted = useRef<GridPlace | undefined>(undefined);
  // After every render while a cell is wanted. What an earlier render left to do may come after the key: it knows only the cell before.
  useEffect(() => {
    if (wanted.current === undefined) return;
    const { index, column } = wanted.current;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${index}:${column}"]`);
    if (cell === null || cell === undefined) return;
    wanted.current = undefined;
    cell.focus({ preventScroll: true });
  });
  const latest = useRef({ rows, columns, widths, topOf });
  latest.current = { rows, columns, widths, topOf };
  const move = useMemo<Move>(
    () => (event, from) => {
      const now = latest.current;
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 2);
      const size = { rows: now.rows.length, columns: now.columns.length, page };
      const to = event.ctrlKey || event.metaKey || event.altKey ? undefined : cellAfter(event.key, from, size);
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      wanted.current = to;
      setActive(to);
      if (scroller.current !== null) bringIntoSight(scroller.current, to, now);
    },
    [scroller],
  );
  // Rows or columns that are gone cannot be the tab stop.
  const inside = {
    index: Math.min(active.index, rows.length - 1),
    column: Math.min(active.column, columns.length - 1),
  };
  return { active: inside, setActive, move };
}

interface Geometry {
  readonly columns: readonly GridColumn[];
  readonly widths: readonly number[];
  readonly topOf: (index: number) => number;
}

function bringIntoSight(host: HTMLElement, { index, column }: GridPlace, { columns, widths, topOf }: Geometry): void {
  const topPx = topOf(Math.max(0, index));
  const roomPx = host.clientHeight - rowPx;
  if (topPx < host.scrollTop) host.scrollTop = topPx;
  else if (topPx + rowPx > host.scrollTop + roomPx) host.scrollTop = topPx + rowPx - roomPx;
  if (columns[column]?.held === true) return;
  const heldPx = widths.reduce((sum, px, i) => (columns[i]?.held === true ? sum + px : sum), 0);
  const leftPx = widths.slice(0, column).reduce((sum, px) => sum + px, 0);
  const rightPx = leftPx + (widths[column] ?? 0);
  if (rightPx > host.scrollLeft + host.clientWidth - heldPx) host.scrollLeft = rightPx - host.clientWidth + heldPx;
  if (leftPx < host.scrollLeft) host.scrollLeft = leftPx;
}

/** What rows call: always the latest of the props, so that rows are not drawn again for a new function. */
function rowActions(
  latest: { readonly current: DataGridProps },
  setActive: (active: GridPlace) => void,
  move: Move,
): RowActions {
  return {
    onToggle: (row) => latest.current.onToggle(row),
    onMenu: (row, key, place) => latest.current.onMenu(row, key, place),
    onPick: (row, key, isAlt) => latest.current.onPick(row, key, isAlt),
    onFocus: (index, column) => setActive({ index, column }),
    onKey: (event, place, row, key) => {
      if (event.key === 'Enter' || event.key === ' ') latest.current.onToggle(row);
      else if (event.key === '/') latest.current.onSearch();
      else if ((event.ctrlKey || event.metaKey) && event.key === 'c' && document.getSelection()?.isCollapsed !== false)
        latest.current.onCopy(row, key);
      else {
        move(event, place);
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
