import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import {
  type AnswerColumns,
  createAnswerColumns,
} from '../../../../electron/backend/sources/prometheus/parse/answer-columns.ts';
import {
  type AnswerPart,
  createPartSplitter,
  partBytes,
} from '../../../../electron/backend/sources/prometheus/parse/part-splitter.ts';
import { joinParts } from '../../../../shared/model/columns.ts';
import { maxFrameBytes } from '../../../../shared/rpc/frames.ts';
import { seededRandom } from '../../../fuzz/random.ts';
import { plain, readBytes } from './reference-answer.ts';

interface Shape {
  readonly samples: number;
  readonly histograms?: number;
  readonly buckets?: number;
  readonly label?: string;
}

/** An answer of series of these shapes, with values that tell where they belong. */
function answerOf(shapes: readonly Shape[]): AnswerColumns {
  const rows = (count: number, series: number) =>
    Array.from({ length: count }, (_, i) => `[${1_795_346_080 + i},"${series + i / 8}"]`).join(',');
  const bucket = '[0,"-1.5","0.30000000000000004","123.45678901234567"]';
  const histograms = ({ histograms = 0, buckets = 1 }: Shape) =>
    Array.from(
      { length: histograms },
      (_, i) => `[${i},{"count":"${i}","sum":"1","buckets":[${Array(buckets).fill(bucket)}]}]`,
    );
  const series = shapes.map(
    (shape, i) =>
      `{"metric":{"i":"${i}","x":"${shape.label ?? ''}"},"values":[${rows(shape.samples, i)}],"histograms":[${histograms(shape)}]}`,
  );
  const text = `{"status":"success","data":{"resultType":"matrix","result":[${series}]}}`;
  const answer = readBytes(new TextEncoder().encode(text));
  if (answer.kind !== 'success') throw new Error('not an answer');
  return answer.columns;
}

function partsOf(answer: AnswerColumns, limitBytes?: number): AnswerPart[] {
  const next = createPartSplitter(answer, limitBytes);
  const parts: AnswerPart[] = [];
  for (let part = next(); part !== undefined; part = next()) parts.push(part);
  return parts;
}

/** What the parts say, joined, in the form of the whole. */
function joined(parts: readonly AnswerPart[]) {
  const { labels, offsets, timesMs, values, histograms } = joinParts(parts);
  return { labels, ends: [...offsets.slice(1)], timesMs: [...timesMs], values: [...values], histograms };
}

function whole(columns: AnswerColumns) {
  const answer = {
    kind: 'success' as const,
    resultType: 'matrix' as const,
    columns,
    text: undefined,
    warnings: [],
    infos: [],
    stats: undefined,
  };
  const { labels, ends, timesMs, values, histograms } = plain(answer) as Exclude<
    ReturnType<typeof plain>,
    { errorType: string }
  >;
  return { labels, ends, timesMs, values, histograms };
}

/** As the WebSocket carries it. */
const packr = new Packr({ structuredClone: true, useRecords: false });

function frameBytes(part: AnswerPart): number {
  return packr.pack({ kind: 'item', id: 1, item: { kind: 'part', ...part } }).length;
}

describe('parts', () => {
  it('of an answer that fits are one, and of no series none', () => {
    expect(partsOf(answerOf([{ samples: 2 }, { samples: 0 }, { samples: 1 }]))).toEqual([
      {
        continues: false,
        columns: {
          labels: [
            ['i', '0', 'x', ''],
            ['i', '1', 'x', ''],
            ['i', '2', 'x', ''],
          ],
          offsets: Uint32Array.from([0, 2, 2, 3]),
          timesMs: Float64Array.from([1795346080000, 1795346081000, 1795346080000]),
          values: Float64Array.from([0, 0.125, 2]),
          histograms: [],
        },
      },
    ]);
    expect(partsOf(createAnswerColumns(0))).toEqual([]);
  });

  it('of a long series continue it', () => {
    const parts = partsOf(answerOf([{ samples: 10 }]), 6 * 16);
    expect(parts.map(({ continues, columns }) => [continues, columns.labels.length, [...columns.values]])).toEqual(
      [
        [false, 1, [0, 0.125, 0.25, 0.375]],
        [true, 1, [0.5, 0.625, 0.75, 0.875]],
        [true, 1, [1, 1.125]],
      ].map(([continues, , values]) => [continues, 1, values]),
    );
  });

  it('own their arrays whole, so that nothing but them is transferred or cloned', () => {
    for (const { columns } of partsOf(answerOf([{ samples: 100 }, { samples: 3 }]), 400)) {
      for (const array of [columns.offsets, columns.timesMs, columns.values]) {
        expect(array.byteLength).toBe(array.buffer.byteLength);
      }
    }
  });

  it('joined are the whole again, whatever the limit and the shapes', () => {
    const random = seededRandom(5);
    for (let round = 0; round < 60; round += 1) {
      const shapes = Array.from({ length: random() % 12 }, () => ({
        samples: random() % 3 === 0 ? 0 : random() % 60,
        histograms: random() % 4 === 0 ? random() % 6 : 0,
        label: 'l'.repeat(random() % 50),
      }));
      const answer = answerOf(shapes);
      expect(joined(partsOf(answer, 64 + (random() % 1500)))).toEqual(whole(answer));
    }
  });

  it.each<[what: string, shapes: Shape[]]>([
    ['long series', Array.from({ length: 2 }, () => ({ samples: 120_000 }))],
    ['many short series', Array.from({ length: 20_000 }, (_, i) => ({ samples: 1, label: `value ${i}` }))],
    ['many series without a sample', Array.from({ length: 30_000 }, () => ({ samples: 0 }))],
    ['long labels in Korean', Array.from({ length: 600 }, () => ({ samples: 50, label: '한'.repeat(1500) }))],
    ['native histograms', Array.from({ length: 3 }, () => ({ samples: 5, histograms: 120, buckets: 160 }))],
  ])('of %s fit into a frame, and are not much smaller', (_what, shapes) => {
    const answer = answerOf(shapes);
    const parts = partsOf(answer);
    expect(joined(parts)).toEqual(whole(answer));
    const sizes = parts.map(frameBytes);
    expect(Math.max(...sizes)).toBeLessThan(maxFrameBytes);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeGreaterThan(partBytes / 4);
  });

  it('of a label set that is half a part long cannot be made', () => {
    const answer = answerOf([{ samples: 1, label: 'x'.repeat(partBytes / 2) }]);
    expect(() => partsOf(answer)).toThrow(expect.objectContaining({ code: 'prometheus.tooLarge' }));
  });
});
