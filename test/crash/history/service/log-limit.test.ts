/** SQLite's logs under readers that leave no moment without one: they are held back while the log is emptied, and none of them is ended. */
import { existsSync, mkdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogLimit } from '../../../../electron/backend/history/service/log-limit.ts';
import {
  holdReaders,
  releaseReaders,
  waitWhileHeld,
} from '../../../../electron/backend/history/service/readers-hold.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { openReadable, type ReadableDatabase } from '../../../../electron/backend/history/store/open-database.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

let fixture: SourceFixture;
let writer: HistoryWriter;
let elapsedMs: number;
let logs: LogLimit;
let timeMs = 0;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
  elapsedMs = 0;
  logs = new LogLimit({ files: fixture.files, elapsedMs: () => elapsedMs, mostBytes: 2 ** 20 });
});

afterEach(() => fixture.dispose());

const logBytes = () => statSync(`${fixture.files.head}-wal`).size;
const isHeld = () => existsSync(join(fixture.files.folder, 'readers.hold'));

/** Some 16 KiB a scrape. */
function record(scrapes: number): void {
  const series = writer.register(Array.from({ length: 2000 }, (_, i) => ['__name__', 'm', 'i', String(i)]));
  for (let n = 0; n < scrapes; n += 1) {
    timeMs += 1000;
    writer.appendScrape({ target: 't', timeMs, series, values: Float64Array.from(series, () => Math.random()) });
  }
}

function reading(): ReadableDatabase<'head'> {
  const db = openReadable(fixture.files.head, 'head');
  db.exec('BEGIN');
  db.prepare('SELECT count(*) FROM row').get();
  return db;
}

describe('a log that is too long', () => {
  test('is emptied at once where nobody reads, and one that is not is left alone', () => {
    record(20);
    expect([logs.step(writer, false), logBytes() > 0]).toEqual(['emptied', true]);
    const reader = reading();
    record(100);
    reader.close();
    expect([logs.step(writer, false), logBytes(), isHeld()]).toEqual(['emptied', 0, false]);
  });

  test('is emptied when those who read have ended, who are followed by nobody meanwhile', () => {
    const readers = [reading()];
    record(100);
    readers.push(reading());
    expect(logs.step(writer, false)).toBe('held');
    expect(isHeld()).toBe(true);
    elapsedMs += 20;
    readers[0]?.close();
    expect([logs.step(writer, false), logBytes() > 2 ** 20]).toEqual(['held', true]);
    record(1);
    readers[1]?.close();
    elapsedMs += 20;
    expect([logs.step(writer, false), logBytes(), isHeld()]).toEqual(['emptied', 0, false]);
  });

  test('waits for no reader that goes on and on, and is tried again later', () => {
    const reader = reading();
    record(100);
    expect(logs.step(writer, false)).toBe('held');
    elapsedMs += 5000;
    expect([logs.step(writer, false), isHeld(), logs.isDue]).toEqual(['gaveUp', false, false]);
    // It still reads what it began with.
    expect(reader.prepare('SELECT count(*) FROM row').pluck().get()).toBe(0);
    reader.close();
    elapsedMs += 30_000;
    expect(logs.isDue).toBe(true);
    expect([logs.step(writer, false), logBytes()]).toEqual(['emptied', 0]);
  });

  test('that is much too long holds back readers for longer, and says so to them again and again', () => {
    const reader = reading();
    record(400);
    expect([logs.step(writer, false), logBytes() > 4 * 2 ** 20]).toEqual(['held', true]);
    utimesSync(join(fixture.files.folder, 'readers.hold'), 1, 1);
    elapsedMs += 25_000;
    expect(logs.step(writer, false)).toBe('held');
    expect(statSync(join(fixture.files.folder, 'readers.hold')).mtimeMs).toBeGreaterThan(1000);
    elapsedMs += 5000;
    expect([logs.step(writer, false), isHeld()]).toEqual(['gaveUp', false]);
    reader.close();
  });

  /** Until it is given up. @returns after how long a reader that stays is held back again, in seconds */
  const restS = (): number => {
    expect(logs.step(writer, false)).toBe('held');
    elapsedMs += 5000;
    expect(logs.step(writer, false)).toBe('gaveUp');
    const beganMs = elapsedMs;
    while (!isHeld()) {
      elapsedMs += 1000;
      if (logs.isDue) logs.step(writer, false);
    }
    return (elapsedMs - beganMs) / 1000;
  };

  test('holds back readers less and less often while one of them stays, and as before when it has gone', () => {
    const reader = reading();
    record(100);
    const rests = Array.from({ length: 7 }, restS);
    expect(rests).toEqual([30, 60, 120, 240, 480, 600, 600]);
    reader.close();
    expect([logs.step(writer, false), isHeld()]).toEqual(['emptied', false]);
    const next = reading();
    record(100);
    elapsedMs += 1000;
    expect(restS()).toBe(30);
    next.close();
  });

  test('is emptied soon after the one that stays has gone, however long readers are left alone', () => {
    const reader = reading();
    record(100);
    for (let n = 0; n < 6; n += 1) restS();
    elapsedMs += 5000;
    expect(logs.step(writer, false)).toBe('gaveUp');
    reader.close();
    elapsedMs += 30_000;
    expect([logs.isDue, logs.step(writer, false), logBytes()]).toEqual([true, 'emptied', 0]);
  });

  test('is emptied however short it is where a deletion waits for that', () => {
    const reader = reading();
    record(10);
    expect(logs.step(writer, true)).toBe('held');
    reader.close();
    expect([logs.step(writer, true), logBytes()]).toEqual(['emptied', 0]);
  });
});

describe('who is about to read', () => {
  const waited = (): number => {
    const beganMs = performance.now();
    waitWhileHeld(fixture.files);
    return performance.now() - beganMs;
  };

  test('waits for the writer until that says no more that it should', () => {
    holdReaders(fixture.files);
    expect(waited()).toBeGreaterThanOrEqual(4900);
    expect(isHeld()).toBe(true);
    holdReaders(fixture.files);
    releaseReaders(fixture.files);
    expect(waited()).toBeLessThan(4900);
  }, 30_000);

  test('waits for none that was killed, or of another time', () => {
    holdReaders(fixture.files);
    for (const awayS of [-10, 3600]) {
      const atS = Date.now() / 1000 + awayS;
      utimesSync(join(fixture.files.folder, 'readers.hold'), atS, atS);
      expect(waited()).toBeLessThan(4900);
    }
  });

  test('is held back by nothing where the folder has gone', () => {
    const gone = { folder: join(fixture.dataDir, 'gone') };
    waitWhileHeld(gone);
    mkdirSync(gone.folder);
    waitWhileHeld(gone);
    releaseReaders(gone);
  });
});
