/** Bodies of targets through the writer's worker: what is given away, what is forgotten, and what a damaged file costs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWaitingCalls } from '../../../electron/backend/history/service/waiting-calls.ts';
import type { FromWriter, WriterCall } from '../../../electron/backend/history/service/writer-protocol.ts';
import { openWriterSession } from '../../../electron/backend/history/service/writer-session.ts';
import { openReadable } from '../../../electron/backend/history/store/open-database.ts';
import { createScrapes } from '../../../electron/backend/scrape/append/create-scrapes.ts';
import type {
  PlainScrapeRules,
  ScrapeInput,
  ScrapeOutcome,
} from '../../../electron/backend/scrape/append/scrape-call.ts';
import { noLimits } from '../../../electron/backend/scrape/append/scrape-rules.ts';
import type { Labels } from '../../../shared/model/labels.ts';
import { prometheus3 } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { createServiceFixture, type ServiceFixture } from '../../support/history/service-fixture.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';

const stale = '7ff0000000000002';
const everyMs = 15_000;
const encoder = new TextEncoder();
const targetLabels: Labels = ['instance', 'a:1', 'job', 'test'];
const rules: PlainScrapeRules = {
  ...{ honorLabels: false, honorTimestamps: true, metricRelabelConfigs: [], limits: noLimits, dialect: '3' },
};

function droppedBy(regex: string): PlainScrapeRules {
  const read = readRelabelConfigs([{ source_labels: ['__name__'], regex, action: 'drop' }], prometheus3, 'metric');
  if (read.kind !== 'rules') throw new Error(JSON.stringify(read));
  return { ...rules, metricRelabelConfigs: read.configs };
}

function inputOf(text: string, timeMs: number, changes: Partial<ScrapeInput> = {}): ScrapeInput {
  const bytes = encoder.encode(text);
  const answer = { kind: 'body', format: 'text', bytes } as const;
  return { target: 'one', labels: targetLabels, rules, timeMs, durationMs: 5, answer, ...changes };
}

describe('the writer of a source', () => {
  let fixture: ServiceFixture;
  let startMs: number;
  beforeEach(() => {
    fixture = createServiceFixture();
    startMs = Math.floor(Date.now() / everyMs) * everyMs;
  });
  afterEach(() => fixture.dispose());

  /** Of a series with its target's labels: scrape → its value, or `stale`. */
  function stored(series: string, labels = 'instance="a:1", job="test"'): readonly (readonly [number, unknown])[] {
    const its = storedSamples(fixture.files).get(`${series}{${labels}}`) ?? [];
    return [...its].map(([timeMs, bits]) => {
      const value = new Float64Array(BigUint64Array.of(BigInt(`0x${bits}`)).buffer)[0];
      return [(timeMs - startMs) / everyMs, bits === stale ? 'stale' : value];
    });
  }

  it('takes a body that fills its buffer away from who had it, and copies a part of one', async () => {
    const writer = await fixture.writer();
    const own = inputOf('a 1\n', startMs);
    await writer.scrape(own);
    expect(own.answer).toMatchObject({ bytes: { byteLength: 0 } });
    const part = encoder.encode('xxxa 2\nxxx').subarray(3, 7);
    const pooled = Buffer.from('a 3\n');
    for (const [n, bytes] of [part, pooled].entries()) {
      const outcome = await writer.scrape(
        inputOf('', startMs + (n + 1) * everyMs, { answer: { kind: 'body', format: 'text', bytes } }),
      );
      expect(outcome).toMatchObject({ error: undefined, scraped: 1, series: 1 });
    }
    expect([part, pooled].map((bytes) => Buffer.from(bytes).toString())).toEqual(['a 2\n', 'a 3\n']);
    expect(stored('a')).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it('is told the rules with each scrape: what they leave out from then on is stale', async () => {
    const writer = await fixture.writer();
    await writer.scrape(inputOf('a 1\nb 1\n', startMs));
    const outcome = await writer.scrape(inputOf('a 2\nb 2\n', startMs + everyMs, { rules: droppedBy('b') }));
    expect(outcome).toMatchObject({ scraped: 2, kept: 1, series: 1 });
    await writer.scrape(inputOf('a 3\nb 3\n', startMs + 2 * everyMs, { rules: droppedBy('b') }));
    expect(stored('b')).toEqual([
      [0, 1],
      [1, 'stale'],
    ]);
  });

  it('ends the series of a target whose labels are others now, `up` too', async () => {
    const writer = await fixture.writer();
    await writer.scrape(inputOf('a 1\n', startMs));
    await writer.scrape(inputOf('a 2\n', startMs + everyMs, { labels: ['instance', 'b:1'] }));
    for (const series of ['a', 'up'])
      expect(stored(series)).toEqual([
        [0, 1],
        [1, 'stale'],
      ]);
    expect(stored('a', 'instance="b:1"')).toEqual([[1, 2]]);
  });

  it('forgets targets that end, each with its series', async () => {
    const writer = await fixture.writer();
    await writer.scrape(inputOf('a 1\n', startMs));
    await writer.scrape(inputOf('b 1\n', startMs, { target: 'two', labels: ['job', 'two'] }));
    await writer.endScrapes(['one', 'unknown'], startMs + everyMs);
    await writer.scrape(inputOf('b 2\n', startMs + everyMs, { target: 'two', labels: ['job', 'two'] }));
    for (const series of ['a', 'up'])
      expect(stored(series)).toEqual([
        [0, 1],
        [1, 'stale'],
      ]);
    expect(stored('b', 'job="two"')).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(await writer.scrape(inputOf('a 2\n', startMs + 2 * everyMs))).toMatchObject({ seriesAdded: 1 });
  });

  it('stores what bodies say of their metrics, when they say something new', async () => {
    const writer = await fixture.writer();
    const metadata = () => {
      const db = openReadable(fixture.files.history, 'history');
      const all = db.prepare('SELECT name, type, help, unit FROM metric ORDER BY name').raw().all();
      db.close();
      return all;
    };
    const spoilt = '# HELP a Spoilt.\na\n';
    await writer.scrape(inputOf('# HELP a First.\n# TYPE a counter\na 1\n# HELP b Other.\nb 1\n', startMs));
    await writer.scrape(inputOf(spoilt, startMs + everyMs));
    expect(metadata()).toEqual([
      ['a', 'counter', 'First.', ''],
      ['b', '', 'Other.', ''],
    ]);
    await writer.scrape(inputOf('# HELP a Second.\n# TYPE a counter\na 1\n', startMs + 2 * everyMs));
    expect(metadata()[0]).toEqual(['a', 'counter', 'Second.', '']);
    await writer.scrape(inputOf('# HELP a First.\n# TYPE a counter\na 1\n', startMs + 3 * everyMs));
    expect(metadata()[0]).toEqual(['a', 'counter', 'First.', '']);
  });

  it('takes scrapes in their order, however many wait', async () => {
    const writer = await fixture.writer();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => writer.scrape(inputOf(`a ${n}\n`, startMs + n * everyMs))),
    );
    expect(outcomes.map(({ seriesAdded }) => seriesAdded)).toEqual([1, ...Array(49).fill(0)]);
    expect(stored('a')).toEqual(Array.from({ length: 50 }, (_, n) => [n, n]));
  });
});

describe('bodies that wait for the worker', () => {
  it('are counted in bytes', async () => {
    const waiting = createWaitingCalls('some');
    const call = (): WriterCall => {
      const bytes = new Uint8Array(150 * 2 ** 20);
      return { name: 'scrape', args: [inputOf('', 0, { answer: { kind: 'body', format: 'text', bytes } })] };
    };
    const first = waiting.add(call(), () => undefined);
    await expect(waiting.add(call(), () => undefined)).rejects.toMatchObject({ code: 'history.behind' });
    waiting.settle({ kind: 'result', id: 1, result: 'taken' });
    expect(await first).toBe('taken');
    void waiting.add(call(), () => undefined);
    expect(waiting.size).toBe(1);
  });
});

describe('the worker of a writer', () => {
  const startMs = Date.UTC(2026, 10, 30);
  let fixture: SourceFixture;
  let sent: FromWriter[];
  let elapsedMs: number;
  let session: ReturnType<typeof openWriterSession>;
  let asked: number;

  beforeEach(() => {
    fixture = createSourceFixture();
    [sent, elapsedMs, asked] = [[], 0, 0];
    const link = { send: (message: FromWriter) => void sent.push(message), isCancelled: () => false };
    const options = { now: () => startMs, elapsedMs: () => elapsedMs, mostLogBytes: 2 ** 20, scrapes: createScrapes };
    session = openWriterSession(link, options);
    const { dataDir } = fixture;
    const retention = { mostAgeMs: undefined, mostBytes: undefined };
    void session.receive({ kind: 'open', dataDir, source: 'test-source', origin: '{}', newPair: 'pair', retention });
  });
  afterEach(() => {
    session.dispose();
    fixture.dispose();
  });

  /** Answered as it returns: nothing else has its turn before. */
  const scrape = (input: ScrapeInput) => {
    void session.receive({ kind: 'call', id: asked, call: { name: 'scrape', args: [input] } });
    asked += 1;
  };
  const outcomes = () =>
    sent.flatMap((message) => (message.kind === 'result' ? [message.result as ScrapeOutcome] : []));
  const stored = (series: string) =>
    [...(storedSamples(fixture.files).get(series) ?? [])].map(([timeMs, bits]) => [(timeMs - startMs) / everyMs, bits]);

  it('lets others have their turn while the new series of a body are registered, and stores it whole', () => {
    const many = (n: number) => Array.from({ length: 20_000 }, (_, i) => `m{i="${n} ${i}"} ${i}\n`).join('');
    const last = () => outcomes().at(-1);
    scrape(inputOf(many(0), startMs));
    expect(last()).toMatchObject({ isUnfinished: true, scraped: 0, series: 0 });
    scrape(inputOf('c 1\n', startMs, { target: 'two', labels: ['job', 'two'] }));
    expect(last()).toMatchObject({ scraped: 1, seriesAdded: 1 });
    const more = () => scrape(inputOf('', startMs, { answer: { kind: 'more' } }));
    for (more(); last()?.isUnfinished && asked < 200; ) more();
    expect(last()).toMatchObject({ error: undefined, scraped: 20_000, seriesAdded: 20_000, series: 20_000 });
    expect(stored('m{i="0 19999", instance="a:1", job="test"}')).toEqual([[0, '40d387c000000000']]);
    // One that nobody goes on with counts for nothing.
    scrape(inputOf(many(1), startMs + everyMs));
    scrape(inputOf('m{i="0 0"} 5\n', startMs + 2 * everyMs));
    expect(last()).toMatchObject({ scraped: 1, seriesAdded: 0, series: 1 });
    expect(stored('m{i="0 1", instance="a:1", job="test"}').at(-1)).toEqual([2, stale]);
    more();
    expect(sent.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'history.closed' } });
  });

  it('sets a damaged file aside within a scrape, and has all series of it in the new one', () => {
    const two = (n: number) => inputOf(`c ${n}\n`, startMs + n * everyMs, { target: 'two', labels: ['job', 'two'] });
    scrape(inputOf('a 1\nb 1\n', startMs));
    scrape(two(0));
    const db = new Database(fixture.files.history);
    db.exec("UPDATE posting SET data = x'0011223344'");
    db.close();
    // Lines that are known, whose ids are no more, and a new one, which needs the index.
    scrape(inputOf('a 2\nb 2\nnew 2\n', startMs + everyMs));
    scrape(two(1));
    scrape(inputOf('a 4\n', startMs + 2 * everyMs));
    expect(sent.map(({ kind }) => kind).filter((kind) => ['result', 'failed', 'setAside'].includes(kind))).toEqual([
      ...['result', 'result', 'setAside', 'result', 'result', 'result'],
    ]);
    expect(outcomes().map(({ seriesAdded, error }) => [seriesAdded, error])).toEqual(
      [2, 1, 3, 1, 0].map((added) => [added, undefined]),
    );
    expect(stored('a{instance="a:1", job="test"}')).toEqual([
      [1, '4000000000000000'],
      [2, '4010000000000000'],
    ]);
    expect(stored('b{instance="a:1", job="test"}')).toEqual([
      [1, '4000000000000000'],
      [2, stale],
    ]);
    expect(stored('c{job="two"}')).toEqual([[1, '3ff0000000000000']]);
  });

  it('stores scrapes in their turn while readers are held back for a log', () => {
    const body = () => Array.from({ length: 1900 }, (_, i) => `m{i="${i}"} ${asked + i / 7}\n`).join('');
    const next = () => scrape(inputOf(body(), startMs + asked * everyMs));
    next();
    const reader = openReadable(fixture.files.head, 'head');
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM row').get();
    const isHeld = () => existsSync(join(fixture.files.folder, 'readers.hold'));
    for (; asked < 200 && !isHeld(); elapsedMs += 1000) next();
    expect(isHeld()).toBe(true);
    for (const until = asked + 5; asked < until; ) next();
    expect(isHeld()).toBe(true);
    reader.close();
    const results = sent.flatMap((message) => (message.kind === 'result' ? [message.id] : []));
    expect(results).toEqual(Array.from({ length: asked }, (_, n) => n));
    expect(outcomes().map(({ seriesAdded }) => seriesAdded)).toEqual([1900, ...Array(asked - 1).fill(0)]);
    expect(stored('m{i="0", instance="a:1", job="test"}').map(([n]) => n)).toEqual(results);
  });
});
