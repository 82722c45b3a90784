/** What the catalog does, once more, as simply as it can be said: lists of strings, whole matrices, and no thought of speed. */
import type { MetricType } from '../../shared/model/catalog.ts';

const isLetter = (char: string | undefined) => char !== undefined && /[a-zA-Z0-9\u0080-\u{10ffff}]/u.test(char);
const isUpper = (char: string | undefined) => char !== undefined && /[A-Z]/.test(char);

/** Of ASCII texts. */
function beginsWordAt(text: string, at: number): boolean {
  const [before, here, next] = [text[at - 1], text[at], text[at + 1]];
  if (at === 0 || !isLetter(before) || !isLetter(here)) return true;
  if (!isUpper(here)) return false;
  return isUpper(before) ? next !== undefined && /[a-z]/.test(next) : true;
}

const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The least that is left out to find the word's letters in order; undefined where that is too much. */
function letterCost(name: string, word: string): number | undefined {
  if (word.length < 2 || word.length > 64 || name.length > 1000) return undefined;
  const folded = lower(name);
  // costs[p]: the cheapest way with the letters so far, the last of them at p.
  let costs = [...folded].map((char, p) => (char === word[0] && beginsWordAt(name, p) ? 0 : Number.POSITIVE_INFINITY));
  for (const letter of word.slice(1)) {
    costs = [...folded].map((char, p) => {
      if (char !== letter) return Number.POSITIVE_INFINITY;
      const jump = beginsWordAt(name, p) ? 1 : 16;
      const ways = costs.slice(0, p).map((cost, q) => (q === p - 1 ? cost : cost + jump));
      return Math.min(Number.POSITIVE_INFINITY, ...ways);
    });
  }
  const best = Math.min(Number.POSITIVE_INFINITY, ...costs);
  return best < 16 * (Math.max(0, Math.floor((word.length - 2) / 2)) + 1) ? Math.min(255, best) : undefined;
}

interface Rank {
  readonly kind: number;
  readonly cost: number;
}

function rankOf(name: string, help: string, word: string): Rank | undefined {
  const folded = lower(name);
  if (folded === word) return { kind: 0, cost: 0 };
  if (folded.startsWith(word)) return { kind: 1, cost: 0 };
  const places = [...folded].map((_, at) => at).filter((at) => folded.startsWith(word, at));
  if (places.some((at) => beginsWordAt(name, at))) return { kind: 2, cost: 0 };
  if (places.length > 0) return { kind: 3, cost: 0 };
  const cost = letterCost(name, word);
  if (cost !== undefined) return { kind: 4, cost };
  return word.length >= 2 && lower(help).includes(word) ? { kind: 5, cost: 256 } : undefined;
}

/** The names that match, the best first. */
export function referenceSearch(helps: ReadonlyMap<string, string>, text: string): readonly string[] {
  const words = [...new Set(text.split(/\s+/).filter(Boolean).map(lower))];
  const found: { readonly name: string; readonly kind: number; readonly cost: number }[] = [];
  for (const [name, help] of helps) {
    const ranks = words.map((word) => rankOf(name, help, word));
    if (ranks.includes(undefined)) continue;
    const kind = Math.max(0, ...ranks.map((rank) => rank?.kind ?? 0));
    const cost = Math.min(
      1023,
      ranks.reduce((sum, rank) => sum + (rank?.cost ?? 0), 0),
    );
    found.push({ name, kind, cost });
  }
  if (words.length === 0) return found.map(({ name }) => name).sort();
  const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  found.sort((a, b) => a.kind - b.kind || a.cost - b.cost || a.name.length - b.name.length || order(a.name, b.name));
  return found.map(({ name }) => name);
}

/** How many letters are wrong, missing, too many or swapped: the whole matrix. */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    const above = rows[i - 1] ?? [];
    for (let j = 1; j <= b.length; j += 1) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (above[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]),
          (above[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          isSwapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** Names, and how many wrong letters they may have. */
export const mostWrong = (a: string, b: string) =>
  Math.max(1, Math.min(8, Math.floor(Math.min(a.length, b.length) / 4)));

interface Said {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

const types = ['counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset'];

/** Of one family; texts that are short. */
export function referenceFamily(said: readonly Said[]): { type: MetricType; help: string; unit: string } {
  const known = said.map(({ type }) => type).filter((type) => types.includes(type));
  const count = (type: string) => known.filter((one) => one === type).length;
  const most = Math.max(0, ...known.map(count));
  const type = known.find((one) => count(one) === most) ?? 'unknown';
  const typeOf = (one: Said) => (types.includes(one.type) ? one.type : 'unknown');
  const ordered = [...said.filter((one) => typeOf(one) === type), ...said.filter((one) => typeOf(one) !== type)];
  const first = (key: 'help' | 'unit') => ordered.map((one) => one[key]).find((text) => text !== '') ?? '';
  return { type: type as MetricType, help: first('help'), unit: first('unit') };
}

export interface ReferenceLabel {
  readonly name: string;
  readonly values: ReadonlyMap<string, number>;
}

/** Every label with its values and how many series have each. */
export function referenceCount(series: readonly (readonly (readonly [string, string])[])[]): readonly ReferenceLabel[] {
  const labels = new Map<string, Map<string, number>>();
  for (const pairs of series) {
    for (const [name, value] of pairs) {
      const values = labels.get(name) ?? new Map<string, number>();
      values.set(value, (values.get(value) ?? 0) + 1);
      labels.set(name, values);
    }
  }
  return [...labels].map(([name, values]) => ({ name, values }));
}
