/** Series and their samples as a table: what all have in common once above, then the rows, filtered and in order; a row opens. */
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { formatDateTime } from '../../../../shared/format/time.ts';
import { LabelPairs } from '../../../charts/label-pairs.tsx';
import type { RowKind } from '../table-model.ts';
import { cellActions } from './cell-actions.ts';
import { CellMenu } from './cell-menu.tsx';
import { DataGrid } from './data-grid.tsx';
import type { CellPlace } from './grid-column.ts';
import type { ResultPart } from './result-part.ts';
import { type LabelFilter, RowDetails } from './row-details.tsx';
import type { ColumnKey, RowSort } from './row-order.ts';
import styles from './series-table.module.css';
import { TableBar } from './table-bar.tsx';
import { tableColumns } from './table-columns.tsx';
import { useTableActions } from './use-table-actions.ts';
import { type TableRows, useTableRows } from './use-table-rows.ts';
import { type NumberLook, valueTexts } from './value-texts.ts';

export interface SeriesTableProps {
  readonly parts: readonly ResultPart[];
  readonly look: NumberLook;
  readonly onFilter: LabelFilter;
}

/** About 20 rows, or what the view gives to a panel; longer tables scroll within it. */
const maxHeight = `var(--table-height, ${26 * 21}px)`;

export function SeriesTable(props: SeriesTableProps) {
  const { parts, look } = props;
  const { t } = useTranslation('result');
  const choices = useChoices(parts);
  const table = useTableRows(parts, { ...choices, unit: look.unit });
  if (table === undefined) {
    return (
      <p className={styles.preparing} role="status">
        {t('table.preparing')}
      </p>
    );
  }
  return <Shown {...props} {...choices} table={table} />;
}

/** What was chosen by whoever looks: it stays through all refreshes. */
function useChoices(parts: readonly ResultPart[]) {
  const [chosenKind, setKind] = useState<RowKind>('series');
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<RowSort | undefined>();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<ReadonlySet<string> | undefined>();
  const hasRanges = parts.some(({ answer }) => answer.resultType === 'matrix');
  const kind = hasRanges ? chosenKind : 'samples';
  return { kind, setKind, hasRanges, filter, setFilter, sort, setSort, open, setOpen, chosen, setChosen };
}

type ShownProps = SeriesTableProps &
  Omit<ReturnType<typeof useChoices>, 'chosen' | 'open'> & { readonly table: TableRows };

function Shown({ look, onFilter, table, ...choices }: ShownProps) {
  const { model, rows, open } = table;
  const { t, i18n } = useTranslation('result');
  const input = useRef<HTMLInputElement>(null);
  const [menu, setMenu] = useState<{ row: number; key: ColumnKey; place: CellPlace } | undefined>();
  const texts = useMemo(() => valueTexts(model, look), [model, look]);
  const columns = useMemo(
    () => tableColumns({ model, texts, look, chosen: table.chosen, t }),
    [model, texts, look, table.chosen, t],
  );
  const actions = useTableActions({ table, columns, onFilter, setOpen: choices.setOpen });
  const asked = menu === undefined || menu.row >= model.rowCount ? undefined : menu;
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <>
      {model.common.length === 0 ? null : (
        <p className={styles.common}>
          {t('table.common')} <LabelPairs labels={model.common} />
        </p>
      )}
      <TableBar
        model={model}
        found={rows.length}
        text={choices.filter}
        onText={choices.setFilter}
        input={input}
        chosen={table.chosen}
        onChoose={choices.setChosen}
        onKind={choices.hasRanges ? choices.setKind : undefined}
        onCopy={actions.copyTable}
      />
      {model.leftOut === 0 ? null : (
        <p className={styles.note}>
          {t('table.leftOut', { shown: count(model.rowCount), all: count(model.rowCount + model.leftOut) })}
        </p>
      )}
      <DataGrid
        label={useLabel(table, look)}
        columns={columns}
        rows={rows}
        sort={table.sort}
        onSort={choices.setSort}
        open={open}
        onToggle={actions.toggle}
        details={(row) => <RowDetails model={model} row={row} look={look} texts={texts} onFilter={onFilter} />}
        keyOf={actions.keyOf}
        onMenu={(row, key, place) => setMenu({ row, key, place })}
        onPick={actions.pick}
        onCopy={actions.copyCell}
        onSearch={() => input.current?.focus()}
        maxHeight={maxHeight}
        foot={rows.length === 0 ? <p className={styles.note}>{t('table.none', { text: choices.filter })}</p> : null}
      />
      {asked === undefined ? null : (
        <CellMenu
          place={asked.place}
          actions={cellActions({
            ...{ model, columns, row: asked.row, key: asked.key, isOpen: open.has(asked.row), t },
            ...{ onCopy: actions.copy, onCopyTable: actions.copyTable, onFilter, onToggle: actions.toggle },
          })}
          onClose={() => setMenu(undefined)}
        />
      )}
      <p role="status" className={actions.said === '' ? 'spoken' : styles.said}>
        {actions.said}
      </p>
    </>
  );
}

/** What a screen reader calls the table: of what it is, as of when. */
function useLabel({ model, rows }: TableRows, { zone, locale }: NumberLook): string {
  const { t } = useTranslation('result');
  const [first] = model.parts;
  const timeMs = first?.evaluatedMs ?? model.timesMs[0] ?? Number.NaN;
  const letters = model.parts.map(({ letter }) => letter).join(', ');
  const words = { letters, rows: formatCount(rows.length, locale), time: formatDateTime(timeMs, zone) };
  return t('table.label', { count: rows.length, ...words });
}
