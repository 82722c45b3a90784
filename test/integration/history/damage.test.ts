/** Files that go bad while they are written: they are set aside as they are, whoever writes is told, and recording goes on. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderName } from '../../../electron/backend/history/service/history-identity.ts';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { UnknownSeriesError } from '../../../electron/backend/history/store/append-scrape.ts';
import type { SetAside } from '../../../electron/backend/history/store/source-files.ts';
import { inProcessApi } from '../../../electron/backend/prometheus-api/in-process.ts';
import { workerData } from '../../../electron/backend/prometheus-api/worker-data.ts';
import {
  createServiceFixture,
  recordedLabels,
  recordedOrigin,
  type ServiceFixture,
  slotMs,
} from '../../support/history/service-fixture.ts';
import { askRecorded } from './ask-recorded.ts';

let fixture: ServiceFixture;
let writer: SourceWriter;
let series: readonly number[];
let told: SetAside[];
/** Three slots; the worker's clock is in the third, so the first two are folded at once. */
const beginMs = 236_000 * slotMs;
const scrapeCount = 90;

beforeEach(async () => {
  fixture = createServiceFixture();
  fixture.setClock(beginMs + 2.5 * slotMs - Date.now());
  writer = await fixture.writer();
  told = [];
  writer.onSetAside((one) => void told.push(one));
  series = await writer.register(recordedLabels);
  for (let n = 0; n < scrapeCount; n += 1) await fixture.scrape(writer, series, timeOf(n));
});

afterEach(() => fixture.dispose());

const timeOf = (n: number) => beginMs + n * 240_000;
const nowMs = timeOf(scrapeCount);

async function folded(): Promise<void> {
  await expect.poll(async () => (await writer.stats()).foldedSamples).toBeGreaterThanOrEqual(60 * series.length);
}

interface ApiAnswer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
  readonly warnings?: readonly string[];
}

async function askApi({ history }: ServiceFixture, expr: string, timeMs: number): Promise<ApiAnswer> {
  const language = { semantics: 'v3', parse: {}, lookbackMs: 300_000, subqueryStepMs: 60_000 } as const;
  const storage = history.folderOf(folderName(recordedOrigin));
  const data = workerData({ pool: history.readers, storage, language });
  const buildInfo = { version: '0.1.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' };
  const clock = { now: () => timeMs, monotonic: () => performance.now() };
  const log = { write: () => undefined };
  const api = inProcessApi({ data, parse: language.parse, semantics: language.semantics, buildInfo, clock, log });
  const { chunks } = await api.answer(
    '/api/v1/query',
    new URLSearchParams({ query: expr }),
    new AbortController().signal,
  );
  return JSON.parse([...chunks].join('')) as ApiAnswer;
}

/** As a disk that spoils what it has: not through the writer. */
function spoil(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

describe('a history that is damaged while it is written', () => {
  beforeEach(async () => {
    await folded();
    expect(await askRecorded(fixture, nowMs)).toEqual(Array(recordedLabels.length).fill(scrapeCount));
    spoil(fixture.files.history, "UPDATE chunk SET data = x'0011223344'");
  });

  const late = () => fixture.scrape(writer, series, beginMs + 1);
  /** A series that is new needs the index, which is damaged, too. */
  const find = () => {
    spoil(fixture.files.history, "UPDATE posting SET data = x'0011223344'");
    return writer.register([['__name__', 'm', 'i', 'new']]);
  };

  test('is set aside by the call that finds it, which fails and may be made again', async () => {
    const error = await find().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const { history, head } = fixture.files;
    expect(error).toMatchObject({ code: 'history.setAside', retryable: true, details: { path: history } });
    expect(told.map(({ path }) => path)).toEqual([history, head]);
    expect(writer.setAside).toEqual(told);
    expect(told.every(({ keptAs }) => existsSync(keptAs))).toBe(true);
    expect(fixture.logged).toEqual(Array(2).fill('error a damaged file was set aside'));
    // What it had are not the ids of anything in the new one, also after others were given.
    const again = await writer.register(recordedLabels);
    expect(again.filter((id) => series.includes(id))).toEqual([]);
    await expect(late()).rejects.toBeInstanceOf(UnknownSeriesError);
    series = again;
    await late();
    expect([...fixture.sizes()]).toEqual(recordedLabels.map(() => [expect.any(String), 1]));
  });

  test('is not what readers see afterwards, and what is left of it can be read under its new name', async () => {
    await expect(find()).rejects.toMatchObject({ code: 'history.setAside' });
    expect(await askRecorded(fixture, nowMs)).toEqual([]);
    series = await writer.register(recordedLabels);
    await fixture.scrape(writer, series, nowMs - 1000);
    expect(await askRecorded(fixture, nowMs)).toEqual(Array(recordedLabels.length).fill(1));
    expect(await fixture.history.list(new AbortController().signal)).toMatchObject([{ kind: 'readable', series: 20 }]);
    const [history, head] = told.map(({ keptAs }) => keptAs);
    const kept = new Database(history ?? '', { readonly: true });
    expect(kept.prepare('SELECT count(*) FROM series').pluck().get()).toBe(20);
    kept.close();
    expect(existsSync(head ?? '')).toBe(true);
  });

  test('gives the rest to whoever asks for what is damaged, and says so in the answer of the API', async () => {
    const answer = await askApi(fixture, 'count_over_time(m[1d])', nowMs);
    const left = answer.data.result.map(({ value }) => Number(value[1]));
    expect(left).toEqual(Array(recordedLabels.length).fill(left[0]));
    expect(left[0]).toBeLessThan(scrapeCount);
    expect(answer.warnings).toEqual([
      ...Array(3).fill(expect.stringMatching(/^the history is damaged: samples of m\{.*\} are missing, .* \(1:17\)$/)),
      expect.stringContaining(`in all, samples of ${recordedLabels.length} series are missing`),
    ]);
    expect(await askRecorded(fixture, nowMs)).toEqual(left);
    expect((await askApi(fixture, 'count_over_time(m{i="none"}[1d])', nowMs)).warnings).toBeUndefined();
  });
});

describe('a head that is damaged while it is written', () => {
  test('is set aside by the fold that finds it; what was folded before stays, and so do the ids', async () => {
    await folded();
    expect((await askRecorded(fixture, nowMs))[0]).toBe(scrapeCount);
    spoil(fixture.files.head, "UPDATE row SET data = x'0011223344'");
    fixture.setClock(beginMs + 4 * slotMs - Date.now());
    await expect.poll(() => told.map(({ path }) => path)).toEqual([fixture.files.head]);
    await fixture.scrape(writer, series, nowMs);
    const counts = await askRecorded(fixture, nowMs + 1000);
    expect(counts).toEqual(Array(recordedLabels.length).fill(61));
    expect(fixture.logged).toEqual(['error a damaged file was set aside']);
  });
});

describe('pages that SQLite itself cannot read', () => {
  /** By another process: where this one closed the file, the writer would lose its locks on it. */
  function spoilPages(file: string): void {
    const db = new Database(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    const pages = Number(db.pragma('page_count', { simple: true }));
    db.close();
    spawnSync('dd', ['if=/dev/urandom', `of=${file}`, 'bs=4096', 'seek=2', `count=${pages - 2}`, 'conv=notrunc']);
  }

  test.each(['head', 'history'] as const)('make the %s one to be set aside, and recording goes on', async (name) => {
    await folded();
    spoilPages(fixture.files[name]);
    fixture.setClock(beginMs + 4 * slotMs - Date.now());
    let n = 0;
    const next = async () => {
      n += 1;
      await writer.register([['__name__', `new_${n}`]]);
      await fixture.scrape(writer, series, nowMs);
    };
    await expect
      .poll(async () => {
        await next().catch(() => undefined);
        return told[0]?.path;
      })
      .toBe(fixture.files[name]);
    expect(told.length).toBe(name === 'head' ? 1 : 2);
    series = await writer.register(recordedLabels);
    await fixture.scrape(writer, series, nowMs + 1);
    const sizes = fixture.sizes();
    expect(recordedLabels.every((_, i) => (sizes.get(`m{i="${i}"}`) ?? 0) > 0)).toBe(true);
  });
});

describe('a worker that ends', () => {
  test.each(['throw', 'exit'])(
    'by itself (%s) fails its calls, and the next writer has another one, with all that was acknowledged',
    async (how) => {
      const calls = [
        writer.setMetadata([{ metric: how, type: '', help: '', unit: '' }]),
        fixture.scrape(writer, series, nowMs),
      ];
      const outcomes = await Promise.allSettled(calls);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await expect(fixture.scrape(writer, series, nowMs)).rejects.toThrow();
      const [next, same] = await Promise.all([fixture.writer(), fixture.writer()]);
      expect(next).toBe(same);
      expect(next).not.toBe(writer);
      await fixture.scrape(next, series, nowMs);
      expect([...fixture.sizes().values()]).toEqual(Array(20).fill(scrapeCount + 1));
      expect(next.setAside).toEqual([]);
    },
  );
});
