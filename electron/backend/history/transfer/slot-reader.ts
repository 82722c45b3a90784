/** Makes columns of the frames of samples: series, slots, times and chunks, each of which stands on those before it. */
import { ByteReader } from '../../../../shared/chunks/byte-reader.ts';
import { type DecodedChunk, decodeChunk } from '../../../../shared/chunks/chunk.ts';
import { ChunkError } from '../../../../shared/chunks/chunk-error.ts';
import { decodeTimes } from '../../../../shared/chunks/times.ts';
import type { SeriesColumn } from '../store/append-columns.ts';
import { endOfTimeMs, slotMs, slotOf } from '../store/slots.ts';
import type { MutableRecordingCounts } from './recording-counts.ts';
import { bounds, reasonOf } from './recording-format.ts';
import { SeriesByNumber } from './series-book.ts';
import { TimesByNumber } from './times-book.ts';

const none = -1;

/** Everything throws ChunkError for what is wrong, with the byte within the payload. */
export class SlotReader {
  readonly #counts: MutableRecordingCounts;
  readonly #series = new SeriesByNumber();
  readonly #times = new TimesByNumber();
  /** By the number of the series: of its last sample. */
  #lastMs: number[] = [];
  #slot = none;

  constructor(counts: MutableRecordingCounts) {
    this.#counts = counts;
  }

  series(payload: Uint8Array): void {
    const { restarted, added } = this.#series.read(payload);
    if (restarted) this.#lastMs = [];
    for (let left = added; left > 0; left -= 1) this.#lastMs.push(none);
    this.#counts.series += added;
  }

  slot(payload: Uint8Array): void {
    const reader = new ByteReader(payload, 0, payload.length);
    const slot = reader.count(slotOf(endOfTimeMs - 1), 'the slot');
    reader.expectEnd();
    if (slot <= this.#slot) reader.fail(`slot ${this.#slot} is followed by ${slot}`);
    this.#slot = slot;
    this.#times.restart();
    this.#counts.slots += 1;
  }

  times(payload: Uint8Array): void {
    const reader = new ByteReader(payload, 0, payload.length);
    if (this.#slot === none) reader.fail('times before a slot');
    const number = reader.varint();
    const timesMs = shifted(reader.at, () => decodeTimes(payload.subarray(reader.at)));
    const [first, last] = [timesMs[0], timesMs[timesMs.length - 1]];
    if (first === undefined || last === undefined) throw new ChunkError('times without a time', 0);
    if (slotOf(first) !== this.#slot || slotOf(last) !== this.#slot) {
      reader.fail(
        `times from ${first} to ${last} are not within slot ${this.#slot}, which begins at ${this.#slot * slotMs}`,
      );
    }
    const problem = this.#times.add(number, timesMs);
    if (problem !== undefined) reader.fail(problem);
  }

  /** One after the other, so that no more is decoded than is taken. */
  *chunks(payload: Uint8Array): Generator<SeriesColumn, void, undefined> {
    const reader = new ByteReader(payload, 0, payload.length);
    while (reader.at < reader.end) {
      const number = reader.varint();
      const labels = this.#series.labelsOf(number);
      if (labels === undefined) return reader.fail(`there is no series ${number}`);
      const length = reader.count(bounds.chunkBytes, 'the length of a chunk');
      const start = reader.take(length);
      const chunk = this.#decoded(payload.subarray(start, start + length), start);
      const timesMs = pickedTimes(this.#times.timesOf(chunk.timesNumber) as Float64Array, chunk.at);
      if (timesMs.length === 0) reader.fail('a chunk without samples');
      if ((timesMs[0] as number) <= (this.#lastMs[number] as number))
        reader.fail(`the times of series ${number} do not rise`);
      this.#lastMs[number] = timesMs[timesMs.length - 1] as number;
      this.#counts.chunks += 1;
      this.#counts.samples += timesMs.length;
      yield { labels, timesMs, values: chunk.values, histograms: chunk.histograms };
    }
  }

  #decoded(bytes: Uint8Array, at: number): DecodedChunk {
    let missing = none;
    const countOf = (number: number) => {
      const times = this.#times.timesOf(number);
      if (times === undefined) missing = number;
      return times?.length ?? none;
    };
    return shifted(at, () => {
      try {
        return decodeChunk(bytes, countOf);
      } catch (error) {
        throw missing === none ? error : new ChunkError(`there are no times ${missing}`, 0);
      }
    });
  }
}

/** What is wrong within a part of the payload, with its byte of the payload. */
function shifted<T>(at: number, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ChunkError)) throw error;
    throw new ChunkError(reasonOf(error), at + (error.byte ?? 0));
  }
}

function pickedTimes(timesMs: Float64Array, at: Int32Array | undefined): Float64Array {
  if (at === undefined) return timesMs;
  const some = new Float64Array(at.length);
  for (let i = 0; i < at.length; i += 1) some[i] = timesMs[at[i] as number] as number;
  return some;
}
