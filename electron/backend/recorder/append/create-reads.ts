/** Answers with raw samples in the worker that writes the source, from their first byte until they end. */
import { errorText } from '../../../../shared/base/errors.ts';
import { snappyLength, unsnappy } from '../../../../shared/format/snappy.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { tooMuch } from '../../../../shared/model/recorder-errors.ts';
import { badAnswer, partialAnswer, readEnded, withPlace } from './answer-errors.ts';
import { readChunkedSeries } from './chunked-series.ts';
import { FrameSplitter } from './frames.ts';
import { withoutLabels } from './label-bytes.ts';
import { type MatrixReader, readMatrix } from './matrix-series.ts';
import { nothingMixed } from './mixed-histograms.ts';
import { NewestSink } from './newest-sink.ts';
import { PastSink } from './past-sink.ts';
import type { ReadCalls, ReadInput, ReadOutcome } from './read-calls.ts';
import type { ReadSink } from './read-sink.ts';
import { type MutableOutcome, noOutcome, type ReadStore } from './read-store.ts';
import { SeriesBook } from './series-book.ts';
import { readTimeSeries } from './time-series.ts';
import { WholeBody } from './whole-body.ts';

/** Of what is read whole, unpacked. */
const mostUnpackedBytes = 256 * 2 ** 20;

/** Of one form: bytes into the sink. */
interface AnswerDecoder {
  feed(bytes: Uint8Array): void;
  /** `warnings`: why it is not all that there is. */
  end(): Pick<ReadOutcome, 'inferredEnds' | 'mixed'> & { readonly warnings: readonly string[] };
}

const whole = { inferredEnds: 0, mixed: nothingMixed, warnings: [] } as const;

interface Reading {
  readonly decoder: AnswerDecoder;
  readonly sink: ReadSink & { finish(): void };
  readonly outcome: MutableOutcome;
}

/** Of one writer of the history. @param matrix reads the API's JSON */
export function createReads(store: ReadStore, matrix: MatrixReader): ReadCalls {
  const book = new SeriesBook();
  const readings = new Map<number, Reading>();

  /** What fails is over. */
  function ofReading<T>(id: number, work: (reading: Reading) => T): T {
    const reading = readings.get(id);
    if (reading === undefined) throw readEnded();
    try {
      return work(reading);
    } catch (error) {
      readings.delete(id);
      throw error;
    }
  }

  return {
    beginRead(input) {
      const outcome = noOutcome();
      const sink =
        input.into === 'past' ? new PastSink(store, input, outcome) : new NewestSink({ store, book }, input, outcome);
      readings.set(input.id, { decoder: decoderOf(input, relabelled(sink, input.added ?? []), matrix), sink, outcome });
    },
    feedRead(id, bytes) {
      ofReading(id, ({ decoder }) => decoder.feed(bytes));
    },
    endRead(id) {
      return ofReading(id, ({ decoder, sink, outcome }): ReadOutcome => {
        const { inferredEnds, mixed, warnings } = decoder.end();
        outcome.inferredEnds = inferredEnds;
        outcome.mixed = mixed;
        sink.finish();
        if (warnings.length > 0) throw partialAnswer(warnings);
        readings.delete(id);
        return outcome;
      });
    },
    dropRead: (id) => void readings.delete(id),
  };
}

function relabelled(sink: ReadSink, added: Labels): ReadSink {
  if (added.length === 0) return sink;
  const { batch, startMs, endMs } = sink;
  return {
    ...{ batch, startMs, endMs },
    open: (key, labels) => sink.open(key, () => withoutLabels(labels(), added)),
    refuse: (samples) => sink.refuse(samples),
  };
}

function decoderOf({ form, mixesHistograms = false }: ReadInput, sink: ReadSink, matrix: MatrixReader): AnswerDecoder {
  if (form === 'chunks') return chunksDecoder(sink);
  return form === 'samples' ? samplesDecoder(sink) : matrixDecoder(sink, matrix, mixesHistograms);
}

function chunksDecoder(sink: ReadSink): AnswerDecoder {
  const frames = new FrameSplitter((view, length, atByte) =>
    withPlace(atByte, () => readChunkedSeries(view, length, sink)),
  );
  return {
    feed: (bytes) => frames.feed(bytes),
    end() {
      frames.end();
      return whole;
    },
  };
}

function samplesDecoder(sink: ReadSink): AnswerDecoder {
  const body = new WholeBody(0);
  return {
    feed: (bytes) => body.add(bytes),
    end() {
      const packed = body.take();
      const unpacked = asAnswer(() => {
        if (snappyLength(packed).length > mostUnpackedBytes) throw tooMuch(mostUnpackedBytes);
        return unsnappy(packed, mostUnpackedBytes);
      });
      withPlace(0, () => readTimeSeries(unpacked, sink));
      return whole;
    },
  };
}

function matrixDecoder(sink: ReadSink, reader: MatrixReader, mixesHistograms: boolean): AnswerDecoder {
  const body = new WholeBody(reader.paddingBytes);
  return {
    feed: (bytes) => body.add(bytes),
    end: () => readMatrix(reader, { padded: body.take(), length: body.length, mixesHistograms }, sink),
  };
}

function asAnswer<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw badAnswer(errorText(error), 0);
    throw error;
  }
}
