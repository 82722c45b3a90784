/** What a history does by itself, with a clock that may be wrong: folds between calls, and what is too old. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Upkeep } from '../../../../electron/backend/history/service/upkeep.ts';
import { createUpkeepReport } from '../../../../electron/backend/history/service/upkeep-report.ts';
import { createWriterCalls } from '../../../../electron/backend/history/service/writer-calls.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const beginMs = 236_000 * 2 * hourMs;
let fixture: SourceFixture;
let writer: HistoryWriter;
let upkeep: Upkeep;
const report = createUpkeepReport({ now: () => nowMs, onState: () => undefined, onTrouble: () => undefined });
let nowMs: number;
/** What the clock that only goes forward says. */
let elapsedMs: number;

beforeEach(() => {
  fixture = createSourceFixture();
  nowMs = beginMs;
  elapsedMs = 0;
  start();
});

afterEach(() => fixture.dispose());

function start(mostAgeMs: number | undefined = 30 * dayMs): void {
  fixture.closeAll();
  writer = fixture.open({ nowMs, elapsedMs: () => elapsedMs });
  upkeep = new Upkeep(writer, {
    ...{ now: () => nowMs, sliceMs: 0, report, retention: () => ({ mostAgeMs, mostBytes: undefined }) },
  });
}

function keep(): void {
  while (upkeep.fold() || upkeep.keep());
}

function scrape(): void {
  const series = writer.register([['__name__', 'up']]);
  writer.appendScrape({ target: 't', timeMs: nowMs, series, values: Float64Array.of(1) });
}

const oldestMs = () =>
  writer.alongside(({ history }) => {
    const slot = Math.floor(Number(history.prepare('SELECT min(id) FROM chunk').pluck().get()) / 2 ** 32);
    return slot * 2 * hourMs;
  });
const chunks = () =>
  writer.alongside(({ history }) => Number(history.prepare('SELECT count(*) FROM chunk').pluck().get() ?? 0));

/** Records each hour, and looks as often. */
function record(hours: number): void {
  for (let hour = 0; hour < hours; hour += 1) {
    scrape();
    nowMs += hourMs;
    elapsedMs += hourMs;
    keep();
  }
}

describe('by age', () => {
  test('what is older than the limit goes, as time goes by', () => {
    start(10 * dayMs);
    record(20 * 24);
    expect(chunks()).toBeGreaterThanOrEqual(10 * 12 - 1);
    expect(chunks()).toBeLessThanOrEqual(10 * 12 + 1);
  });

  test('nothing goes where a clock is wrong by a year and records, in this process or after a start', () => {
    record(200);
    const before = chunks();
    nowMs += 365 * dayMs;
    record(5);
    expect(chunks()).toBeGreaterThanOrEqual(before);
    start();
    record(5);
    expect(chunks()).toBeGreaterThanOrEqual(before);
    // It is set right.
    nowMs -= 365 * dayMs;
    start();
    record(48);
    expect(chunks()).toBeGreaterThanOrEqual(before + 20);
  });

  test('a computer that was off for some days keeps to the limit at once, one that was off for long day by day', () => {
    record(48);
    nowMs += 5 * dayMs;
    const secondMs = nowMs;
    start(4 * dayMs);
    record(4);
    expect(oldestMs()).toBeGreaterThanOrEqual(secondMs);
    nowMs += 60 * dayMs;
    const thirdMs = nowMs;
    start(4 * dayMs);
    record(3);
    expect(oldestMs()).toBeLessThan(secondMs + dayMs);
    record(60);
    expect(oldestMs()).toBeGreaterThanOrEqual(thirdMs);
  });

  test('a computer that slept for a night is believed', () => {
    start(2 * dayMs);
    for (let day = 0; day < 30; day += 1) {
      record(8);
      nowMs += 16 * hourMs;
    }
    expect(chunks()).toBeLessThanOrEqual(3 * 5);
  });

  test('a clock that is years ahead deletes nothing; an import older than the limit stays until something newer comes', () => {
    const old = {
      labels: ['__name__', 'old'],
      timesMs: Float64Array.of(beginMs - 90 * dayMs),
      values: new Float64Array(1),
    };
    writer.appendColumns([old]);
    keep();
    nowMs += 20 * 365 * dayMs;
    keep();
    expect(oldestMs()).toBe(beginMs - 90 * dayMs);
    nowMs = beginMs;
    record(4);
    expect(oldestMs()).toBe(beginMs);
  });
});

test('a fold in slices comes to its end with coverage and documents between every two of them', () => {
  const calls = createWriterCalls(writer, upkeep);
  const series = calls.register(Array.from({ length: 2000 }, (_, i) => ['__name__', 'm', 'i', String(i)]));
  for (let n = 0; n < 20; n += 1)
    writer.appendScrape({ target: 't', timeMs: nowMs + n * 1000, series, values: new Float64Array(2000).fill(n) });
  nowMs += 4 * hourMs;
  let slices = 0;
  while (chunks() < 2000 && slices < 1000) {
    if (!upkeep.fold()) upkeep.keep();
    slices += 1;
    calls.cover('r', { startMs: beginMs, endMs: beginMs + slices, state: 'recorded', detail: '' });
    calls.putDocument('flags', String(slices), beginMs + slices);
  }
  expect(slices).toBeGreaterThan(5);
  expect(slices).toBeLessThan(1000);
  expect(writer.stats().foldedSamples).toBe(40_000);
});
