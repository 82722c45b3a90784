/** The head of a table: it stays, and sorts. A third click goes back to the order of the server. */
import type { KeyboardEvent } from 'react';
import styles from './data-grid.module.css';
import type { GridColumn, GridPlace } from './grid-column.ts';
import type { ColumnKey, RowSort } from './row-order.ts';

export interface GridHeadProps {
  readonly columns: readonly GridColumn[];
  readonly widths: readonly number[];
  readonly sight: { readonly first: number; readonly end: number };
  readonly sort: RowSort | undefined;
  readonly onSort: (sort: RowSort | undefined) => void;
  readonly active: GridPlace;
  readonly onMove: (event: KeyboardEvent, from: GridPlace) => void;
}

export function GridHead({ columns, widths, sight, sort, onSort, active, onMove }: GridHeadProps) {
  let leftPx = 0;
  const lefts = widths.map((px) => {
    leftPx += px;
    return leftPx - px;
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one cannot be those of a table element
    // biome-ignore lint/a11y/useFocusableInteractive: a row of heads is not chosen
    <div role="row" aria-rowindex={1} className={styles.head}>
      {columns.map(({ key, head, isHeadSpoken = false, numeric = false, sortable = false, held = false }, column) => {
        if (!held && (column < sight.first || column >= sight.end)) return null;
        const direction = sort?.key === key ? (sort.descending ? 'descending' : 'ascending') : undefined;
        const place = held
          ? { width: widths[column], right: 0, marginLeft: 'auto' }
          : { width: widths[column], left: lefts[column] };
        return (
          // biome-ignore lint/a11y/useSemanticElements: as the row
          // biome-ignore lint/a11y/useFocusableInteractive: the button inside is
          <div
            key={key}
            role="columnheader"
            aria-colindex={column + 1}
            aria-sort={direction}
            data-numeric={numeric}
            data-held={held}
            className={styles.headCell}
            style={place}
          >
            {sortable ? (
              <button
                type="button"
                className={styles.sort}
                title={head}
                data-cell={`-1:${column}`}
                tabIndex={column === active.column ? 0 : -1}
                onClick={() => onSort(nextSort(sort, key, numeric))}
                onKeyDown={(event) => onMove(event, { index: -1, column })}
              >
                <span className={styles.headText}>{head}</span>
                <SortMark direction={direction} />
              </button>
            ) : (
              // biome-ignore lint/a11y/noStaticElementInteractions: the keys that move the focus, as on every cell
              <span
                className={styles.plain}
                data-cell={`-1:${column}`}
                tabIndex={-1}
                onKeyDown={(event) => onMove(event, { index: -1, column })}
              >
                <span className={isHeadSpoken ? 'spoken' : undefined}>{head}</span>
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Numbers are looked for at their largest first, words from the beginning; then the other way round; then as the server has them. */
export function nextSort(sort: RowSort | undefined, key: ColumnKey, numeric: boolean): RowSort | undefined {
  if (sort?.key !== key) return { key, descending: numeric };
  return sort.descending === numeric ? { key, descending: !numeric } : undefined;
}

function SortMark({ direction }: { readonly direction: 'ascending' | 'descending' | undefined }) {
  return (
    <svg className={styles.mark} data-direction={direction ?? 'none'} width="7" height="5" aria-hidden="true">
      <path d="M0 0h7L3.5 5z" />
    </svg>
  );
}
