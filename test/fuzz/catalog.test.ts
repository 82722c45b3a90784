/** Answers of lists, metadata and series in pieces of any length, and searches, beside a reference that is as simple as it can be. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type {
  FromCatalog,
  Job,
  PackedList,
} from '../../electron/backend/sources/prometheus/catalog/catalog-protocol.ts';
import { openCatalogSession } from '../../electron/backend/sources/prometheus/catalog/catalog-session.ts';
import {
  type Family,
  familyAt,
  familyOfName,
  type MetadataMemory,
  openMetadata,
  packMetadata,
} from '../../electron/backend/sources/prometheus/catalog/metric-metadata.ts';
import { nearTexts } from '../../electron/backend/sources/prometheus/catalog/near-texts.ts';
import { searchMetrics } from '../../electron/backend/sources/prometheus/catalog/search-metrics.ts';
import {
  openTexts,
  packTexts,
  sortedTexts,
  textAt,
} from '../../electron/backend/sources/prometheus/catalog/text-list.ts';
import { slotBytes } from '../../electron/backend/sources/prometheus/parse/parse-protocol.ts';
import type { SelectorSummary } from '../../shared/model/catalog.ts';
import { editDistance, mostWrong, referenceCount, referenceFamily, referenceSearch } from './catalog-reference.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from './random.ts';

type Random = () => number;

const never = () => undefined;
const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[random() % choices.length] as T;
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const pieces = ['up', '__proto__', 'é', '한글', '😀', '"', '\\', '\n', '', 'a/b', '\u2028', '\u0000', 'x'.repeat(300)];
const text = (random: Random) => times(random() % 4, () => oneOf(random, pieces)).join(oneOf(random, ['_', '', '1']));

/** As JSON, sometimes with escapes that are not needed. */
function json(random: Random, value: string): string {
  const often = oneOf(random, [0, 0, 0, 3]);
  const unit = (char: string) => {
    if (often === 0 || random() % often > 0) return JSON.stringify(char).slice(1, -1);
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  };
  // Pairs stay together where they are not escaped.
  return often === 0
    ? JSON.stringify(value)
    : `"${[...value].map((char) => (char.length > 1 ? char : unit(char))).join('')}"`;
}
const gap = (random: Random) => (random() % 20 === 0 ? oneOf(random, [' ', '\n', '\t \r\n']) : '');
const listed = (random: Random, items: readonly string[]) =>
  `[${items.map((item) => gap(random) + item + gap(random)).join(',')}]`;

/** The answer around the data: the keys in any order, and some that nobody knows. */
function envelope(random: Random, data: string): string {
  const keys = ['"status":"success"', `"data":${gap(random)}${data}`];
  if (random() % 3 === 0) keys.push('"warnings":["a \\"warning\\"",{"deep":[[],{}]}]');
  if (random() % 3 === 0) keys.push('"data2":{"data":[1,-2.5e3,null,true]}');
  if (random() % 2 === 0) keys.reverse();
  return `${gap(random)}{${keys.join(`${gap(random)},`)}}${gap(random)}`;
}

/** What the session says of the job when the body comes in pieces of any length. */
async function inSession(random: Random, job: Job, body: Uint8Array): Promise<FromCatalog | undefined> {
  const said: FromCatalog[] = [];
  const masks = { text: String, urls: String, isSecretKey: () => false };
  const session = openCatalogSession({ send: (message) => said.push(message), isCancelled: () => false }, masks);
  const isZipped = random() % 3 === 0;
  const bytes = isZipped ? gzipSync(body) : body;
  const slots = new SharedArrayBuffer(2 * slotBytes);
  const encoding = isZipped ? 'gzip' : 'identity';
  await session.receive({ kind: 'start', job, body: { encoding, limitBytes: 1e8, slots } });
  const longest = oneOf(random, [1, 3, 17, 500, 100_000]);
  for (let at = 0, slot = 0; at < bytes.length; slot = 1 - slot) {
    const piece = bytes.subarray(at, at + 1 + (random() % longest));
    new Uint8Array(slots, slot * slotBytes).set(piece);
    await session.receive({ kind: 'chunk', slot, length: piece.length });
    at += piece.length;
  }
  await session.receive({ kind: 'end' });
  session.dispose();
  return said.filter(({ kind }) => kind !== 'taken').at(0);
}

function resultOf<T>(message: FromCatalog | undefined): T {
  if (message?.kind !== 'done') throw new Error(`no result but ${JSON.stringify(message)}`);
  return message.result as T;
}

function textsOf({ list }: Pick<PackedList, 'list'>): readonly string[] {
  const opened = openTexts(list);
  return times(opened.count, (id) => textAt(opened, id));
}

describe('answers in pieces of any length', { timeout: fuzzTimeoutMs }, () => {
  it('give the list that JSON.parse gives, sorted and without doubles', async () => {
    for (let seed = 1; seed <= 400 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const texts = times(random() % 40, () => text(random));
      const answer = envelope(
        random,
        listed(
          random,
          texts.map((one) => json(random, one)),
        ),
      );
      expect(JSON.parse(answer).data, `seed ${seed}`).toEqual(texts);
      const found = await inSession(random, { job: 'texts', longest: undefined }, Buffer.from(answer));
      expect(textsOf(resultOf<PackedList>(found)), `seed ${seed}`).toEqual([...new Set(texts)].sort());
    }
  });

  it('give each name the metadata that the reference gives', async () => {
    const types = ['counter', 'gauge', 'histogram', 'summary', 'unknown', 'untyped', ''];
    const suffixes = ['', '', '_total', '_bucket', '_sum', '_count', '_created', '_info'];
    for (let seed = 1; seed <= 200 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const name = () => `m${random() % 12}${oneOf(random, suffixes)}`;
      const said = new Map(
        times(random() % 20, () => {
          const entries = times(random() % 4, () => ({
            ...{ type: oneOf(random, types), help: text(random).slice(0, 50) },
            unit: oneOf(random, ['', 'bytes']),
          }));
          return [name(), entries] as const;
        }),
      );
      const entry = ({ type, help, unit }: { type: string; help: string; unit: string }) =>
        `{"type":${json(random, type)},"more":[{}],"help":${json(random, help)},"unit":${json(random, unit)}}`;
      const data = [...said].map(([key, entries]) => `${json(random, key)}:${listed(random, entries.map(entry))}`);
      const names = packTexts(sortedTexts(times(30, name)));
      const job: Job = { job: 'metadata', names: names.memory };
      const found = await inSession(random, job, Buffer.from(envelope(random, `{${data.join(',')}}`)));
      const metadata = openMetadata(resultOf<MetadataMemory>(found), names.count);
      const families = new Map([...said].map(([key, entries]) => [key, referenceFamily(entries)]));
      for (let id = 0; id < names.count; id += 1) {
        const wanted = familyOfName(textAt(names, id), families) ?? { type: 'unknown', help: '', unit: '' };
        expect(familyAt(metadata, id), `seed ${seed}, ${textAt(names, id)}`).toEqual(wanted);
      }
    }
  });

  it('give the counts of series that the reference gives', async () => {
    for (let seed = 1; seed <= 200 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const names = [...new Set(times(1 + (random() % 6), () => text(random)))];
      const values = times(1 + (random() % 8), () => text(random));
      const series = times(random() % 40, () =>
        names.filter(() => random() % 4 > 0).map((name) => [name, oneOf(random, values)] as const),
      );
      const pair = ([name, value]: readonly [string, string]) =>
        `${json(random, name)}${gap(random)}:${gap(random)}${json(random, value)}`;
      const items = series.map((pairs) => `{${gap(random)}${pairs.map(pair).join(`${gap(random)},`)}${gap(random)}}`);
      const limits = { mostSeries: 1e6, mostBytes: 1e9, mostValueBytes: 1e9 };
      const job: Job = { job: 'series', limits, topValues: 1000 };
      const found = await inSession(random, job, Buffer.from(envelope(random, listed(random, items))));
      const { labels, ...counted } = resultOf<SelectorSummary>(found);
      expect(counted, `seed ${seed}`).toEqual({ series: series.length, complete: true });
      const byName = new Map(labels.map((label) => [label.name, label]));
      const wanted = referenceCount(series);
      expect([...byName.keys()].sort()).toEqual(wanted.map(({ name }) => name).sort());
      for (const { name, values: counts } of wanted) {
        const label = byName.get(name);
        expect(new Map(label?.top.map((one) => [one.value, one.series])), `seed ${seed}, ${name}`).toEqual(counts);
        expect([label?.values, label?.series]).toEqual([counts.size, [...counts.values()].reduce((a, b) => a + b, 0)]);
      }
    }
  });

  it('that are broken somewhere are refused with a code, or still an answer; nothing else is thrown', async () => {
    const job = (random: Random): Job =>
      oneOf<Job>(random, [
        { job: 'texts', longest: 100 },
        { job: 'metadata', names: packTexts(['m0', 'm1_total']).memory },
        { job: 'series', limits: { mostSeries: 5, mostBytes: 500, mostValueBytes: 500 }, topValues: 3 },
      ]);
    const kinds = new Set<string>();
    for (let seed = 1; seed <= 1500 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const data = oneOf(random, [
        '["a","b\\n"]',
        '{"m0":[{"type":"gauge","help":"h"}]}',
        '[{"a":"b"},{"c":"d"}]',
        'null',
      ]);
      const bytes = Buffer.from(envelope(random, data));
      for (let edits = random() % 4; edits > 0; edits -= 1) bytes[random() % bytes.length] = random() % 256;
      const end = random() % 4 === 0 ? random() % bytes.length : bytes.length;
      const message = await inSession(random, job(random), bytes.subarray(0, end));
      const code = message?.kind === 'failure' ? message.error.code : message?.kind;
      kinds.add(code ?? 'nothing');
    }
    const known = ['done', 'prometheus.malformed', 'prometheus.truncated', 'refusal'];
    expect([...kinds].filter((kind) => !known.includes(kind))).toEqual([]);
    expect(kinds.size).toBeGreaterThan(2);
  });
});

const words = ['node', 'cpu', 'Memory', 'HTTPServer', 'total', 'bytes', 'seconds', 'x', 'go', '5m', 'readBytes'];
const metricName = (random: Random) =>
  times(1 + (random() % 4), () => oneOf(random, words)).join(oneOf(random, ['_', ':', '', '_']));

/** Part of a name, letters of one, or anything. */
function typed(random: Random, names: readonly string[]): string {
  const name = oneOf(random, names);
  const kind = random() % 5;
  const from = random() % name.length;
  if (kind === 0) return name.slice(from, from + 1 + (random() % 6));
  if (kind === 1) return [...name].filter(() => random() % 3 === 0).join('');
  if (kind === 2) return oneOf(random, words).toUpperCase();
  if (kind === 3) return times(1 + (random() % 3), () => oneOf(random, [...'abcdeginotuxy_5:'])).join('');
  return `${typed(random, names)} ${typed(random, names)}`;
}

describe('searches', { timeout: fuzzTimeoutMs }, () => {
  it('find the names that the reference finds, in its order, page by page', () => {
    const kinds = new Set<boolean>();
    for (let seed = 1; seed <= 40 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const names = sortedTexts(times(120, () => metricName(random)));
      const helps = new Map(names.map((name) => [name, random() % 3 === 0 ? `About ${metricName(random)}.` : '']));
      const list = packTexts(names);
      const family = (help: string): Family => ({ type: 'gauge', help, unit: '' });
      const families = new Map([...helps].map(([name, help]) => [name, family(help)]));
      const metadata = openMetadata(packMetadata(list, families), list.count);
      for (let round = 0; round < 20; round += 1) {
        const search = typed(random, names);
        const wanted = referenceSearch(helps, search);
        const limit = 1 + (random() % 50);
        const offset = random() % (wanted.length + 2);
        const { total, metrics } = searchMetrics({ names: list, metadata }, { text: search, offset, limit }, never);
        const found = metrics.map(({ name }) => name);
        expect([total, found], `seed ${seed}, ${JSON.stringify(search)}`).toEqual([
          wanted.length,
          wanted.slice(offset, offset + limit),
        ]);
        kinds.add(total > 0);
        for (const { name, marks } of metrics) {
          const all = marks.map(([from, to]) => name.slice(from, to)).join('');
          const rises = marks.every(([from, to], i) => from < to && from >= 0 && from > (marks[i - 1]?.[1] ?? -1));
          expect([rises, all.length <= name.length], `seed ${seed}, ${search}, ${name}`).toEqual([true, true]);
        }
      }
    }
    expect(kinds.size).toBe(2);
  });

  it('mark the letters that were typed, of one word', () => {
    for (let seed = 1; seed <= 200 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const names = sortedTexts(times(40, () => metricName(random)));
      const search = typed(random, names).replace(/\s.*/, '');
      const index = { names: packTexts(names), metadata: undefined };
      for (const { name, marks } of searchMetrics(index, { text: search, offset: 0, limit: 40 }, never).metrics) {
        const marked = marks.map(([from, to]) => name.slice(from, to)).join('');
        if (search !== '') expect(marked.toLowerCase(), `seed ${seed}, ${name}`).toBe(search.toLowerCase());
      }
    }
  });

  it('find the spellings with the fewest wrong letters', () => {
    let nearby = 0;
    for (let seed = 1; seed <= 400 * fuzzFactor; seed += 1) {
      const random = seededRandom(seed);
      const names = sortedTexts(times(60, () => metricName(random).toLowerCase()));
      const letters = [...oneOf(random, names)];
      for (let slips = random() % 4; slips > 0; slips -= 1) {
        const at = random() % letters.length;
        if (random() % 2 === 0) letters.splice(at, 1);
        else letters.splice(at, random() % 2, oneOf(random, [...'abcxyz_']));
      }
      const meant = letters.join('');
      const distance = (name: string) => editDistance(meant, name);
      const slips = names.filter((name) => name !== meant && distance(name) <= mostWrong(meant, name));
      const share = (name: string) => distance(name) / (Math.max(name.length, meant.length) + 1);
      const wanted = slips.toSorted((a, b) => share(a) - share(b) || names.indexOf(a) - names.indexOf(b));
      const found = nearTexts(packTexts(names), meant, 60, never);
      // Behind them come those that have the same words.
      expect(found.slice(0, wanted.length), `seed ${seed}, ${meant}`).toEqual(wanted);
      nearby += wanted.length;
    }
    expect(nearby).toBeGreaterThan(100);
  });
});
