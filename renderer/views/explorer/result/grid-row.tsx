/** One row of a table, and what is open under it. */
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './data-grid.module.css';
import type { CellPlace, GridColumn, RowActions } from './grid-column.ts';

export interface GridRowProps {
  readonly row: number;
  readonly index: number;
  readonly topPx: number;
  readonly columns: readonly GridColumn[];
  readonly widths: readonly number[];
  /** The columns in sight, besides those that are held. */
  readonly first: number;
  readonly end: number;
  /** The cell that Tab reaches, where it is in this row. */
  readonly activeColumn: number | undefined;
  readonly isOpen: boolean;
  readonly openKey: string | undefined;
  /** The width of what is in sight: what is open does not scroll sideways. */
  readonly viewPx: number;
  readonly details: ((row: number) => ReactNode) | undefined;
  readonly onHeight: (key: string, heightPx: number) => void;
  readonly actions: RowActions;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, index, topPx, columns, widths, first, end, activeColumn, isOpen, actions } = props;
  let leftPx = 0;
  return (
    <div className={styles.place} data-open={isOpen} style={{ transform: `translateY(${topPx}px)` }}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be those of a table element */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its cells are */}
      <div role="row" aria-rowindex={index + 2} data-open={isOpen} className={styles.row}>
        {columns.map((column, i) => {
          const left = leftPx;
          const width = widths[i] ?? 0;
          leftPx += width;
          const held = column.held === true;
          if (!held && (i < first || i >= end) && i !== activeColumn) return null;
          return (
            <Cell
              key={column.key}
              {...{ row, index, column, isOpen, actions }}
              at={i}
              isTabStop={i === activeColumn}
              place={held ? { width, right: 0, marginLeft: 'auto' } : { width, left }}
            />
          );
        })}
      </div>
      {isOpen ? <OpenPart {...props} /> : null}
    </div>
  );
});

interface CellProps {
  readonly row: number;
  readonly index: number;
  readonly at: number;
  readonly column: GridColumn;
  readonly isOpen: boolean;
  readonly isTabStop: boolean;
  readonly place: Readonly<Record<string, number | string>>;
  readonly actions: RowActions;
}

function Cell({ row, index, at, column, isOpen, isTabStop, place, actions }: CellProps) {
  const { t } = useTranslation('result');
  const { key, numeric = false, held = false, cell } = column;
  const click = (event: MouseEvent) => {
    // Who has drawn over a text wants to copy it, and the second of two clicks is no third.
    const isSelecting = document.getSelection()?.isCollapsed === false;
    if (event.detail === 1 && !isSelecting) actions.onToggle(row);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the row
    <div
      role="gridcell"
      aria-colindex={at + 1}
      data-cell={`${index}:${at}`}
      data-numeric={numeric}
      data-held={held}
      data-first={at === 0}
      className={styles.cell}
      style={place}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={() => actions.onFocus(index, at)}
      onClick={click}
      // Two clicks choose the value; the browser would mark the word.
      onMouseDown={(event) => (event.detail > 1 ? event.preventDefault() : undefined)}
      onDoubleClick={(event) => actions.onPick(row, key, event.altKey)}
      onKeyDown={(event) => {
        if (event.target === event.currentTarget) actions.onKey(event, { index, column: at }, row, key);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        actions.onMenu(row, key, menuPlace(event));
      }}
    >
      {at === 0 ? (
        <button
          type="button"
          className={styles.opener}
          tabIndex={-1}
          aria-expanded={isOpen}
          aria-label={t('table.details')}
          onClick={(event) => {
            event.stopPropagation();
            actions.onToggle(row);
          }}
        >
          <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
            <path d="M2.5 1L6 4 2.5 7z" />
          </svg>
        </button>
      ) : null}
      {cell(row)}
    </div>
  );
}

/** Asked for with the keyboard, a menu stands at its cell. */
function menuPlace(event: MouseEvent<HTMLElement>): CellPlace {
  if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  return { x: left + 8, y: bottom };
}

function OpenPart({
  row,
  index,
  columns,
  openKey = '',
  viewPx,
  details,
  onHeight,
  actions,
  activeColumn,
}: GridRowProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => onHeight(openKey, element.offsetHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [openKey, onHeight]);
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    actions.onToggle(row);
    host.current?.parentElement?.querySelector<HTMLElement>(`[data-cell="${index}:${activeColumn ?? 0}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the row
    // biome-ignore lint/a11y/useFocusableInteractive: what is in it is
    <div ref={host} role="row" className={styles.open} style={{ width: viewPx }} onKeyDown={leave}>
      {/* biome-ignore lint/a11y/useSemanticElements: as the row */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" aria-colspan={columns.length}>
        {details?.(row)}
      </div>
    </div>
  );
}
