import { describe, expect, it } from 'vitest';
import type { SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import { exportRecording } from '../../../electron/backend/history/transfer/export-recording.ts';
import { bounds } from '../../../electron/backend/history/transfer/recording-format.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { columnStorage, snapshotsOf } from '../../support/history/column-storage.ts';
import {
  beginMs,
  columnsOf,
  itemsOf,
  recordingOf,
  samplesOf,
  slotMs,
  variedColumns,
  variedMetadata,
} from '../../support/history/recordings.ts';
import { histogramOf } from '../../support/history/sample-bits.ts';

function bytesOf(numbers: Float64Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

describe('a recording', () => {
  it('gives back every sample bit for bit, the metadata of its metrics, what was covered, and documents', async () => {
    const coverage = [{ rule: 'all', startMs: beginMs, endMs: beginMs + 1, state: 'asleep', detail: 'the lid 😴' }];
    const documents = [{ kind: 'config', atMs: 5, seenUntilMs: 9, text: 'global: {}\n' }];
    const { file, counts, leftOut, bytes } = await recordingOf(variedColumns(), variedMetadata, {
      coverage,
      documents,
    });
    const items = await itemsOf(file);
    expect(samplesOf(columnsOf(items))).toEqual(samplesOf(variedColumns()));
    expect(items[0]).toEqual({
      kind: 'header',
      header: {
        source: { kind: 'imported', cluster: '../../etc/passwd' },
        ...{ startMs: beginMs, endMs: beginMs + 4 * slotMs, selectors: [], createdMs: 1_700_000_000_000 },
        createdBy: { name: 'Binnacle', version: '0.0.0' },
      },
    });
    expect(items.filter(({ kind }) => kind !== 'header' && kind !== 'columns')).toEqual([
      { kind: 'metadata', metrics: variedMetadata.slice(0, 2) },
      { kind: 'coverage', spans: coverage },
      { kind: 'documents', documents },
      { kind: 'end', counts },
    ]);
    expect(counts).toMatchObject({ series: 5, slots: 4, samples: 115, metrics: 2, coverage: 1, documents: 1 });
    expect({ leftOut, bytes }).toEqual({ leftOut: { samples: 0, records: 0 }, bytes: file.length });
  });

  it('of nothing is a recording', async () => {
    const { file } = await recordingOf([]);
    expect((await itemsOf(file)).map(({ kind }) => kind)).toEqual(['header', 'end']);
  });

  it('has the samples within its times only, and each series once whatever selects it', async () => {
    const select = (value: string) => ({
      text: `{job="${value}"}`,
      matchers: [seriesMatcher({ name: 'job', op: '=~', value }, true)],
    });
    const [startMs, endMs] = [beginMs + 600_001, beginMs + slotMs];
    const { file } = await recordingOf(variedColumns(), [], {
      startMs,
      endMs,
      selectors: [select('a|b'), select('a|')],
    });
    const expected = variedColumns().flatMap(({ labels, timesMs, values, histograms }): SeriesColumn[] => {
      const kept = [...timesMs.keys()].filter((i) => (timesMs[i] ?? 0) >= startMs && (timesMs[i] ?? 0) <= endMs);
      const [from = 0, to = -1] = [kept[0], kept.at(-1)];
      if (kept.length === 0) return [];
      const cut = { timesMs: timesMs.slice(from, to + 1), values: values.slice(from, to + 1) };
      return [{ labels, ...cut, histograms: histograms?.slice(from, to + 1) }];
    });
    const columns = columnsOf(await itemsOf(file));
    expect(samplesOf(columns)).toEqual(samplesOf(expected));
    // Three series in two slots.
    expect(columns.length).toBe(6);
  });

  it('writes the marker where a storage says that a sample is stale', async () => {
    const column = {
      labels: ['a', 'b'],
      timesMs: Float64Array.of(beginMs, beginMs + 1),
      values: Float64Array.of(NaN, NaN),
    };
    const storage = { ...columnStorage([column]), select: () => [{ ...column, stale: [1] }] };
    const { file } = await recordingOf([], [], { snapshots: snapshotsOf(storage), endMs: beginMs + 5 });
    const samples = new Map([
      [beginMs, '7ff8000000000000'],
      [beginMs + 1, '7ff0000000000002'],
    ]);
    expect(samplesOf(columnsOf(await itemsOf(file)))).toEqual(new Map([['{a="b"}', samples]]));
    expect(column.values).toEqual(Float64Array.of(NaN, NaN));
  });

  it('begins its numbers of series and times anew where they would become too many', async () => {
    const texts = ['x', 'y', 'z'].map((one) => one.repeat(2 ** 20));
    const large = Array.from({ length: 12 }, (_, i) => [
      'a',
      String(i),
      ...texts.flatMap((text, k) => [`b${k}`, text]),
    ]);
    const many = Array.from({ length: bounds.times + 10 }, (_, i) => ['i', String(i)]);
    const columns = [...large, ...many].map((labels, i): SeriesColumn => {
      return { labels, timesMs: Float64Array.of(beginMs + i), values: Float64Array.of(i) };
    });
    const { file, counts } = await recordingOf(columns);
    const found = columnsOf(await itemsOf(file));
    expect(found.map(({ labels, timesMs, values }) => [labels.length, labels[1], timesMs[0], values[0]])).toEqual(
      columns.map(({ labels, timesMs, values }) => [labels.length, labels[1], timesMs[0], values[0]]),
    );
    expect(counts.series).toBe(columns.length);
  });

  it('cuts what is too much for one chunk', async () => {
    const timesMs = Float64Array.from({ length: 1_300_000 }, (_, i) => beginMs + i);
    const values = timesMs.map((_, i) => i % 7);
    const random = seededRandom(20_261_129);
    const indexes = Int32Array.from({ length: 2 ** 17 }, (_, k) => k);
    const many = Array.from({ length: 12 }, () => {
      const counts = new Float64Array(Uint32Array.from({ length: 2 ** 18 }, () => random() & 0x7fefffff).buffer);
      return { ...histogramOf(1), positive: { indexes, counts } };
    });
    const wideTimes = timesMs.slice(0, many.length);
    const wide = { labels: ['wide', '1'], timesMs: wideTimes, values: new Float64Array(many.length), histograms: many };
    const { file } = await recordingOf([{ labels: ['long', '1'], timesMs, values }, wide]);
    const [long, others] = [[] as SeriesColumn[], [] as SeriesColumn[]];
    for (const column of columnsOf(await itemsOf(file))) (column.labels[0] === 'long' ? long : others).push(column);
    expect(Buffer.concat(long.map(({ timesMs: some }) => bytesOf(some))).equals(bytesOf(timesMs))).toBe(true);
    expect(Buffer.concat(long.map(({ values: some }) => bytesOf(some))).equals(bytesOf(values))).toBe(true);
    expect(long.length).toBeGreaterThan(1);
    expect(others.length).toBeGreaterThan(1);
    const counts = others.flatMap(({ histograms }) => histograms?.map((one) => one?.positive.counts));
    for (const [i, one] of counts.entries())
      expect(one?.every((count, k) => count === many[i]?.positive.counts[k])).toBe(true);
    expect(counts.length).toBe(many.length);
  });

  it('leaves out what cannot stand in it, and says so', async () => {
    const ok = { timesMs: Float64Array.of(beginMs), values: Float64Array.of(1) };
    const tooMany = Array.from({ length: bounds.labelsPerSeries + 1 }, (_, i) => [
      `l${String(i).padStart(5, '0')}`,
      'x',
    ]);
    const { file, leftOut } = await recordingOf(
      [
        { labels: ['a', 'x'.repeat(bounds.valueBytes + 1)], ...ok },
        { labels: ['a'.repeat(bounds.nameBytes + 1), 'x'], ...ok },
        { labels: tooMany.flat(), ...ok },
        { labels: ['__name__', 'good'], ...ok },
      ],
      [{ metric: 'good', type: 'gauge', help: 'x'.repeat(bounds.helpBytes + 1), unit: '' }],
    );
    expect(leftOut).toEqual({ samples: 3, records: 1 });
    expect(columnsOf(await itemsOf(file)).map(({ labels }) => labels)).toEqual([['__name__', 'good']]);
  });

  it('ends where it is cancelled, by signal and by check', async () => {
    const controller = new AbortController();
    controller.abort();
    const snapshots = snapshotsOf(columnStorage(variedColumns()));
    const times = { startMs: 0, endMs: Number.MAX_SAFE_INTEGER };
    const request = { snapshots, ...times, source: null, selectors: [], createdMs: 0 };
    const createdBy = { name: '', version: '' };
    const run = (control: object) => exportRecording({ ...request, createdBy }, () => undefined, control);
    await expect(run({ signal: controller.signal })).rejects.toThrow(CancelledError);
    let calls = 0;
    const check = () => {
      calls += 1;
      if (calls === 100) throw new Error('enough');
    };
    await expect(run({ check })).rejects.toThrow('enough');
    const later = new AbortController();
    setTimeout(() => later.abort(), 30);
    await expect(run({ signal: later.signal })).rejects.toThrow(CancelledError);
  });
});
