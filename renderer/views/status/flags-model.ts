/** The flags of a server as rows: what of them differs from the default, found, sorted. Pure. */
import type { NamedText } from '../../../shared/model/server-status.ts';
import { defaultOf } from './flag-defaults.ts';
import type { FlagSort } from './status-state.ts';

export interface FlagRow extends NamedText {
  /** Undefined where it is not known. */
  readonly usual: string | undefined;
  readonly isChanged: boolean;
}

/** @param version of the server; '' where it is not known */
export function flagRows(flags: readonly NamedText[], version: string): readonly FlagRow[] {
  return flags.map(({ name, text }) => {
    const usual = defaultOf(version, name);
    return { name, text, usual: usual?.[0], isChanged: usual !== undefined && !usual.includes(text) };
  });
}

export interface FlagSearch {
  readonly text: string;
  readonly onlyChanged: boolean;
  readonly sort: FlagSort;
}

/** Each word of the text is in the name or in the value. */
export function shownFlags(rows: readonly FlagRow[], { text, onlyChanged, sort }: FlagSearch): readonly FlagRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(
    (row) =>
      (row.isChanged || !onlyChanged) && words.every((word) => `${row.name}\n${row.text}`.toLowerCase().includes(word)),
  );
  const { key, descending } = sort;
  const sign = descending ? -1 : 1;
  const order = (a: FlagRow, b: FlagRow): number => {
    if (key === 'value') return sign * compare(a.text, b.text) || compare(a.name, b.name);
    if (key === 'mark') return sign * (Number(b.isChanged) - Number(a.isChanged)) || compare(a.name, b.name);
    return sign * compare(a.name, b.name);
  };
  return found.toSorted(order);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
