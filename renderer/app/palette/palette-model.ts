/** What the palette lists for what was typed: which entries, in which order, under which heads. Pure. */
import type { GlyphKind } from '../../components/state-glyph.tsx';
import { type Match, matchEntry } from './rank.ts';

const groups = ['run', 'context', 'view', 'action', 'query', 'metric', 'setting'] as const;

export type Group = (typeof groups)[number];

export interface Entry {
  /** The same for the same thing, today and tomorrow. */
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** Beside it, quieter. */
  readonly second?: string | undefined;
  /** What else it may be found by. */
  readonly words?: string | undefined;
  /** Its state, in a glyph and in words: asked for where it is seen, and not searched. */
  readonly state?: () => { readonly glyph: GlyphKind; readonly line: string };
  /** It is code: an expression, a metric. */
  readonly mono?: boolean;
  readonly keys?: readonly string[] | undefined;
  /** Found by somebody else, in the right order: it is listed as it is. */
  readonly found?: Match['marks'] | undefined;
  readonly run: () => void;
}

export interface Row {
  readonly entry: Entry;
  readonly marks: Match['marks'];
  /** It begins a group: how many of how many are listed. */
  readonly head: { readonly shown: number; readonly all: number } | undefined;
}

/** A first letter that asks for one kind of thing only. */
const prefixes: Readonly<Record<string, Group>> = { '>': 'action', '@': 'context', '#': 'metric' };

export interface Typed {
  readonly only: Group | undefined;
  readonly text: string;
}

export function typedOf(input: string): Typed {
  const only = prefixes[input[0] ?? ''];
  return { only, text: (only === undefined ? input : input.slice(1)).trim() };
}

/** Of a group, so many are listed beside other groups; all of them where it is asked for alone. */
const mostInGroup = 6;
const mostAlone = 100;

export interface Listing {
  readonly entries: readonly Entry[];
  readonly typed: Typed;
  /** Ids of what was chosen lately, the last first. */
  readonly recent: readonly string[];
  /** How many metrics match in all: only the first of them are among the entries. */
  readonly allMetrics: number;
}

/** Groups in the order of their best match, so that the best of all stands first; in the fixed order where nothing was typed. */
export function listRows({ entries, typed, recent, allMetrics }: Listing): readonly Row[] {
  const { only, text } = typed;
  const rank = new Map(recent.map((id, index) => [id, recent.length - index]));
  const byGroup = new Map<Group, Scored[]>();
  for (const entry of entries) {
    if (only !== undefined && entry.group !== only) continue;
    const scored = scoreOf(entry, text, rank.get(entry.id) ?? 0);
    if (scored === undefined) continue;
    const group = byGroup.get(entry.group);
    if (group === undefined) byGroup.set(entry.group, [scored]);
    else group.push(scored);
  }
  const most = only === undefined ? mostInGroup : mostAlone;
  const ordered = groups.flatMap((group) => {
    const found = byGroup.get(group);
    if (found === undefined) return [];
    found.sort((a, b) => b.score - a.score);
    const all = group === 'metric' ? Math.max(found.length, allMetrics) : found.length;
    return [{ rows: found.slice(0, most), all }];
  });
  if (text !== '') ordered.sort((a, b) => (b.rows[0]?.score ?? 0) - (a.rows[0]?.score ?? 0));
  return ordered.flatMap(({ rows, all }) =>
    rows.map(({ entry, marks }, index) => ({
      entry,
      marks,
      head: index === 0 ? { shown: rows.length, all } : undefined,
    })),
  );
}

interface Scored {
  readonly entry: Entry;
  readonly marks: Match['marks'];
  readonly score: number;
}

/** What was found elsewhere is as good as a word's begin; an expression to be run stands before everything. */
const foundScore = 390;
const runScore = 10_000;

function scoreOf(entry: Entry, text: string, recency: number): Scored | undefined {
  if (entry.group === 'run') return { entry, marks: [], score: runScore };
  if (entry.found !== undefined) return { entry, marks: entry.found, score: foundScore };
  const match = matchEntry(text, entry.title, `${entry.second ?? ''}\n${entry.words ?? ''}`);
  return match === undefined ? undefined : { entry, marks: match.marks, score: match.score + recency };
}
