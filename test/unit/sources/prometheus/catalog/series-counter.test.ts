import { describe, expect, test } from 'vitest';
import {
  createSeriesCounter,
  type SeriesLimits,
} from '../../../../../electron/backend/sources/prometheus/catalog/series-counter.ts';
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';

const roomy: SeriesLimits = { mostSeries: 1e6, mostBytes: 1e9, mostValueBytes: 1e9 };

interface Options {
  readonly limits?: Partial<SeriesLimits>;
  readonly topValues?: number;
  /** Of the pieces in which it comes. */
  readonly pieceBytes?: number;
}

function count(text: string | Uint8Array, { limits, topValues = 10, pieceBytes = 1e9 }: Options = {}) {
  const counter = createSeriesCounter({ ...roomy, ...limits }, () => undefined);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    if (!counter.add(bytes.subarray(at, at + pieceBytes))) break;
  }
  return counter.end(topValues);
}

function codeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

const answer = (...series: readonly object[]) => JSON.stringify({ status: 'success', data: series });

describe('the series of an answer', () => {
  test('are counted label by label: those with the most values first, the values with the most series first', () => {
    const text = answer(
      { __name__: 'up', job: 'node', instance: 'a' },
      { __name__: 'up', job: 'node', instance: 'b' },
      { __name__: 'up', job: 'api', instance: 'c', zone: 'a' },
    );
    expect(count(text)).toEqual({
      series: 3,
      complete: true,
      labels: [
        {
          ...{ name: 'instance', values: 3, series: 3 },
          top: [
            { value: 'a', series: 1 },
            { value: 'b', series: 1 },
            { value: 'c', series: 1 },
          ],
        },
        {
          ...{ name: 'job', values: 2, series: 3 },
          top: [
            { value: 'node', series: 2 },
            { value: 'api', series: 1 },
          ],
        },
        { name: '__name__', values: 1, series: 3, top: [{ value: 'up', series: 3 }] },
        { name: 'zone', values: 1, series: 1, top: [{ value: 'a', series: 1 }] },
      ],
    });
  });

  test('come out the same however the bytes come', () => {
    const text = answer(
      ...Array.from({ length: 40 }, (_, i) => ({ __name__: 'm', i: String(i % 7), 온도: `"${i % 3}\\😀` })),
      {},
    );
    const whole = count(text);
    expect(whole).toMatchObject({ series: 41, complete: true });
    for (const pieceBytes of [1, 2, 3, 7, 64, 1000]) expect(count(text, { pieceBytes })).toEqual(whole);
  });

  test.each([
    ['none', '{"status":"success","data":[]}'],
    ['null', '{"status":"success","data":null}'],
    ['none, with white space and more', ' {"warnings":["w", {"a":[]}], "data" : [ ] ,\n"status" : "success", "x":1 } '],
  ])('may be %s', (_name, text) => {
    for (const pieceBytes of [1, 1000]) {
      expect(count(text, { pieceBytes })).toEqual({ series: 0, complete: true, labels: [] });
    }
  });

  test('may have names that are an object’s own, and bytes that are no text', () => {
    const text = Buffer.concat([
      Buffer.from('{"status":"success","data":[{"__proto__":"constructor","x":"'),
      Buffer.of(0xff),
      Buffer.from('"}]}'),
    ]);
    expect(count(text)).toMatchObject({
      labels: [
        { name: '__proto__', top: [{ value: 'constructor', series: 1 }] },
        { name: 'x', top: [{ value: '\ufffd', series: 1 }] },
      ],
    });
  });

  test('spelled with escapes are the same as without', () => {
    const text = '{"status":"success","data":[{"a":"xy"},{"\\u0061":"x\\u0079"}]}';
    expect(count(text)).toEqual({
      ...{ series: 2, complete: true },
      labels: [{ name: 'a', values: 1, series: 2, top: [{ value: 'xy', series: 2 }] }],
    });
  });

  test('have as many values shown as are asked for, and all counted', () => {
    const series = Array.from({ length: 100 }, (_, i) => ({
      i: String(i).padStart(2, '0'),
      even: String(i % 2 === 0),
    }));
    const weighted = [...series, ...series.slice(40, 45)];
    expect(count(answer(...weighted), { topValues: 3 })).toEqual({
      ...{ series: 105, complete: true },
      labels: [
        {
          ...{ name: 'i', values: 100, series: 105 },
          top: [
            { value: '40', series: 2 },
            { value: '41', series: 2 },
            { value: '42', series: 2 },
          ],
        },
        {
          ...{ name: 'even', values: 2, series: 105 },
          top: [
            { value: 'true', series: 53 },
            { value: 'false', series: 52 },
          ],
        },
      ],
    });
  });
});

describe('a limit', () => {
  const many = answer(...Array.from({ length: 1000 }, (_, i) => ({ __name__: 'm', i: String(i), v: 'x'.repeat(50) })));

  test('of series ends the counting there, and says so', () => {
    for (const pieceBytes of [100, 1e9]) {
      expect(count(many, { limits: { mostSeries: 10 }, pieceBytes })).toMatchObject({ series: 10, complete: false });
    }
  });

  test('of bytes does, too, and nothing more is wanted', () => {
    const counter = createSeriesCounter({ ...roomy, mostBytes: 1000 }, () => undefined);
    const bytes = Buffer.from(many);
    expect([counter.add(bytes.subarray(0, 900)), counter.add(bytes.subarray(900, 1100)), counter.add(bytes)]).toEqual([
      true,
      false,
      false,
    ]);
    const summary = counter.end(10);
    expect(summary).toMatchObject({ complete: false });
    expect('series' in summary && summary.series).toBeGreaterThan(5);
  });

  test('of what is kept does, too: of values, and of names', () => {
    expect(count(many, { limits: { mostValueBytes: 1000 } })).toMatchObject({ complete: false });
    const names = answer(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`n${i}`, ''])), { a: 'b' });
    expect(count(names, { limits: { mostValueBytes: 100_000 } })).toMatchObject({ series: 1, complete: false });
  });

  test('of one frame leaves rare values out, then long ones, then labels; the counts stay', () => {
    const series = Array.from({ length: 2000 }, (_, i) => ({ long: `${i}-${'나'.repeat(500)}`, short: `s${i % 40}` }));
    const summary = count(answer(...series, { huge: 'x'.repeat(1_000_000) }), { topValues: 2000 });
    expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThan(1024 * 1024);
    expect(summary).toMatchObject({
      series: 2001,
      complete: true,
      labels: [
        { name: 'long', values: 2000, series: 2000 },
        { name: 'short', values: 40, series: 2000 },
        { name: 'huge', values: 1, series: 1, top: [] },
      ],
    });
    const [long, short] = 'labels' in summary ? summary.labels : [];
    expect([(long?.top.length ?? 0) > 100, short?.top.length]).toEqual([true, 40]);
  });

  test('of one frame holds for names of any length and number, too', () => {
    const names = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`label_${i}`, 'v']));
    const summary = count(answer(names, { ['x'.repeat(2_000_000)]: 'v', first: 'v' }));
    expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThan(1024 * 1024);
    expect('labels' in summary && summary.labels.length).toBeGreaterThan(5000);
  });
});

describe('what is wrong with an answer is said', () => {
  test.each([
    ['nothing', '', 'prometheus.truncated'],
    ['half a series', '{"status":"success","data":[{"a":"b"},{"a":', 'prometheus.truncated'],
    ['no end', '{"status":"success","data":[{"a":"b"}]', 'prometheus.truncated'],
    ['a web page', '<html>', 'prometheus.malformed'],
    ['texts', '{"status":"success","data":["a"]}', 'prometheus.malformed'],
    ['a number as a value', '{"status":"success","data":[{"a":7}]}', 'prometheus.malformed'],
    ['a comma too many', '{"status":"success","data":[{"a":"b"},]}', 'prometheus.malformed'],
    ['a control character', '{"status":"success","data":[{"a":"b\u0000"}]}', 'prometheus.malformed'],
    ['more after it', `${answer()} x`, 'prometheus.malformed'],
    ['no status', '{"data":[]}', 'prometheus.malformed'],
    [
      'a series without an end',
      `{"status":"success","data":[{"a":"${'x'.repeat(5_000_000)}"}]}`,
      'prometheus.malformed',
    ],
  ])('%s', (_name, text, code) => {
    for (const pieceBytes of text.length < 1000 ? [1, 1000] : [64 * 1024]) {
      expect(codeOf(() => count(text, { pieceBytes }))).toBe(code);
    }
  });

  test('with the byte where it is, as counted from the begin of the answer', () => {
    const before = answer({ a: 'b' }, { a: 'c' }).slice(0, -2);
    const error = codeOf(() => count(`${before},7]}`, { pieceBytes: 5 }));
    expect(error).toBe('prometheus.malformed');
    const details = (() => {
      try {
        return count(`${before},7]}`, { pieceBytes: 5 });
      } catch (thrown) {
        return thrown instanceof AppError ? thrown.details : thrown;
      }
    })();
    expect(details).toMatchObject({ byte: before.length + 1 });
  });

  test('by the server itself', () => {
    const text = '{"status":"error","errorType":"execution","error":"too \\"many\\""}';
    for (const pieceBytes of [1, 1000]) {
      expect(count(text, { pieceBytes })).toEqual({ kind: 'refusal', errorType: 'execution', error: 'too "many"' });
    }
  });

  test('and nothing where nobody waits: it stops in the middle', () => {
    let looks = 0;
    const check = () => {
      looks += 1;
      if (looks === 12) throw new CancelledError();
    };
    const counter = createSeriesCounter(roomy, check);
    const many = answer(...Array.from({ length: 20_000 }, (_, i) => ({ i: String(i) })));
    expect(codeOf(() => counter.add(Buffer.from(many)))).toBeInstanceOf(CancelledError);
  });
});
