/** What can be done in a table: rows open, cells and rows are copied, a label is asked for. */
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelValue } from '../../../../shared/model/labels.ts';
import { inSlices } from '../../../components/slices.ts';
import { labelsOfRow, rowKey } from '../table-model.ts';
import { copyText } from './clipboard.ts';
import type { GridColumn } from './grid-column.ts';
import type { LabelFilter } from './row-details.tsx';
import { type ColumnKey, labelOfKey } from './row-order.ts';
import { cellText, type TextForm, tableText } from './table-text.ts';
import type { TableRows } from './use-table-rows.ts';

export interface TableActionsInput {
  readonly table: TableRows;
  readonly columns: readonly GridColumn[];
  readonly onFilter: LabelFilter;
  readonly setOpen: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;
}

export function useTableActions({ table, columns, onFilter, setOpen }: TableActionsInput) {
  const { model, rows } = table;
  const { said, copy } = useCopy();
  const keyOf = useCallback((row: number) => rowKey(model, row), [model]);
  const toggle = (row: number) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(keyOf(row))) next.add(keyOf(row));
      return next;
    });
  const copyCell = (row: number, key: ColumnKey) => copy(cellText(columns, row, key));
  const copyTable = (form: TextForm) => copy(inSlices(tableText(columns, rows, form)));
  const pick = (row: number, key: ColumnKey, isAlt: boolean) => {
    // The first of the two clicks opened or closed the row.
    toggle(row);
    const name = labelOfKey(key);
    if (name === undefined) copyCell(row, key);
    else onFilter(name, labelValue(labelsOfRow(model, row), name) ?? '', isAlt ? '!=' : '=');
  };
  return { said, copy, keyOf, toggle, copyCell, copyTable, pick };
}

const saidMs = 2500;

/** Copies, and says for a moment whether it did. */
function useCopy() {
  const { t } = useTranslation('result');
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => setSaid(''), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (text: string | Promise<string>) => {
    copyText(text).then(
      () => setSaid(t('copy.copied')),
      () => setSaid(t('copy.refused')),
    );
  };
  return { said, copy };
}
