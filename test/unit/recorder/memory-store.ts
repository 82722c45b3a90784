/** A store of samples in memory, for decoders: what they gave it, series by series, as text. */
import { createReads } from '../../../electron/backend/recorder/append/create-reads.ts';
import type { ReadCalls, ReadInput, ReadOutcome } from '../../../electron/backend/recorder/append/read-calls.ts';
import type { ReadStore } from '../../../electron/backend/recorder/append/read-store.ts';
import { matrixReader } from '../../../electron/backend/sources/prometheus/parse/matrix-reader.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { formatLabels, type Labels } from '../../../shared/model/labels.ts';
import { sampleText } from '../../support/history/stored-samples.ts';

export interface MemoryStore {
  readonly calls: ReadCalls;
  /** Series → time → sample. */
  readonly samples: Map<string, Map<number, string>>;
  /** The names and times of rows, in their order. */
  readonly rows: [target: string, timeMs: number, samples: number][];
  /** From now on it has forgotten these. */
  forget(ids: readonly number[]): void;
}

class Forgotten extends Error {
  readonly ids: readonly number[];

  constructor(ids: readonly number[]) {
    super('forgotten');
    this.ids = ids;
  }
}

export function createMemoryStore(): MemoryStore {
  const samples = new Map<string, Map<number, string>>();
  const rows: MemoryStore['rows'] = [];
  const known: Labels[] = [];
  const idOf = new Map<string, number>();
  const gone = new Set<number>();
  const counts = () => ({ added: 0, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 });
  function put(labels: Labels, timeMs: number, bits: bigint, histogram: FloatHistogram | undefined) {
    const series = formatLabels(labels);
    const its = samples.get(series) ?? new Map<number, string>();
    samples.set(series, its);
    const isNew = !its.has(timeMs);
    if (isNew) its.set(timeMs, sampleText(histogram === undefined ? bits : 0n, histogram));
    return isNew;
  }
  const bitsOf = (values: Float64Array, i: number) =>
    new DataView(values.buffer, values.byteOffset, values.byteLength).getBigUint64(8 * i, true);
  const store: ReadStore = {
    register(sets) {
      return sets.map((labels) => {
        const found = idOf.get(formatLabels(labels));
        if (found !== undefined && !gone.has(found)) return found;
        idOf.set(formatLabels(labels), known.length);
        return known.push(labels) - 1;
      });
    },
    appendScrapes(scrapes) {
      const unknown = scrapes.flatMap(({ series }) => Array.from(series).filter((id) => gone.has(id)));
      if (unknown.length > 0) throw new Forgotten(unknown);
      const all = counts();
      for (const { target, timeMs, series, values, histograms } of scrapes) {
        rows.push([target, timeMs, series.length]);
        for (let i = 0; i < series.length; i += 1) {
          const isNew = put(known[series[i] as number] ?? [], timeMs, bitsOf(values, i), histograms?.[i]);
          all[isNew ? 'added' : 'duplicate'] += 1;
        }
      }
      return all;
    },
    appendColumns(columns) {
      const all = counts();
      for (const { labels, timesMs, values, histograms } of columns) {
        for (let i = 0; i < timesMs.length; i += 1) {
          if (i > 0 && (timesMs[i] as number) <= (timesMs[i - 1] as number)) throw new Error('times do not rise');
          const isNew = put(labels, timesMs[i] as number, bitsOf(values, i), histograms?.[i]);
          all[isNew ? 'added' : 'duplicate'] += 1;
        }
      }
      return all;
    },
    unknownSeries: (error) => (error instanceof Forgotten ? error.ids : undefined),
  };
  const forget = (ids: readonly number[]) => {
    for (const id of ids) gone.add(id);
  };
  return { calls: createReads(store, matrixReader), samples, rows, forget };
}

const allTimes = { startMs: 0, endMs: 2 ** 43 } as const;

/** In one reading. */
export function readAll(
  { calls }: MemoryStore,
  answer: Uint8Array,
  input: Partial<ReadInput> & Pick<ReadInput, 'form'>,
  pieceBytes = answer.length,
): ReadOutcome {
  calls.beginRead({ ...allTimes, id: 1, into: 'past', ...input });
  for (let at = 0; at < answer.length; at += pieceBytes) calls.feedRead(1, answer.slice(at, at + pieceBytes));
  return calls.endRead(1);
}

/** The answer again and again, each time with another byte that is wrong. */
export function* flippedBytes(answer: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < answer.length; at += 1) {
    for (const flip of [1, 0x80]) {
      const broken = Uint8Array.from(answer);
      broken[at] = (broken[at] as number) ^ flip;
      yield broken;
    }
  }
}

/** @returns what came of each: `samples`, the codes of errors, and whatever else is thrown */
export function outcomesOf(answers: Iterable<Uint8Array>, form: ReadInput['form']): ReadonlySet<string> {
  const outcomes = new Set<string>();
  for (const answer of answers) {
    try {
      readAll(createMemoryStore(), answer, { form });
      outcomes.add('samples');
    } catch (error) {
      outcomes.add(error instanceof AppError ? error.code : String(error));
    }
  }
  return outcomes;
}
