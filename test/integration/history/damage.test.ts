/** Files that go bad while they are written: they are set aside as they are, whoever writes is told, and recording goes on. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { UnknownSeriesError } from '../../../electron/backend/history/store/append-scrape.ts';
import type { SetAside } from '../../../electron/backend/history/store/source-files.ts';
import {
  createServiceFixture,
  recordedLabels,
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

  test('is set aside by the call that finds it, which fails and may be made again', async () => {
    const error = await late().then(
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
    await expect(late()).rejects.toMatchObject({ code: 'history.setAside' });
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

  test('says so to whoever asks for what is damaged, and not to others', async () => {
    await expect(askRecorded(fixture, nowMs)).rejects.toMatchObject({ code: 'history.damaged' });
    expect(await askRecorded(fixture, nowMs, 'count_over_time(m{i="none"}[1d])')).toEqual([]);
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
