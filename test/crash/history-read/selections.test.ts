import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HistoryReader, openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import type { HistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { openWritable } from '../../../electron/backend/history/store/open-database.ts';
import type { ApiStorage } from '../../../electron/backend/prometheus-api/api-storage.ts';
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { formatLabels, type Labels, labelValue } from '../../../shared/model/labels.ts';
import type { SelectedSeries } from '../../../shared/promql/queryable.ts';
import { histogramOf, valuesOfBits } from '../../support/history/sample-bits.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { numbered } from './numbered.ts';
import { createTestRun } from './test-run.ts';

const slotMs = 7_200_000;
const firstMs = 1000 * slotMs;
const always = { matchers: [], startMs: 0, endMs: Number.MAX_SAFE_INTEGER };

let fixture: SourceFixture;
let writer: HistoryWriter;
let reader: HistoryReader | undefined;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});
afterEach(() => {
  reader?.close();
  reader = undefined;
  fixture.dispose();
});

function storage(): ApiStorage {
  reader?.close();
  reader = openHistoryReader(fixture.files);
  return reader.begin().storage;
}

function scrape(target: string, sets: readonly Labels[], minutes: readonly number[], offsetMs = 0): void {
  const series = writer.register(sets);
  const values = Float64Array.from(series);
  for (const minute of minutes)
    writer.appendScrape({ target, timeMs: firstMs + minute * 60_000 + offsetMs, series, values });
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('what a selection gives', () => {
  it('has one array of times for all series of a target, over slots and head', () => {
    scrape('a', numbered('a', 5), range(0, 400));
    scrape('b', numbered('b', 5), range(0, 400), 1);
    fixture.foldAll(writer, firstMs + 3 * slotMs + 600_000);
    scrape('a', numbered('a', 5), range(400, 450));
    scrape('b', numbered('b', 5), range(400, 450), 1);
    const times = new Map<string, Set<Float64Array>>();
    for (const { labels, timesMs } of storage().select(always, createTestRun())) {
      const name = labelValue(labels, '__name__') ?? '';
      times.set(name, (times.get(name) ?? new Set()).add(timesMs));
      expect(timesMs.length).toBe(450);
    }
    expect([...times].map(([name, arrays]) => [name, arrays.size])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('shares times among those that begin and end together too', () => {
    const some = numbered('short', 4);
    scrape('a', numbered('a', 4), range(0, 50));
    scrape('a', [...numbered('a', 4), ...some], range(50, 100));
    scrape('a', numbered('a', 4), range(100, 200));
    const arrays = () =>
      [...storage().select(always, createTestRun())].map(({ labels, timesMs }) => ({ labels, timesMs }));
    for (const isFolded of [false, true]) {
      if (isFolded) fixture.foldAll(writer, firstMs + 5 * slotMs);
      const found = arrays();
      expect(new Set(found.map(({ timesMs }) => timesMs)).size, `folded: ${isFolded}`).toBe(2);
      expect(found.map(({ timesMs }) => timesMs.length).sort()).toEqual([200, 200, 200, 200, 50, 50, 50, 50]);
    }
  });

  it('is near the times that were asked for, and nothing that is far', () => {
    scrape('a', numbered('early', 2), range(0, 100));
    scrape('b', numbered('late', 2), range(500, 510));
    fixture.foldAll(writer, firstMs + 2 * slotMs);
    const read = storage();
    const names = (startMinute: number, endMinute: number) => {
      const span = { matchers: [], startMs: firstMs + startMinute * 60_000, endMs: firstMs + endMinute * 60_000 };
      const run = createTestRun();
      const selected = [...read.select(span, run)].map(({ labels }) => formatLabels(labels));
      expect([...read.seriesLabels(span, run)].map(formatLabels)).toEqual(selected);
      return selected;
    };
    expect({
      chunks: names(10, 20),
      head: names(505, 600),
      both: names(0, 600),
      between: names(200, 300),
      after: names(600, 700),
      before: names(-1000, -500),
      backwards: names(20, 10),
      inTheHeadBeforeItsFirst: names(490, 499),
    }).toEqual({
      chunks: ['early{i="0"}', 'early{i="1"}'],
      head: ['late{i="0"}', 'late{i="1"}'],
      both: ['early{i="0"}', 'early{i="1"}', 'late{i="0"}', 'late{i="1"}'],
      between: [],
      after: [],
      before: [],
      backwards: [],
      inTheHeadBeforeItsFirst: [],
    });
  });

  it('takes any times that a query may ask for', () => {
    scrape('a', numbered('a', 1), range(0, 2));
    const count = (startMs: number, endMs: number) =>
      [...storage().select({ matchers: [], startMs, endMs }, createTestRun())].length;
    expect([count(-1e15, 1e300), count(firstMs + 0.5, firstMs + 60_000.5), count(1e16, 1e17), count(-5, -1)]).toEqual([
      1, 1, 0, 0,
    ]);
  });

  it('has native histograms and stale samples between them, in the head as in chunks', () => {
    const stale = '7ff0000000000002';
    const five = '4014000000000000';
    const [set] = numbered('latency', 1);
    const series = writer.register([set as Labels]);
    const give = (minute: number, histogram: FloatHistogram | undefined, bits: string) =>
      writer.appendScrape({
        target: 'a',
        timeMs: firstMs + minute * 60_000,
        series,
        values: valuesOfBits([bits]),
        histograms: histogram === undefined ? undefined : [histogram],
      });
    give(0, histogramOf(1), five);
    give(1, undefined, stale);
    give(2, undefined, five);
    give(3, undefined, stale);
    const read = (): Partial<SelectedSeries>[] =>
      [...storage().select(always, createTestRun())].map(({ stale: marks, histograms, values }) => ({
        stale: marks,
        histograms,
        values: values.subarray(2, 3),
      }));
    const wanted = [
      { stale: [1, 3], histograms: [histogramOf(1), undefined, undefined, undefined], values: Float64Array.of(5) },
    ];
    expect(read()).toEqual(wanted);
    fixture.foldAll(writer, firstMs + 2 * slotMs);
    expect(read()).toEqual(wanted);
  });

  it('takes what is in a chunk where the head has another sample of the same time, as a fold does', () => {
    const [labels = []] = numbered('a', 1);
    scrape('a', [labels], range(0, 10));
    const timesMs = Float64Array.of(firstMs + 30_000, firstMs + 60_000);
    writer.appendColumns([{ labels, timesMs, values: Float64Array.of(70, 71) }]);
    const read = () => [...storage().select(always, createTestRun())].map(({ values }) => [...values]);
    const wanted = [[1, 70, 71, 1, 1, 1, 1, 1, 1, 1, 1]];
    expect(read()).toEqual(wanted);
    fixture.foldAll(writer, firstMs + 2 * slotMs);
    expect(read()).toEqual(wanted);
  });

  it('asks whether to go on, and charges what stays', () => {
    scrape('a', numbered('a', 3), range(0, 200));
    fixture.foldAll(writer, firstMs + slotMs + 600_000);
    const run = createTestRun();
    expect([...storage().select(always, run)].length).toBe(3);
    // The times of the slot, those of the head, and both joined; and the ids.
    expect(run.chargedBytes()).toBe(8 * (120 + 80 + 200) + 3 * 4);
    expect(run.checks()).toBeGreaterThan(3);
    const stop = new Error('stop');
    const stopping = {
      ...run,
      check() {
        throw stop;
      },
    };
    expect(() => [...storage().select(always, stopping)]).toThrow(stop);
    expect(() => [...storage().seriesLabels(always, stopping)]).toThrow(stop);
    const poor = {
      ...run,
      charge() {
        throw stop;
      },
    };
    expect(() => [...storage().select(always, poor)]).toThrow(stop);
  });

  it('has the metadata of metrics', () => {
    const metrics = [
      { metric: 'a', type: 'counter', help: 'A.', unit: '' },
      { metric: 'b', type: 'gauge', help: '', unit: 'seconds' },
    ];
    writer.setMetadata(metrics);
    expect([...storage().metadata()]).toEqual(metrics);
  });

  it.each([
    ['history', "UPDATE chunk SET data = x'00'", 'chunk'],
    ['history', 'DELETE FROM chunk', 'chunk'],
    ['history', "UPDATE times SET data = x'00'", 'times'],
    ['history', 'DELETE FROM times', 'times'],
    ['history', 'DELETE FROM series', 'series'],
    ['head', "UPDATE row SET data = x'00'", 'row'],
    ['head', "UPDATE layout SET series = x'00'", 'layout'],
    ['head', 'DELETE FROM row WHERE id = (SELECT min(id) FROM row)', 'keyframe'],
  ] as const)('says that %s is damaged by: %s', (kind, sql, reason) => {
    scrape('a', numbered('a', 3), range(0, 130));
    fixture.foldAll(writer, firstMs + slotMs + 600_000);
    writer.close();
    const db = openWritable(fixture.files[kind], kind);
    db.exec(sql);
    db.close();
    let error: unknown;
    try {
      expect([...storage().select(always, createTestRun())]).toEqual([]);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      code: 'history.damaged',
      details: { path: fixture.files[kind], reason: expect.stringContaining(reason) },
    });
  });
});
