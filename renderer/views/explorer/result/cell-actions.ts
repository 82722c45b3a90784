/** What the menu of a cell offers. */
import type { TFunction } from 'i18next';
import { formatLabels, labelValue } from '../../../../shared/model/labels.ts';
import { printMatcher } from '../../../../shared/promql/print.ts';
import { labelsOfRow, type TableModel } from '../table-model.ts';
import type { CellAction } from './cell-menu.tsx';
import type { GridColumn } from './grid-column.ts';
import type { LabelFilter } from './row-details.tsx';
import { type ColumnKey, labelOfKey } from './row-order.ts';
import { cellText, rowText, type TextForm } from './table-text.ts';

export interface CellActionsInput {
  readonly model: TableModel;
  readonly columns: readonly GridColumn[];
  readonly row: number;
  readonly key: ColumnKey;
  readonly isOpen: boolean;
  readonly t: TFunction<'result'>;
  readonly onCopy: (text: string) => void;
  readonly onCopyTable: (form: TextForm) => void;
  readonly onFilter: LabelFilter;
  readonly onToggle: (row: number) => void;
}

export function cellActions(input: CellActionsInput): readonly CellAction[] {
  const { model, columns, row, key, isOpen, t, onCopy, onCopyTable, onToggle } = input;
  const labels = labelsOfRow(model, row);
  return [
    { label: t('menu.copyCell'), run: () => onCopy(cellText(columns, row, key)) },
    ...labelActions(input),
    { label: t('menu.copyRow'), apart: true, run: () => onCopy(rowText(columns, row)) },
    ...(labels.length === 0 ? [] : [{ label: t('menu.copySeries'), run: () => onCopy(formatLabels(labels)) }]),
    { label: t('menu.copyTable'), run: () => onCopyTable('tsv') },
    { label: t('menu.copyMarkdown'), run: () => onCopyTable('markdown') },
    { label: t(isOpen ? 'menu.close' : 'menu.open'), apart: true, run: () => onToggle(row) },
  ];
}

function labelActions({ model, row, key, t, onCopy, onFilter }: CellActionsInput): readonly CellAction[] {
  const name = labelOfKey(key);
  if (name === undefined) return [];
  const value = labelValue(labelsOfRow(model, row), name) ?? '';
  const matcher = printMatcher({ name, op: '=', value });
  return [
    { label: t('menu.copyMatcher', { matcher }), run: () => onCopy(matcher) },
    { label: t('menu.only', { name, value }), apart: true, run: () => onFilter(name, value, '=') },
    { label: t('menu.without', { name, value }), run: () => onFilter(name, value, '!=') },
  ];
}
