/** What a query gives of a history in which something is damaged: the rest, and a warning that says what is not there. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHistoryReader } from '../../../electron/backend/history/read/open-history-reader.ts';
import type { HistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { slotMs } from '../../../electron/backend/history/store/slots.ts';
import { storageCatalog } from '../../../electron/backend/prometheus-api/storage-catalog.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import { evaluateQuery } from '../../../shared/promql/engine/evaluate-query.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { createSourceFixture, type SourceFixture } from '../../support/history/source-fixture.ts';
import { numbered } from './numbered.ts';
import { createTestRun } from './test-run.ts';

const firstMs = 236_000 * slotMs;
const minuteMs = 60_000;
/** Two slots of minutes are folded, an hour of a third is in the head. */
const minutes = 300;

let fixture: SourceFixture;
let writer: HistoryWriter;

beforeEach(() => {
  fixture = createSourceFixture();
  writer = fixture.open();
});
afterEach(() => fixture.dispose());

/** @param count of series */
function fill(count: number): void {
  const series = writer.register(numbered('up', count));
  for (let minute = 0; minute < minutes; minute += 1) {
    const values = Float64Array.from(series, (id) => id * 1000 + minute);
    writer.appendScrape({ target: 'a:9090', timeMs: firstMs + minute * minuteMs, series, values });
  }
  fixture.foldAll(writer, firstMs + 2 * slotMs + 600_000);
  fixture.closeAll();
}

/** As a disk that spoils what it has. */
function spoil(file: 'history' | 'head', sql: string): void {
  const db = new Database(fixture.files[file]);
  if (db.prepare(sql).run().changes === 0) throw new Error(`${sql} has spoilt nothing`);
  db.close();
}

/** By series the minutes that are there, and what was said. */
function read(startMs = 0, endMs = Number.MAX_SAFE_INTEGER) {
  const reader = openHistoryReader(fixture.files);
  const warnings: string[] = [];
  const found: Record<string, readonly number[]> = {};
  try {
    // Twice: what a reader keeps from one query to the next has the gap, too.
    for (let time = 0; time < 2; time += 1) {
      warnings.length = 0;
      const snapshot = reader.begin();
      const run = { ...createTestRun(), warn: (text: string) => void warnings.push(text) };
      for (const { labels, timesMs, values } of snapshot.storage.select({ matchers: [], startMs, endMs }, run)) {
        const at = Array.from(timesMs, (timeMs) => (timeMs - firstMs) / minuteMs);
        expect(Array.from(values, (value) => value % 1000)).toEqual(at);
        found[formatLabels(labels)] = at;
      }
      snapshot.end();
    }
  } finally {
    reader.close();
  }
  return { found, warnings };
}

const span = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const all = span(0, minutes);
const iso = (minute: number, ms = 0) => new Date(firstMs + minute * minuteMs + ms).toISOString();

describe('of a chunk', () => {
  const slot = `${iso(120)} to ${iso(240, -1)}`;
  const id = (firstMs / slotMs + 1) * 2 ** 32 + 2;

  it('that is damaged the other series and slots are there, and it is said which is not', () => {
    fill(3);
    spoil(
      'history',
      `UPDATE chunk SET data = CAST(substr(data, 1, length(data) - 1) || x'00' AS BLOB) WHERE id = ${id}`,
    );
    expect(read()).toEqual({
      found: { 'up{i="0"}': all, 'up{i="1"}': [...span(0, 120), ...span(240, 300)], 'up{i="2"}': all },
      warnings: [
        `the history is damaged: samples of up{i="1"} are missing, ${slot} (chunk ${id}: the checksum is wrong (at byte 10))`,
      ],
    });
  });

  it('that is missing the rest is there, too', () => {
    fill(3);
    spoil('history', `DELETE FROM chunk WHERE id = ${id}`);
    const { found, warnings } = read();
    expect(found).toEqual({ 'up{i="0"}': all, 'up{i="1"}': [...span(0, 120), ...span(240, 300)], 'up{i="2"}': all });
    expect(warnings).toEqual([
      `the history is damaged: samples of up{i="1"} are missing, ${slot} (chunk ${id} is missing)`,
    ]);
  });

  it('says nothing where it is not asked for', () => {
    fill(3);
    spoil('history', `UPDATE chunk SET data = x'00' WHERE id = ${id}`);
    expect(read(firstMs, firstMs + 100 * minuteMs).warnings).toEqual([]);
    expect(read(firstMs + 240 * minuteMs).warnings).toEqual([]);
  });

  it('tells of the times only that were asked for', () => {
    fill(3);
    spoil('history', `UPDATE chunk SET data = x'00' WHERE id = ${id}`);
    const { warnings } = read(firstMs + 130 * minuteMs, firstMs + 140 * minuteMs);
    expect(warnings).toEqual([expect.stringContaining(`missing, ${iso(130)} to ${iso(140)} (`)]);
  });

  it('that is damaged whoever cannot be told gets an error', () => {
    fill(3);
    spoil('history', `UPDATE chunk SET data = x'00' WHERE id = ${id}`);
    const reader = openHistoryReader(fixture.files);
    const { storage } = reader.begin();
    const select = () => [...storage.select({ matchers: [], startMs: 0, endMs: 1e15 }, createTestRun())];
    expect(select).toThrow(expect.objectContaining({ code: 'history.damaged' }));
    reader.close();
  });
});

it('of many chunks a few are named, and all are counted', () => {
  fill(20);
  spoil('history', "UPDATE chunk SET data = x'00'");
  const { found, warnings } = read();
  expect(Object.values(found)).toEqual(Array(20).fill(span(240, 300)));
  expect(warnings).toEqual([
    ...[0, 1, 2].map((i) =>
      expect.stringContaining(`samples of up{i="${i}"} are missing, ${iso(0)} to ${iso(240, -1)} (`),
    ),
    `the history is damaged: in all, samples of 20 series are missing, ${iso(0)} to ${iso(240, -1)}`,
  ]);
});

it('of shared times all series that have them are named', () => {
  fill(2);
  spoil('history', `UPDATE times SET data = x'00' WHERE id < ${(firstMs / slotMs + 1) * 2 ** 20}`);
  const { found, warnings } = read();
  expect(found).toEqual({ 'up{i="0"}': span(120, 300), 'up{i="1"}': span(120, 300) });
  expect(warnings).toEqual([
    expect.stringContaining(`samples of up{i="0"} are missing, ${iso(0)} to ${iso(120, -1)} (times `),
    expect.stringContaining(`samples of up{i="1"} are missing, ${iso(0)} to ${iso(120, -1)} (times `),
  ]);
});

it('of the list of the series of a slot nothing is missing: the chunks themselves say whose they are', () => {
  fill(2);
  spoil('history', "UPDATE member SET data = x'11ff'");
  expect(read()).toEqual({ found: { 'up{i="0"}': all, 'up{i="1"}': all }, warnings: [] });
});

it('of the labels of one series the others are there', () => {
  fill(3);
  spoil('history', "UPDATE series SET labels = x'ff' WHERE id = 2");
  const { found, warnings } = read();
  expect(found).toEqual({ 'up{i="0"}': all, 'up{i="2"}': all });
  expect(warnings).toEqual([expect.stringContaining('samples of a series whose labels cannot be read are missing')]);
});

describe('in the head', () => {
  const rowsAt = (minute: number) => `timeMs = ${firstMs + minute * minuteMs}`;

  it('what stands on a row that is damaged is missing, up to the next keyframe', () => {
    fill(2);
    const db = new Database(fixture.files.head);
    const keyframes = db
      .prepare<[], readonly [number, Uint8Array]>('SELECT timeMs, data FROM row ORDER BY id')
      .raw()
      .all()
      .flatMap(([timeMs, data]) => (((data[1] ?? 0) & 1) === 1 ? [(timeMs - firstMs) / minuteMs] : []));
    db.close();
    const next = keyframes.find((minute) => minute > 250) ?? minutes;
    expect(next).toBeLessThan(minutes);
    spoil(
      'head',
      `UPDATE row SET data = CAST(substr(data, 1, length(data) - 1) || x'77' AS BLOB) WHERE ${rowsAt(250)}`,
    );
    const { found, warnings } = read();
    const left = [...span(0, 250), ...span(next, minutes)];
    expect(found).toEqual({ 'up{i="0"}': left, 'up{i="1"}': left });
    const what = `missing, ${iso(250)} to ${iso(next - 1)} (row 251: the checksum is wrong`;
    expect(warnings).toEqual([
      expect.stringContaining(`samples of up{i="0"} are ${what}`),
      expect.stringContaining(`samples of up{i="1"} are ${what}`),
    ]);
  });

  it('rows without a keyframe before them are missing up to the first one', () => {
    fill(1);
    spoil('head', `UPDATE row SET data = x'00' WHERE ${rowsAt(240)}`);
    const { found, warnings } = read(firstMs + 242 * minuteMs);
    expect(found['up{i="0"}']?.[0]).toBeGreaterThan(250);
    expect(warnings).toEqual([expect.stringContaining(`missing, ${iso(242)} to `)]);
  });

  it('of a layout that is damaged its target is named', () => {
    fill(1);
    spoil('head', "UPDATE layout SET series = x'00'");
    const { found, warnings } = read();
    expect(found).toEqual({ 'up{i="0"}': span(0, 240) });
    expect(warnings).toEqual([
      expect.stringContaining(`scrapes of the target a:9090 are missing, ${iso(240)} to ${iso(299)} (layout 1`),
    ]);
  });
});

it('the engine tells it beside the answer, with the place of the selector, and the catalog beside its lists', () => {
  fill(1);
  spoil('head', "UPDATE layout SET series = x'00'");
  const reader = openHistoryReader(fixture.files);
  const { storage } = reader.begin();
  const expr = parseExpr('1 + sum(count_over_time(up[1d]))', {});
  const { value, annotations } = evaluateQuery(
    storage,
    { kind: 'instant', expr, timeMs: firstMs + minutes * minuteMs },
    { semantics: 'v2', lookbackMs: 300_000, subqueryStepMs: () => 60_000 },
    { isCancelled: () => false, nowMs: () => 0, timeoutMs: 1, budgetBytes: 1e9 },
  );
  expect(value).toMatchObject({ kind: 'vector', series: [{ values: Float64Array.of(241) }] });
  const text = expect.stringMatching(/^the history is damaged: scrapes of the target a:9090 are missing/);
  expect(annotations).toEqual([{ kind: 'warning', text, at: expect.objectContaining({ start: 24 }) }]);
  const request = { selectors: [], startMs: 0, endMs: Number.MAX_SAFE_INTEGER, limit: 0 };
  expect(storageCatalog(storage, 'v2').labelNames(request, createTestRun())).toEqual({
    items: ['__name__', 'i'],
    isTruncated: false,
    warnings: [text],
  });
  reader.close();
});
