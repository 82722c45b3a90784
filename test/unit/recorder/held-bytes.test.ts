/** What a reading holds at most, whatever a server sends: it is stored, refused or let go. */
import { describe, expect, it } from 'vitest';
import { NewestSink } from '../../../electron/backend/recorder/append/newest-sink.ts';
import { PastSink } from '../../../electron/backend/recorder/append/past-sink.ts';
import type { ReadSink } from '../../../electron/backend/recorder/append/read-sink.ts';
import { noOutcome, type ReadStore } from '../../../electron/backend/recorder/append/read-store.ts';
import { SampleBatch } from '../../../electron/backend/recorder/append/sample-batch.ts';
import { SeriesBook } from '../../../electron/backend/recorder/append/series-book.ts';
import { spanIndexes } from '../../../electron/backend/recorder/append/sparse-buckets.ts';
import { emptyBuckets, type FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { bitsOf, chunkedSeries, frame, xorChunk } from '../../support/raw-chunks.ts';
import { createMemoryStore, readAll } from './memory-store.ts';

const mostBytes = 128 * 2 ** 20;
const buckets = 8192;
const large: FloatHistogram = {
  ...{ schema: 8, count: 1, sum: 1, zeroThreshold: 0, zeroCount: 0, customValues: [], resetHint: 'unknown' },
  positive: { indexes: new Int32Array(buckets), counts: new Float64Array(buckets) },
  negative: emptyBuckets,
};
const bytesOfLarge = 12 * buckets;
const labels = () => ['__name__', 'a'];
const allTimes = { startMs: 0, endMs: 1e6 };
const tooMuch = expect.objectContaining({ code: 'recorder.tooMuch' });

/** Only counts. */
function countingStore() {
  let stored = 0;
  const counts = (added: number) => {
    stored += added;
    return { added, duplicate: 0, conflicting: 0, outOfOrder: 0, refused: 0 };
  };
  const store: ReadStore = {
    register: (sets) => sets.map((_, i) => i),
    appendScrapes: (scrapes) => counts(scrapes.reduce((sum, { series }) => sum + series.length, 0)),
    appendColumns: (columns) => counts(columns.reduce((sum, { timesMs }) => sum + timesMs.length, 0)),
    unknownSeries: () => undefined,
  };
  return { store, stored: () => stored };
}

describe('a reading', () => {
  it('is refused as too much where one frame of a series has more than is held', () => {
    const batch = new SampleBatch();
    batch.open('a', undefined);
    let added = 0;
    const addOn = () => {
      for (; added < 100_000; added += 1) {
        batch.reserve(1);
        batch.addHistogram(added, large);
      }
    };
    expect(addOn).toThrow(tooMuch);
    expect(added * bytesOfLarge).toBeLessThan(mostBytes);
    expect(() => new SampleBatch().reserve(mostBytes)).toThrow(tooMuch);
  });

  it.each(['newest', 'past'])('of the %s is stored in parts where frames of one series have more', (into) => {
    const { store, stored } = countingStore();
    const sink: ReadSink =
      into === 'past'
        ? new PastSink(store, allTimes, noOutcome())
        : new NewestSink({ store, book: new SeriesBook() }, allTimes, noOutcome());
    const frames = Math.ceil((2 * mostBytes) / bytesOfLarge);
    for (let i = 0; i < frames; i += 1) {
      sink.open('a', labels);
      sink.batch.reserve(1);
      sink.batch.addHistogram(i, large);
      expect((i - stored()) * bytesOfLarge).toBeLessThan(mostBytes);
    }
    expect(stored()).toBeGreaterThan(0);
  });

  it('leaves nothing behind of series where it is given up', () => {
    const { store } = countingStore();
    const book = new SeriesBook();
    const read = () => {
      const sink = new NewestSink({ store, book }, allTimes, noOutcome());
      sink.open('a', labels);
      sink.batch.reserve(1);
      sink.batch.add(1, 0, 0);
      return sink;
    };
    read();
    expect(book.find('a')).toBe(undefined);
    read().finish();
    expect(book.find('a')).toMatchObject({ id: 0, lastMs: 1 });
  });

  it('takes no histogram of more buckets, and no series of longer labels, than there are', () => {
    expect(spanIndexes([{ offset: 0, length: buckets }], 0).length).toBe(buckets);
    expect(() => spanIndexes([{ offset: 0, length: buckets + 1 }], 0)).toThrow('a histogram of 8193 buckets');
    const chunks = [{ encoding: 1, data: xorChunk([{ timeMs: 1, bits: bitsOf(1) }]) }];
    const answer = Uint8Array.from(frame(chunkedSeries({ __name__: 'a', b: 'x'.repeat(300_000) }, chunks)));
    expect(() => readAll(createMemoryStore(), answer, { form: 'chunks' })).toThrow(/labels of 3\d+ bytes/);
  });
});
