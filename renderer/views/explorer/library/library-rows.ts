/** Which of the kept queries are listed, under which heads, for what was typed. Pure. */
import type { LibraryQuery } from '../../../../shared/model/query-library.ts';

const sections = ['named', 'starred', 'past'] as const;

export type Section = (typeof sections)[number];

export interface LibraryRow {
  readonly query: LibraryQuery;
  readonly section: Section;
}

function sectionOf({ name, starred }: LibraryQuery): Section {
  if (name !== '') return 'named';
  return starred ? 'starred' : 'past';
}

/** Named ones by name; the others in the library's order, those that ran last first. Every word has to be in the name or the expression. */
export function libraryRows(queries: readonly LibraryQuery[], text: string): readonly LibraryRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = ({ name, expr }: LibraryQuery) => {
    const all = `${name}\n${expr}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const bySection = Map.groupBy(queries.filter(matches), sectionOf);
  const named = bySection.get('named')?.toSorted((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase())) ?? [];
  const ordered: Readonly<Record<Section, readonly LibraryQuery[]>> = {
    named,
    starred: bySection.get('starred') ?? [],
    past: bySection.get('past') ?? [],
  };
  return sections.flatMap((section) => ordered[section].map((query) => ({ query, section })));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
