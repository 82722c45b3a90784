/**
 * How the lines of a configuration belong together: which ones hide what stands further in, its sections, and their entries (the jobs first of all). By
 * indentation alone, which is quick and stands any text; what is no YAML has no parts. Pure.
 */
import type { Work } from '../../components/slices.ts';

/** Lines count from 0, `to` included. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

export interface OutlineEntry extends Part {
  /** Of a job, a remote or what else has one; undefined where it has none. */
  readonly name: string | undefined;
}

interface OutlineSection extends Part {
  readonly key: string;
  readonly entries: readonly OutlineEntry[];
}

export interface Outline {
  /** Of each line the last one that it hides when it is folded; the line itself where there is nothing to fold. */
  readonly ends: Int32Array;
  readonly sections: readonly OutlineSection[];
}

/** Where the jobs are. */
export const jobsKey = 'scrape_configs';

/** Between two looks at the time: some milliseconds. */
const sliceLines = 2000;
const blank = -1;

/** An entry of a list stands further in than the key that it belongs to, also where Go writes its dash right under it. */
function levelOf(line: string): number {
  const indent = line.search(/[^ ]/);
  if (indent < 0 || line[indent] === '#') return blank;
  return indent * 2 + (isDash(line, indent) ? 1 : 0);
}

function isDash(line: string, at: number): boolean {
  return line[at] === '-' && (at + 1 === line.length || line[at + 1] === ' ');
}

export function* readOutline(lines: readonly string[]): Work<Outline> {
  const ends = Int32Array.from(lines, (_, index) => index);
  const levels = new Int32Array(lines.length);
  const open: number[] = [];
  let last = 0;
  const close = (level: number) => {
    for (let top = open.at(-1); top !== undefined && (levels[top] ?? 0) >= level; top = open.at(-1)) {
      ends[top] = last;
      open.pop();
    }
  };
  for (const [index, line] of lines.entries()) {
    if (index % sliceLines === 0) yield index / lines.length;
    const level = levelOf(line);
    levels[index] = level;
    if (level === blank) continue;
    close(level);
    open.push(index);
    last = index;
  }
  close(0);
  return { ends, sections: yield* readSections(lines, levels, ends) };
}

const sectionKey = /^(?:"([^"\\]+)"|([A-Za-z_][\w.-]*)):(?:\s|$)/;

function* readSections(lines: readonly string[], levels: Int32Array, ends: Int32Array): Work<OutlineSection[]> {
  const sections: OutlineSection[] = [];
  for (let from = 0; from < lines.length; from += 1) {
    if (from % sliceLines === 0) yield from / lines.length;
    if (levels[from] !== 0) continue;
    const [, quoted, plain] = sectionKey.exec(lines[from] ?? '') ?? [];
    const key = quoted ?? plain;
    const to = ends[from] ?? from;
    if (key !== undefined)
      sections.push({ key, from, to, entries: yield* readEntries(lines, levels, ends, { from, to }) });
    from = to;
  }
  return sections;
}

/** Of a list. What it has in it is looked through once. */
function* readEntries(
  lines: readonly string[],
  levels: Int32Array,
  ends: Int32Array,
  { from, to }: Part,
): Work<readonly OutlineEntry[]> {
  let first = from + 1;
  while (first <= to && levels[first] === blank) first += 1;
  const level = levels[first] ?? blank;
  if (first > to || level % 2 !== 1) return [];
  const entries: OutlineEntry[] = [];
  for (let at = first; at <= to; at += 1) {
    yield at / lines.length;
    if (levels[at] !== level) continue;
    const end = ends[at] ?? at;
    entries.push({ from: at, to: end, name: nameOf(lines, levels, { from: at, to: end }) });
    at = end;
  }
  return entries;
}

const nameKeys = ['job_name', 'name', 'url'] as const;
const named = /^\s*(?:- )?(job_name|name|url):\s+(.*)$/;

/** What it is called by, or what it is where it is a text alone. */
function nameOf(lines: readonly string[], levels: Int32Array, { from, to }: Part): string | undefined {
  const own = (levels[from] ?? 0) + 3;
  const found = new Map<string, string>();
  for (let at = from; at <= to; at += 1) {
    if (at > from && levels[at] !== own) continue;
    const [, key, value] = named.exec(lines[at] ?? '') ?? [];
    if (key !== undefined && value !== undefined && !found.has(key)) found.set(key, scalarOf(value));
  }
  const name = nameKeys.map((key) => found.get(key)).find((one) => one !== undefined);
  return name ?? (from === to ? textEntry(lines[from] ?? '') : undefined);
}

function textEntry(line: string): string | undefined {
  const text = line.replace(/^\s*-\s*/, '');
  return text === '' || /^(?:[\w-]+:(?:\s|$)|[[{|>&*!])/.test(text) ? undefined : scalarOf(text);
}

/** A text of one line as YAML has it; of what is more than that, as it is written. */
function scalarOf(written: string): string {
  const text = written.trim();
  if (text.startsWith("'") && text.endsWith("'") && text.length > 1) return text.slice(1, -1).replaceAll("''", "'");
  if (!text.startsWith('"')) return text.replace(/\s+#.*$/, '');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}

/** @returns the part of a job; undefined where there is none of that name */
export function jobPart(outline: Outline, job: string): OutlineEntry | undefined {
  return outline.sections.find(({ key }) => key === jobsKey)?.entries.find(({ name }) => name === job);
}

/** The job that a line belongs to. */
export function jobAt(outline: Outline, line: number): OutlineEntry | undefined {
  const jobs = outline.sections.find(({ key }) => key === jobsKey)?.entries ?? [];
  return jobs.find(({ from, to }) => from <= line && line <= to);
}

/** The line with which the section or the entry begins that a line is in; -1 where it is in none. */
export function placeAt({ sections }: Outline, line: number): number {
  const section = sections.findLast(({ from }) => from <= line);
  const entry = section?.entries.findLast(({ from }) => from <= line);
  return entry?.from ?? section?.from ?? -1;
}
