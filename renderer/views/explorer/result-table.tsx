/** An answer as a table: common labels once above, one column for each label that differs, exact values. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../../shared/format/time.ts';
import { metricNameLabel } from '../../../shared/model/labels.ts';
import { LabelPairs } from '../../charts/label-pairs.tsx';
import { MiddleText } from '../../charts/middle-text.tsx';
import { type TableColumn, VirtualTable } from '../../charts/virtual-table.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { Shown } from './query-state.ts';
import styles from './result-table.module.css';
import { type RowSort, sortRows, type TableModel, tableModel, timeKey, valueKey } from './table-model.ts';

/** About 20 rows, or what the view gives to a panel; longer tables scroll within it. */
const maxHeight = `var(--table-height, ${26 * 21}px)`;
/** 12.5 px sans digits, and the cell's padding. */
const digitPx = 7.4;
const cellPadding = 20;
/** With more columns than this, names need the room of the bar. */
const mostLabelsBesideBar = 5;

export function ResultTable({ shown }: { readonly shown: Shown }) {
  const { t } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const { answer } = shown;
  const [sort, setSort] = useState<RowSort | undefined>();
  const model = useMemo(() => tableModel(answer), [answer]);
  const rows = useMemo(() => sortRows(model, sort), [model, sort]);
  if (answer.done.text !== undefined) return <pre className={styles.text}>{answer.done.text}</pre>;
  const number = valueTrack(model);
  const time: TableColumn = {
    key: timeKey,
    head: t('result.time'),
    track: '188px',
    numeric: true,
    sortable: true,
    cell: (row) => formatDateTime(model.timeOf(row), timeZone),
  };
  const columns: readonly TableColumn[] = [
    ...labelColumns(model, t('result.metric')),
    ...barColumn(model),
    {
      key: valueKey,
      head: t('result.value'),
      track: number,
      numeric: true,
      sortable: true,
      held: true,
      cell: model.textOf,
    },
    ...(model.hasTimes ? [time] : []),
  ];
  return (
    <>
      {model.common.length === 0 ? null : (
        <p className={styles.common}>
          {t('legend.common')} <LabelPairs labels={model.common} />
        </p>
      )}
      <VirtualTable
        label={t('result.label')}
        columns={columns}
        items={rows}
        sort={sort}
        onSort={setSort}
        maxHeight={maxHeight}
      />
    </>
  );
}

function labelColumns(model: TableModel, metricHead: string): readonly TableColumn[] {
  // A single series may have no labels at all: the value then has the row for itself.
  if (model.labelNames.length === 0) return [{ key: ' none', head: null, track: 'minmax(0, 1fr)', cell: () => null }];
  return model.labelNames.map((name) => ({
    key: name,
    head: name === metricNameLabel ? metricHead : name,
    track: 'minmax(128px, 1fr)',
    sortable: true,
    cell: (row) => <MiddleText>{model.labelOf(row, name)}</MiddleText>,
  }));
}

/** Ink on inset, as all bars of one quantity; only where values can be compared as lengths. */
function barColumn({ barMax, numberOf, labelNames }: TableModel): readonly TableColumn[] {
  if (barMax === undefined || labelNames.length > mostLabelsBesideBar) return [];
  return [
    {
      key: ' bar',
      head: null,
      track: 'minmax(80px, 1fr)',
      cell: (row) => (
        <svg className={styles.bar} width="100%" height="6" aria-hidden="true">
          <rect className={styles.ink} width={`${(100 * numberOf(row)) / barMax}%`} height="6" />
        </svg>
      ),
    },
  ];
}

/** As wide as the widest value, which may be a text: nothing truncates a number. */
function valueTrack(model: TableModel): string {
  let widest = 8;
  const every = Math.max(1, Math.floor(model.rowCount / 2000));
  for (let row = 0; row < model.rowCount; row += every) widest = Math.max(widest, model.textOf(row).length);
  return `${Math.ceil(widest * digitPx) + cellPadding}px`;
}
