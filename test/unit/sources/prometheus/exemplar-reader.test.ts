import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { paddingBytes } from '../../../../electron/backend/sources/prometheus/parse/cursor.ts';
import { readExemplarAnswer } from '../../../../electron/backend/sources/prometheus/parse/exemplar-reader.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import { labelsFromPairs } from '../../../../shared/model/labels.ts';
import { maxFrameBytes } from '../../../../shared/rpc/frames.ts';
import { seededRandom } from '../../../fuzz/random.ts';

function read(text: string) {
  const body = new TextEncoder().encode(text);
  const padded = new Uint8Array(body.length + paddingBytes);
  padded.set(body);
  return readExemplarAnswer(padded, body.length, () => undefined);
}

function failureOf(text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const success = (data: unknown) => JSON.stringify({ status: 'success', data });
const none = { kind: 'exemplars', exemplars: [], complete: true };

describe('an answer of exemplars', () => {
  it('is one list, the newest first, each with its own labels and those of its series', () => {
    const text = success([
      {
        seriesLabels: { le: '1', __name__: 'd_bucket' },
        exemplars: [
          { labels: { trace_id: 'a' }, value: '0.5', timestamp: 1600096945.479 },
          { labels: {}, value: '+Inf', timestamp: 1600096950 },
        ],
      },
      { seriesLabels: {}, exemplars: [{ labels: null, value: '-0', timestamp: 1600096947.0004, more: [1] }], more: 1 },
    ]);
    const series = ['__name__', 'd_bucket', 'le', '1'];
    expect(read(text)).toEqual({
      kind: 'exemplars',
      complete: true,
      exemplars: [
        { timeMs: 1600096950000, value: Number.POSITIVE_INFINITY, labels: [], series },
        { timeMs: 1600096947000, value: -0, labels: [], series: [] },
        { timeMs: 1600096945479, value: 0.5, labels: ['trace_id', 'a'], series },
      ],
    });
  });

  it('keeps hostile texts as they are', () => {
    const labels = { __proto__x: '', constructor: '</script>', '"': '\\', 한국어: '😀\n\u0000', a: '\u202e' };
    const text = success([{ seriesLabels: labels, exemplars: [{ labels, value: 'NaN', timestamp: 1 }] }]).replaceAll(
      '__proto__x',
      '__proto__',
    );
    const pairs = Object.entries(labels).map(([name, value]) => [name.replace('__x', '__'), value] as const);
    const expected = labelsFromPairs(pairs);
    expect(read(text)).toEqual({
      ...none,
      exemplars: [{ timeMs: 1000, value: Number.NaN, labels: expected, series: expected }],
    });
  });

  it.each([
    ['no list', '{"status":"success","data":null}'],
    ['an empty list', '{"data":[],"status":"success","warnings":["w"]}'],
    ['an empty object', '{"status":"success","data":{}}'],
    [
      'series without any',
      success([
        { seriesLabels: { a: 'b' }, exemplars: null },
        { seriesLabels: {}, exemplars: [] },
      ]),
    ],
  ])('that is %s has none', (_what, text) => {
    expect(read(text)).toEqual(none);
  });

  it('that is refused says so', () => {
    expect(read('{"status":"error","errorType":"bad_data","error":"no"}')).toEqual({
      kind: 'refusal',
      errorType: 'bad_data',
      error: 'no',
    });
  });

  it.each([
    ['no JSON', 'no', 'prometheus.malformed'],
    ['cut off', success([{ seriesLabels: {}, exemplars: [] }]).slice(0, -3), 'prometheus.truncated'],
    ['without data', '{"status":"success"}', 'prometheus.malformed'],
    ['without a status', '{"data":[]}', 'prometheus.malformed'],
    ['more than one answer', `${success([])}{}`, 'prometheus.malformed'],
    ['without labels', success([{ exemplars: [] }]), 'prometheus.malformed'],
    ['with labels that are no texts', success([{ seriesLabels: { a: 1 } }]), 'prometheus.malformed'],
    [
      'without a value',
      success([{ seriesLabels: {}, exemplars: [{ labels: {}, timestamp: 1 }] }]),
      'prometheus.malformed',
    ],
    [
      'with a value that is no number',
      success([{ seriesLabels: {}, exemplars: [{ labels: {}, value: 'x', timestamp: 1 }] }]),
      'prometheus.malformed',
    ],
    [
      'without a time',
      success([{ seriesLabels: {}, exemplars: [{ labels: {}, value: '1' }] }]),
      'prometheus.malformed',
    ],
  ])('that is %s is none', (_what, text, code) => {
    expect(failureOf(text)).toBe(code);
  });

  it('is cut to the newest that fit into a frame, however long their texts are', () => {
    const many = (count: number, own: string, series: string) => ({
      seriesLabels: { series },
      exemplars: Array.from({ length: count }, (_, i) => ({ labels: { own }, value: '1', timestamp: i })),
    });
    for (const data of [
      [many(6000, 'a', 'b')],
      [many(3000, '한'.repeat(300), 'b')],
      Array.from({ length: 2000 }, () => many(1, 'a', '😀'.repeat(500))),
      [many(100, 'x'.repeat(300_000), 'b')],
    ]) {
      const answer = read(success(data));
      if (answer.kind === 'refusal') throw new Error('refused');
      expect(answer.complete).toBe(false);
      expect(answer.exemplars.length).toBeLessThanOrEqual(5000);
      const times = answer.exemplars.map(({ timeMs }) => timeMs);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      const packed = new Packr({ structuredClone: true, useRecords: false }).pack(answer);
      expect(packed.length).toBeLessThan(maxFrameBytes - 65_536);
    }
    const whole = read(success([many(5000, 'a', 'b')]));
    expect(whole).toMatchObject({ complete: true, exemplars: { length: 5000 } });
  });

  it('is read or refused, and nothing else, whatever is damaged in it', () => {
    const random = seededRandom(3);
    const series = (i: number) => ({
      seriesLabels: { a: String(i) },
      exemplars: [{ labels: { t: 'x' }, value: String(i / 7), timestamp: i / 3 }],
    });
    const codes = new Set<unknown>();
    for (let i = 0; i < 3000; i += 1) {
      const text = success(Array.from({ length: random() % 3 }, (_, at) => series(i + at)));
      const at = random() % text.length;
      const damaged =
        text.slice(0, at) + ['', '"', '}', '[', '\\', '0', '\u0000'][random() % 7] + text.slice(at + (random() % 3));
      const result = failureOf(damaged);
      codes.add(typeof result === 'string' ? result : 'read');
    }
    expect(codes).toEqual(new Set(['prometheus.malformed', 'prometheus.truncated', 'read']));
  });
});
