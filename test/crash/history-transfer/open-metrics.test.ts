import { describe, expect, it } from 'vitest';
import type { SeriesColumn } from '../../../electron/backend/history/store/append-columns.ts';
import type { StoredMetric } from '../../../electron/backend/history/store/metric-metadata.ts';
import {
  exportOpenMetrics,
  type OpenMetricsRequest,
} from '../../../electron/backend/history/transfer/export-open-metrics.ts';
import { checkOpenMetrics, importOpenMetrics } from '../../../electron/backend/history/transfer/import-open-metrics.ts';
import { secondsText } from '../../../electron/backend/history/transfer/open-metrics-text.ts';
import type { MetricMetadata } from '../../../electron/backend/prometheus-api/api-storage.ts';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import { seriesMatcher } from '../../../shared/promql/engine/series-matcher.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { columnStorage, snapshotsOf } from '../../support/history/column-storage.ts';
import { beginMs, piecesOf, variedColumns } from '../../support/history/recordings.ts';
import { bitsOfValues, histogramOf, valuesOfBits } from '../../support/history/sample-bits.ts';
import { readOpenMetrics } from '../../support/promapi/read-open-metrics.ts';

async function exported(
  columns: readonly SeriesColumn[],
  metadata: readonly MetricMetadata[] = [],
  request: Partial<OpenMetricsRequest> = {},
) {
  let text = '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const { leftOut, samples, families } = await exportOpenMetrics(
    {
      snapshots: snapshotsOf(columnStorage(columns, metadata)),
      ...{ startMs: 0, endMs: Number.MAX_SAFE_INTEGER, selectors: [] },
      ...request,
    },
    (bytes) => {
      text += decoder.decode(bytes, { stream: true });
    },
  );
  return { text, leftOut, samples, families };
}

const at = (timesMs: readonly number[], values: readonly number[] = timesMs.map((_, i) => i)) => ({
  timesMs: Float64Array.from(timesMs),
  values: Float64Array.from(values),
});

describe('the export as OpenMetrics text', () => {
  it('writes families with what is known of them, their series one after the other, times and values exactly', async () => {
    const columns = [
      { labels: ['__name__', 'b_seconds_total', 'x', 'a"\\\n😀\t'], ...at([1, 1500], [0.1, 1e21]) },
      { labels: ['__name__', 'a'], ...at([1_700_000_030_193], [-0]) },
      { labels: ['__name__', 'b_seconds_created'], ...at([0, 1000, 2000], [Number.NaN, -Infinity, Infinity]) },
      { labels: ['__name__', 'h_count'], ...at([5000], [5e-324]) },
      { labels: ['__name__', 'h_bucket', 'le', '+Inf'], ...at([5000], [3]) },
      { labels: ['__name__', 'h_bucket', 'le', '1.0'], ...at([5000], [2]) },
      { labels: ['__name__', 'h_other'], ...at([5000], [1]) },
      { labels: ['__name__', 'c'], ...at([5000], [1]) },
    ];
    const metadata = [
      { metric: 'b_seconds_total', type: 'counter', help: 'A "help"\nof \\ two.', unit: 'seconds' },
      { metric: 'h', type: 'histogram', help: 'H', unit: 'bytes' },
      { metric: 'c', type: 'counter', help: 'Has not the suffix of a counter.', unit: '' },
      { metric: 'h_other', type: 'untyped', help: '', unit: '' },
    ];
    const { text, leftOut, samples, families } = await exported(columns, metadata);
    expect(text).toBe(`a -0 1700000030.193
# TYPE b_seconds counter
# UNIT b_seconds seconds
# HELP b_seconds A \\"help\\"\\nof \\\\ two.
b_seconds_created NaN 0.000
b_seconds_created -Inf 1.000
b_seconds_created +Inf 2.000
b_seconds_total{x="a\\"\\\\\\n😀\t"} 0.1 0.001
b_seconds_total{x="a\\"\\\\\\n😀\t"} 1e+21 1.500
# HELP c Has not the suffix of a counter.
c 1 5.000
# TYPE h histogram
# HELP h H
h_bucket{le="+Inf"} 3 5.000
h_bucket{le="1.0"} 2 5.000
h_count 5e-324 5.000
h_other 1 5.000
# EOF
`);
    expect({ leftOut, samples, families }).toEqual({
      ...{ leftOut: { stale: 0, histograms: 0, series: 0 }, samples: 11, families: 5 },
    });
  });

  it('leaves out what the text cannot say, and counts it', async () => {
    const bits = ['3ff0000000000000', '7ff0000000000002', '0000000000000000', 'fff8dead0000beef'];
    const columns = [
      {
        labels: ['__name__', 'mixed'],
        ...{ timesMs: Float64Array.of(1000, 2000, 3000, 4000), values: valuesOfBits(bits) },
        histograms: [undefined, undefined, histogramOf(1), undefined],
      },
      { labels: ['__name__', 'with.dots'], ...at([1]) },
      { labels: ['__name__', 'good', 'bad-label', '1'], ...at([1, 2]) },
      { labels: ['no', 'name'], ...at([1]) },
    ];
    const { text, leftOut, samples } = await exported(columns);
    expect(text).toBe('mixed 1 1.000\nmixed NaN 4.000\n# EOF\n');
    expect({ leftOut, samples }).toEqual({ leftOut: { stale: 1, histograms: 1, series: 3 }, samples: 2 });
  });

  it('writes the window and the selected series only, each once', async () => {
    const select = (value: string) => ({
      text: `{job="${value}"}`,
      matchers: [seriesMatcher({ name: 'job', op: '=', value }, true)],
    });
    const { text } = await exported(variedColumns(), [], {
      ...{ startMs: beginMs + 1, endMs: beginMs + 1_200_002, selectors: [select('a'), select('a'), select('b')] },
    });
    const [first, second] = [secondsText(beginMs + 600_001), secondsText(beginMs + 1_200_002)];
    expect(text.split('\n')).toEqual([
      ...[`awkward{job="a"} NaN ${first}`, `awkward{job="a"} NaN ${second}`],
      ...[`rare{job="a"} 0 ${first}`, `rare{job="a"} 0.1 ${second}`, '# EOF', ''],
    ]);
  });

  it('writes times so that who cuts them gets the same milliseconds', () => {
    const random = seededRandom(5);
    for (let i = 0; i < 20_000; i += 1) {
      const timeMs = (random() % 2 === 0 ? 1_600_000_000_000 : 0) + random() * (random() % 100);
      const text = secondsText(timeMs);
      expect([Math.trunc(Number(text) * 1000), Math.round(Number(text) * 1000)]).toEqual([timeMs, timeMs]);
    }
  });

  it('is read back as the same numbers', async () => {
    const random = seededRandom(6);
    const columns = Array.from({ length: 20 }, (_, i): SeriesColumn => {
      const words = Uint32Array.from({ length: 400 }, () => random());
      const values = new Float64Array(words.buffer).map((value) => (Number.isNaN(value) ? 1 : value));
      return {
        labels: ['__name__', `m${i % 4}`, 'i', String(i)],
        timesMs: values.map((_, k) => beginMs + 997 * k),
        values,
      };
    });
    const { text } = await exported(columns);
    const { series } = readOpenMetrics([text]);
    const textOf = (labels: readonly string[], timesMs: Iterable<number>, values: Iterable<number>) =>
      `${formatLabels(labels)} ${[...timesMs].join()} ${bitsOfValues(Float64Array.from(values)).join()}`;
    expect(series.map(({ labels, timesMs, values }) => textOf(labels, timesMs, values)).sort()).toEqual(
      columns.map(({ labels, timesMs, values }) => textOf(labels, timesMs, values)).sort(),
    );
  });

  it('ends where it is cancelled', async () => {
    const signal = AbortSignal.abort();
    const snapshots = snapshotsOf(columnStorage(variedColumns()));
    const request = { snapshots, startMs: 0, endMs: Number.MAX_SAFE_INTEGER, selectors: [] };
    await expect(exportOpenMetrics(request, () => undefined, { signal })).rejects.toThrow(CancelledError);
  });
});

const bytesOf = (text: string, size?: number) => piecesOf(new TextEncoder().encode(text), size);

/** What a sink was given. */
function createSink() {
  const batches: SeriesColumn[][] = [];
  const metrics: StoredMetric[] = [];
  return {
    batches,
    metrics,
    appendColumns(columns: readonly SeriesColumn[]) {
      batches.push([...columns]);
      const added = columns.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
      return { added, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 };
    },
    setMetadata: (some: readonly StoredMetric[]) => void metrics.push(...some),
  };
}

async function problemOf(bytes: AsyncIterable<Uint8Array>): Promise<unknown> {
  const error = await checkOpenMetrics(bytes).catch((reason: unknown) => reason);
  return error instanceof AppError ? { code: error.code, ...error.details } : error;
}

describe('the import of OpenMetrics text', () => {
  it.each([1, 3, 7, 1000])('takes it in pieces of %d bytes', async (size) => {
    const text = `# TYPE a counter
# HELP a Grüße 😀
a_total{x="1",y="ä😀"} 1 1
a_total{y="ä😀",x="1"} 2 2.5
b -0 0.001 # {trace_id="x"} 1
# EOF
`;
    const sink = createSink();
    const result = await importOpenMetrics(bytesOf(text, size), sink);
    expect(sink.batches).toEqual([
      [
        { labels: ['__name__', 'a_total', 'x', '1', 'y', 'ä😀'], ...at([1000, 2500], [1, 2]) },
        { labels: ['__name__', 'b'], ...at([1], [-0]) },
      ],
    ]);
    expect(sink.metrics).toEqual([{ metric: 'a', type: 'counter', help: 'Grüße 😀', unit: '' }]);
    expect(result).toEqual({
      ...{ lines: 6, metrics: 1, samples: { added: 3, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 } },
    });
  });

  it('holds so many samples at most, and checks the order over all of them', async () => {
    const lines = Array.from({ length: 600_000 }, (_, i) => `a{i="${i % 3}"} ${i} ${i}`);
    const sink = createSink();
    await importOpenMetrics(bytesOf(`${lines.join('\n')}\n# EOF`, 2 ** 16), sink);
    expect(sink.batches.map((batch) => batch.reduce((sum, { timesMs }) => sum + timesMs.length, 0))).toEqual([
      ...[524_288, 75_712],
    ]);
    const backwards = `${lines.join('\n')}\na{i="0"} 1 5\n# EOF`;
    expect(await problemOf(bytesOf(backwards, 2 ** 16))).toEqual({
      ...{ code: 'history.badOpenMetrics', line: 600_001 },
      reason: 'a{i="0"} has a sample at 599997 already, and 5 is not later',
    });
  });

  it('holds so many bytes of lines at most, though they are few, and of what is said of metrics', async () => {
    const long = 'x'.repeat(2 ** 10);
    const bounds = { lineBytes: 2 ** 16, metadataText: 2 ** 14 };
    async function* lines(line: (i: number) => string, count: number) {
      for (let i = 0; i < count; i += 1) yield new TextEncoder().encode(`${line(i)}\n`);
      yield new TextEncoder().encode('# EOF');
    }
    const series = createSink();
    const few = (i: number) => `a{b="${i}${long}"} 1 1`;
    await importOpenMetrics(lines(few, 100), series, {}, bounds);
    expect(series.batches.map((batch) => batch.length)).toEqual([64, 36]);
    const comments = createSink();
    const sizes: number[] = [];
    const setMetadata: typeof comments.setMetadata = (metrics) => {
      sizes.push(metrics.length);
      return comments.setMetadata(metrics);
    };
    const said = (i: number) => `# HELP m${i} ${long}\n# TYPE m${i} gauge`;
    const { metrics } = await importOpenMetrics(lines(said, 40), { ...comments, setMetadata }, {}, bounds);
    expect([sizes, metrics]).toEqual([[15, 16, 9], 40]);
    // Also of those that were cut apart from the rest of it.
    expect(new Set(comments.metrics.map(({ type, help }) => `${type} ${help.length}`))).toEqual(
      new Set([`gauge ${2 ** 10}`]),
    );
  });

  it.each<readonly [text: string | Uint8Array, line: number, reason: RegExp]>([
    ['a 1 1', 1, /does not end with # EOF/],
    ['a 1 1\nb 1\n# EOF', 2, /has no timestamp/],
    ['a 1 -1\n# EOF', 1, /^-1 is no time that can be stored$/],
    ['a 1 15099494400\n# EOF', 1, /^15099494400 is no time that can be stored$/],
    ['a 1 1795990000000\n# EOF', 1, /^1795990000000 is no time that can be stored: it looks like milliseconds, /],
    ['a 1 1\n# EOF\na 1 2', 3, /unexpected data after # EOF/],
    ['# TYPE a thing\n# EOF', 1, /invalid metric type/],
    [Uint8Array.of(0x61, 0x20, 0xff, 0x0a), 1, /strconv.ParseFloat: parsing "\\xff": invalid syntax/],
    [`a{b="${'x'.repeat(2 ** 22)}`, 1, /^the line is too long$/],
  ])('refuses %j', async (text, line, reason) => {
    const bytes = typeof text === 'string' ? bytesOf(text, 2 ** 20) : piecesOf(text);
    expect(await problemOf(bytes)).toMatchObject({
      code: 'history.badOpenMetrics',
      line,
      reason: expect.stringMatching(reason),
    });
  });

  it('refuses or takes damaged text, and throws nothing else', async () => {
    const { text } = await exported(variedColumns());
    const bytes = new TextEncoder().encode(text);
    const random = seededRandom(9);
    const problems = new Set<unknown>();
    for (let round = 0; round < 1500; round += 1) {
      const wrong = bytes.slice(0, round % 3 === 0 ? random() % bytes.length : bytes.length);
      for (let changes = random() % 4; changes > 0 && wrong.length > 0; changes -= 1) {
        wrong[random() % wrong.length] = [10, 32, 34, 92, 123, 125, 35, random() % 256][random() % 8] ?? 0;
      }
      const problem = (await problemOf(piecesOf(wrong, 100))) as { readonly code?: string };
      problems.add(problem.code);
    }
    expect(problems).toEqual(new Set(['history.badOpenMetrics', undefined]));
  });
});
