/** The rows of a table as they follow from an answer, the filter and the order: worked out in slices, the last ones shown until then. */
import { useCallback, useMemo } from 'react';
import type { UnitName } from '../../../../shared/format/unit.ts';
import { useSliced } from '../../../components/use-sliced.ts';
import { type RowKind, rowsWithKeys, type TableModel, tableModel } from '../table-model.ts';
import { columnsAtFirst } from './column-layout.ts';
import type { ResultPart } from './result-part.ts';
import { parseFilter } from './row-filter.ts';
import { labelOfKey, orderRows, type RowSort, type ShownRows } from './row-order.ts';

export interface TableChoices {
  readonly kind: RowKind;
  readonly filter: string;
  readonly unit: UnitName;
  readonly sort: RowSort | undefined;
  /** The keys of the rows that are open. */
  readonly open: ReadonlySet<string>;
  /** The labels that have a column; undefined: as at first. */
  readonly chosen: ReadonlySet<string> | undefined;
}

export interface TableRows extends ShownRows {
  readonly open: ReadonlySet<number>;
  readonly chosen: ReadonlySet<string>;
  /** What they are sorted by: nothing, where its column is not there. */
  readonly sort: RowSort | undefined;
}

/** @returns undefined until the first rows are there. */
export function useTableRows(parts: readonly ResultPart[], choices: TableChoices): TableRows | undefined {
  const { kind, filter, unit, open, chosen } = choices;
  const model = useSliced(useCallback(() => tableModel(parts, kind), [parts, kind]));
  const parsed = useMemo(() => parseFilter(filter, unit), [filter, unit]);
  const columns = useMemo(() => chosen ?? columnsAtFirst(model?.columns ?? []), [model, chosen]);
  const sort = sortWithin(choices.sort, model, columns);
  const shown = useSliced(useCallback(() => model && orderRows(model, parsed, sort), [model, parsed, sort]));
  const opened = useSliced(useCallback(() => shown && rowsWithKeys(shown.model, open), [shown, open]));
  if (shown === undefined) return undefined;
  // Until they are found in the new rows, none is open: better than another.
  return { ...shown, open: opened?.model === shown.model ? opened.rows : none, chosen: columns, sort };
}

const none: ReadonlySet<number> = new Set();

function sortWithin(sort: RowSort | undefined, model: TableModel | undefined, chosen: ReadonlySet<string>) {
  const name = sort === undefined ? undefined : labelOfKey(sort.key);
  const isThere = name === undefined || (chosen.has(name) && model?.columns.some((column) => column.name === name));
  return isThere === true ? sort : undefined;
}
