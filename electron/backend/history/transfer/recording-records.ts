/** What a recording has besides samples: metadata of metrics, what was covered, and documents as they were. */
import { ByteReader } from '../../../../shared/chunks/byte-reader.ts';
import { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';
import type { StoredMetric } from '../store/metric-metadata.ts';
import { endOfTimeMs } from '../store/slots.ts';
import { bounds } from './recording-format.ts';
import { readText, utf8Length, writeText } from './recording-texts.ts';

/** What was asked and answered, by rule; both ends inclusive. `state`: `recorded`, or why not. */
export interface RecordedCoverage {
  readonly rule: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly state: string;
  readonly detail: string;
}

/** A configuration, rules, targets … as they were from `atMs` on; seen again and again until `seenUntilMs`. */
export interface RecordedDocument {
  readonly kind: string;
  readonly atMs: number;
  readonly seenUntilMs: number;
  readonly text: string;
}

/** Each takes four bytes at least, and is some hundred bytes in memory. */
const recordsPerFrame = 2 ** 16;
const bytesPerFrame = 2 ** 18;
/** Whoever reads stops here; whoever writes leaves the rest away. */
const wordBytes = 2 ** 16;

interface RecordCodec<T> {
  /** Whether it can stand in a recording. */
  fits(record: T): boolean;
  write(writer: ByteWriter, record: T): void;
  /** @throws ChunkError */
  read(reader: ByteReader): T;
}

const isText = (text: string, most: number) => text.isWellFormed() && utf8Length(text) <= most;
const isSpan = (from: number, to: number) =>
  Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to >= from && to < endOfTimeMs;

export const metricCodec: RecordCodec<StoredMetric> = {
  fits: ({ metric, type, help, unit }) =>
    metric !== '' &&
    [metric, type, unit].every((one) => isText(one, bounds.nameBytes)) &&
    isText(help, bounds.helpBytes),
  write(writer, { metric, type, help, unit }) {
    for (const text of [metric, type, help, unit]) writeText(writer, text);
  },
  read(reader) {
    const metric = readText(reader, bounds.nameBytes, 'the name of a metric');
    if (metric === '') reader.fail('a metric has no name');
    const type = readText(reader, bounds.nameBytes, 'the type of a metric');
    const help = readText(reader, bounds.helpBytes, 'the help of a metric');
    return { metric, type, help, unit: readText(reader, bounds.nameBytes, 'the unit of a metric') };
  },
};

export const coverageCodec: RecordCodec<RecordedCoverage> = {
  fits: ({ rule, startMs, endMs, state, detail }) =>
    isSpan(startMs, endMs) && [rule, state, detail].every((one) => isText(one, wordBytes)),
  write(writer, { rule, startMs, endMs, state, detail }) {
    writeText(writer, rule);
    writer.varint(startMs);
    writer.varint(endMs - startMs);
    writeText(writer, state);
    writeText(writer, detail);
  },
  read(reader) {
    const rule = readText(reader, wordBytes, 'the name of a rule');
    const startMs = reader.varint();
    const endMs = laterTime(reader, startMs);
    const state = readText(reader, wordBytes, 'a state');
    return { rule, startMs, endMs, state, detail: readText(reader, wordBytes, 'a detail') };
  },
};

export const documentCodec: RecordCodec<RecordedDocument> = {
  fits: ({ kind, atMs, seenUntilMs, text }) =>
    isSpan(atMs, seenUntilMs) && isText(kind, wordBytes) && isText(text, bounds.documentBytes),
  write(writer, { kind, atMs, seenUntilMs, text }) {
    writeText(writer, kind);
    writer.varint(atMs);
    writer.varint(seenUntilMs - atMs);
    writeText(writer, text);
  },
  read(reader) {
    const kind = readText(reader, wordBytes, 'the kind of a document');
    const atMs = reader.varint();
    const seenUntilMs = laterTime(reader, atMs);
    return { kind, atMs, seenUntilMs, text: readText(reader, bounds.documentBytes, 'a document') };
  },
};

function laterTime(reader: ByteReader, from: number): number {
  const time = from + reader.varint();
  return time < endOfTimeMs ? time : reader.fail('a span ends after the end of time');
}

/** @returns the payloads of frames, and how many records were left out as they cannot stand in one. */
export function* recordFrames<T>(
  records: Iterable<T>,
  codec: RecordCodec<T>,
): Generator<{ readonly payload: Uint8Array; readonly written: number; readonly leftOut: number }> {
  const writer = new ByteWriter();
  let [written, leftOut] = [0, 0];
  for (const record of records) {
    if (codec.fits(record)) {
      codec.write(writer, record);
      written += 1;
    } else leftOut += 1;
    if (writer.length < bytesPerFrame && written < recordsPerFrame) continue;
    yield { payload: writer.copy(), written, leftOut };
    writer.truncate(0);
    [written, leftOut] = [0, 0];
  }
  if (written > 0 || leftOut > 0) yield { payload: writer.copy(), written, leftOut };
}

/** @throws ChunkError */
export function readRecords<T>(payload: Uint8Array, codec: RecordCodec<T>): readonly T[] {
  const reader = new ByteReader(payload, 0, payload.length);
  const records: T[] = [];
  while (reader.at < reader.end) {
    if (records.length === recordsPerFrame) reader.fail('a frame has too many records');
    records.push(codec.read(reader));
  }
  return records;
}
