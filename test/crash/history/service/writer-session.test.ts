/** The worker's side of a writer: what it is given wrongly is answered, and it goes on; what it does by itself comes to its end. */
import { renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTroubles } from '../../../../electron/backend/history/service/read-troubles.ts';
import type { Retention } from '../../../../electron/backend/history/service/upkeep.ts';
import type { FromWriter, WriterCall } from '../../../../electron/backend/history/service/writer-protocol.ts';
import { openWriterSession } from '../../../../electron/backend/history/service/writer-session.ts';
import { openReadable, openWritable } from '../../../../electron/backend/history/store/open-database.ts';
import { emptyBuckets, type FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

const retention: Retention = { mostAgeMs: undefined, mostBytes: undefined };
const slotMs = 7_200_000;
const beginMs = 236_000 * slotMs;
let fixture: SourceFixture;
let sent: FromWriter[];
let session: ReturnType<typeof openWriterSession> | undefined;
let nowMs: number;

beforeEach(() => {
  fixture = createSourceFixture();
  sent = [];
  nowMs = beginMs;
});

afterEach(() => {
  session?.dispose();
  session = undefined;
  fixture.dispose();
});

function open() {
  const link = { send: (message: FromWriter) => void sent.push(message), isCancelled: () => false };
  session = openWriterSession(link, { now: () => nowMs, lookEveryMs: 10 });
  const { dataDir } = fixture;
  void session.receive({ kind: 'open', dataDir, source: 'test-source', origin: '{}', newPair: 'pair', retention });
}

const state = () => sent.findLast((message) => message.kind === 'upkeep')?.state;

function ask(call: WriterCall): FromWriter | undefined {
  const id = sent.length;
  void session?.receive({ kind: 'call', id, call });
  return sent.find((message) => 'id' in message && message.id === id);
}

const histogram = (indexes: number[], counts: number[]): FloatHistogram => ({
  ...{ schema: 0, count: 1, sum: 1, zeroThreshold: 0, zeroCount: 0, customValues: [], resetHint: 'unknown' },
  positive: { indexes: Int32Array.from(indexes), counts: Float64Array.from(counts) },
  negative: emptyBuckets,
});
const scrapeOf = (timeMs: number, target = 't', histograms?: FloatHistogram[]): WriterCall => ({
  name: 'appendScrape',
  args: [{ target, timeMs, series: [1], values: Float64Array.of(1), ...(histograms && { histograms }) }],
});
const span = { state: 'recorded', detail: '' } as const;
const window = { startMs: 0, endMs: beginMs };

describe('what cannot be stored', () => {
  const bad: readonly (readonly [string, WriterCall])[] = [
    ['half a character in a label', { name: 'register', args: [[['__name__', 'a\ud800']]] }],
    ['labels that are not sorted', { name: 'register', args: [[['b', '1', 'a', '2']]] }],
    ['a time before 1970', scrapeOf(-1)],
    ['half a character in a target', scrapeOf(beginMs, 'a\ud800')],
    ['buckets that do not rise', scrapeOf(beginMs, 't', [histogram([2, 1], [1, 1])])],
    ['buckets without counts', scrapeOf(beginMs, 't', [histogram([1, 2], [1])])],
    ['a span that ends before it begins', { name: 'cover', args: ['r', { startMs: 2, endMs: 1, ...span }] }],
    ['a document at half a millisecond', { name: 'putDocument', args: ['flags', 'x', 1.5] }],
    ['a deletion of no window', { name: 'delete', args: [{ window: { startMs: 5, endMs: 1 }, detail: '' }] }],
    [
      'a deletion with a pattern that is none',
      { name: 'delete', args: [{ window, matchers: [{ name: 'a', op: '=~', value: '(' }], detail: '' }] },
    ],
  ];

  test.each(bad)('%s: is refused, and the writer goes on', (_, call) => {
    open();
    ask({ name: 'register', args: [[['__name__', 'up']]] });
    ask(scrapeOf(beginMs));
    expect(ask(call)).toMatchObject({ kind: 'failed', error: { code: 'history.badInput' } });
    expect(ask(scrapeOf(beginMs + 1))).toMatchObject({ kind: 'result', result: { added: 1 } });
  });

  test('but what is wrong with the writer itself ends it', () => {
    open();
    expect(() => ask({ name: 'register', args: [undefined as never] })).toThrow(TypeError);
  });
});

describe('deletions that were written down', () => {
  const stored = [
    'no JSON',
    '{"window":{"startMs":0}}',
    JSON.stringify({ window, matchers: [{ name: 'a', op: '=~', value: '(' }], detail: '' }),
    JSON.stringify({ window, matchers: [{ name: '__name__', op: '=', value: 'up' }], detail: '' }),
  ];

  test('and cannot be understood are left out and told of; the others are done', async () => {
    const writer = fixture.open();
    const series = writer.register([['__name__', 'up']]);
    writer.appendScrape({ target: 't', timeMs: beginMs - 1, series, values: Float64Array.of(1) });
    writer.close();
    const db = openWritable(fixture.files.history, 'history');
    for (const what of stored) db.prepare('INSERT INTO deletion (what) VALUES (?)').run(what);
    db.close();
    open();
    const left = () => {
      const other = openWritable(fixture.files.history, 'history');
      try {
        return other.prepare('SELECT what FROM deletion ORDER BY id').pluck().all();
      } finally {
        other.close();
      }
    };
    await expect.poll(left).toEqual(stored.slice(0, 3));
    const troubles = sent.filter(({ kind }) => kind === 'trouble');
    expect(troubles).toHaveLength(3);
    expect(troubles[2]).toMatchObject({ error: { message: expect.stringContaining('"("') } });
    expect(ask({ name: 'stats', args: [] })).toMatchObject({ kind: 'result' });
  });
});

test('a retention that is changed while the files cannot be opened is no end of the writer', async () => {
  open();
  ask({ name: 'register', args: [[['__name__', 'up']]] });
  ask(scrapeOf(beginMs));
  const { history, head } = fixture.files;
  const spoiled = new Database(head);
  spoiled.exec("UPDATE row SET data = x'0011223344'");
  spoiled.close();
  renameSync(history, `${history}-moved`);
  const stranger = new Database(history);
  stranger.exec('CREATE TABLE theirs (a)');
  stranger.close();
  // The fold finds the head damaged, which is to be set aside, and then a stranger's file.
  nowMs += 2 * slotMs;
  const isForeign = { work: 'open', error: { code: 'history.foreign' } };
  await expect.poll(() => state()?.troubles).toMatchObject([isForeign]);
  expect(sent).toContainEqual(expect.objectContaining({ kind: 'trouble', error: state()?.troubles[0]?.error }));
  sent = [];
  void session?.receive({ kind: 'retain', retention: { ...retention, mostAgeMs: 1 } });
  // Told again, as it was tried again; the log has it already.
  expect(sent.map(({ kind }) => kind)).toEqual(['upkeep']);
  rmSync(history);
  renameSync(`${history}-moved`, history);
  expect(ask({ name: 'register', args: [[['__name__', 'up']]] })).toMatchObject({ kind: 'result' });
  await expect.poll(() => state()).toEqual({ troubles: [], deletions: [] });
});

test('a fold comes to its end, however often it is covered and documents are kept meanwhile', async () => {
  open();
  const labels = Array.from({ length: 3000 }, (_, i) => ['__name__', 'm', 'i', String(i)]);
  const { result: series } = ask({ name: 'register', args: [labels] }) as { readonly result: readonly number[] };
  for (let n = 0; n < 60; n += 1) {
    const values = Float64Array.from(series, () => Math.random());
    ask({ name: 'appendScrape', args: [{ target: 't', timeMs: beginMs + n * 15_000, series, values }] });
  }
  nowMs = beginMs + 2 * slotMs;
  const folded = () => (ask({ name: 'stats', args: [] }) as { result: { foldedSamples: number } }).result.foldedSamples;
  let n = 0;
  await expect
    .poll(
      () => {
        n += 1;
        ask({ name: 'cover', args: ['r', { startMs: beginMs, endMs: beginMs + n, ...span }] });
        ask({ name: 'putDocument', args: ['flags', String(n), beginMs + n] });
        return folded();
      },
      { interval: 1 },
    )
    .toBe(60 * 3000);
});

test('a log that grows because somebody reads without an end is told, until it was emptied', async () => {
  let elapsedMs = 0;
  const link = { send: (message: FromWriter) => void sent.push(message), isCancelled: () => false };
  session = openWriterSession(link, { now: () => nowMs, elapsedMs: () => elapsedMs, mostLogBytes: 2 ** 20 });
  const { dataDir, files } = fixture;
  void session.receive({ kind: 'open', dataDir, source: 'test-source', origin: '{}', newPair: 'pair', retention });
  const names = Array.from({ length: 2000 }, (_, i) => ['__name__', 'm', 'i', String(i)]);
  const registered = ask({ name: 'register', args: [names] });
  const series = registered?.kind === 'result' ? (registered.result as readonly number[]) : [];
  const record = (scrapes: number) => {
    for (let n = 0; n < scrapes; n += 1) {
      nowMs += 1000;
      const values = Float64Array.from(series, () => Math.random());
      ask({ name: 'appendScrape', args: [{ target: 't', timeMs: nowMs, series, values }] });
    }
  };
  const reader = openReadable(files.head, 'head');
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM row').get();
  record(1);
  elapsedMs += 1000;
  record(280);
  elapsedMs += 1000;
  record(1);
  elapsedMs += 30_000;
  const error = { code: 'history.logHeld', details: { path: files.head, overMiB: 8 } };
  const trouble = { work: 'log', sinceMs: nowMs, lastMs: nowMs };
  await expect.poll(() => state()?.troubles).toMatchObject([{ ...trouble, error }]);
  const message = expect.stringContaining(`the log of the history ${files.head} is over 8 MiB`);
  expect(readTroubles(files)).toMatchObject([{ ...trouble, error: { code: error.code, message } }]);
  reader.close();
  elapsedMs += 30_000;
  record(1);
  expect([state()?.troubles, readTroubles(files)]).toEqual([[], []]);
});
