/** The records of this computer as a table: found by words, sorted by a column. Pure. */
import type { ContextId } from '../../../shared/model/context.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';

export type RecordColumn = 'name' | 'kind' | 'series' | 'bytes' | 'first' | 'last';

export interface RecordSort {
  readonly key: RecordColumn;
  readonly descending: boolean;
}

const sortedBy: Readonly<Record<RecordColumn, (one: StoredSource) => string | number>> = {
  name: ({ name }) => name.toLowerCase(),
  kind: ({ kind }) => kind,
  series: ({ series }) => series,
  bytes: ({ bytes }) => bytes,
  first: ({ firstMs }) => firstMs ?? 0,
  last: ({ lastMs }) => lastMs ?? 0,
};

/** Every word has to be in what is told of a record. Of equal ones, the one that comes first by name. */
export function shownRecords(
  sources: readonly StoredSource[],
  text: string,
  { key, descending }: RecordSort,
  nameOf: (context: ContextId) => string,
): readonly StoredSource[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = sources.filter(({ name, kind, contexts, source, version }) => {
    const all = [name, kind, source, version, ...contexts.map(nameOf)].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const value = sortedBy[key];
  const sign = descending ? -1 : 1;
  return found.toSorted((a, b) => sign * compare(value(a), value(b)) || compare(sortedBy.name(a), sortedBy.name(b)));
}

function compare(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}
