/** What the writer's worker does with raw samples of a Prometheus: it takes an answer's bytes as they come, decodes them and stores what is whole. */
import type { Labels } from '../../../../shared/model/labels.ts';
import type { RawForm } from '../../../../shared/model/recorder.ts';
import type { MixedSeries } from './mixed-histograms.ts';

export interface ReadInput {
  /** Of this reading, until it has ended; the caller's own. */
  readonly id: number;
  readonly form: RawForm;
  /** What was asked for, both inclusive: samples outside are left out (chunks reach over). */
  readonly startMs: number;
  readonly endMs: number;
  /**
   * `newest`: what goes on from the reading before, a few times a series: samples that were stored before are passed over, rows of one time go
   * into the head. `past`: many times a series, in any order, straight into chunks.
   */
  readonly into: 'newest' | 'past';
  /** With `matrix`: the server is one that mixes histograms up (mixed-histograms.ts). */
  readonly mixesHistograms?: boolean;
  /** Of the answer's head (`RawPart`): taken away again where a series has them just so. */
  readonly added?: Labels | undefined;
}

export interface ReadOutcome {
  readonly series: number;
  /** Decoded, and within the time that was asked for. */
  readonly samples: number;
  readonly added: number;
  readonly duplicate: number;
  /** Other values than were stored for their times, which stay. */
  readonly conflicting: number;
  /** Could not be stored: too large, or of a kind that is not known. */
  readonly refused: number;
  /** With `matrix`: ends of series that were inferred. */
  readonly inferredEnds: number;
  /** With `matrix`, of a server that mixes histograms up: what was left out. */
  readonly mixed: MixedSeries;
  /** Of those that were decoded, and within the time that was asked for. */
  readonly oldestMs: number | undefined;
  readonly newestMs: number | undefined;
}

/**
 * A reading is one answer. Its calls follow each other; none has to wait for the one before. Where one fails, the reading is over, what was stored
 * of it stays, and further calls of it fail with recorder.readEnded.
 */
export interface ReadCalls {
  beginRead(input: ReadInput): void;
  /**
   * Returns when it is taken in. What is whole is committed in batches (rows of the newest are only at the end), the rest with `endRead`.
   * @throws AppError recorder.badAnswer where it is not what the form says, recorder.tooMuch, and history.*
   * @param bytes given away
   */
  feedRead(id: number, bytes: Uint8Array): void;
  /** Returns when all of it is committed. @throws AppError recorder.badAnswer where something is missing or the server says so, recorder.tooMuch, history.* */
  endRead(id: number): ReadOutcome;
  /** It is given up; nothing where there is none. */
  dropRead(id: number): void;
}
