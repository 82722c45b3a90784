/** The numbers that label sets have within a recording, for its writer (labels to numbers) and its reader (numbers to labels). */
import { ByteReader } from '../../../../shared/chunks/byte-reader.ts';
import { ByteWriter } from '../../../../shared/chunks/byte-writer.ts';
import { type Labels, labelsKey } from '../../../../shared/model/labels.ts';
import { bounds } from './recording-format.ts';
import { readText, utf8Length, writeText } from './recording-texts.ts';

/** A frame of so many is some 100 kB. */
const seriesPerFrame = 4096;
const textBytesPerFrame = 2 ** 22;

export class SeriesNumbers {
  readonly #numbers = new Map<string, number>();
  #labels = 0;
  #textBytes = 0;
  #first = 0;
  #pending: Labels[] = [];
  #pendingBytes = 0;

  /** Undefined where it has none yet. */
  numberOf(labels: Labels): number | undefined {
    return this.#numbers.get(labelsKey(labels));
  }

  /** Whether there is a number left for it: where not, `restart`. */
  hasRoomFor(labels: Labels): boolean {
    return (
      this.#numbers.size < bounds.series &&
      this.#labels + labels.length / 2 <= bounds.seriesLabels &&
      this.#textBytes + textBytesOf(labels) <= bounds.seriesTextBytes
    );
  }

  /** Forgets all numbers. What is pending was written before. */
  restart(): void {
    this.#numbers.clear();
    this.#labels = 0;
    this.#textBytes = 0;
    this.#first = 0;
  }

  add(labels: Labels): number {
    const number = this.#numbers.size;
    this.#numbers.set(labelsKey(labels), number);
    this.#labels += labels.length / 2;
    const bytes = textBytesOf(labels);
    this.#textBytes += bytes;
    this.#pendingBytes += bytes;
    this.#pending.push(labels);
    return number;
  }

  get isFrameFull(): boolean {
    return this.#pending.length >= seriesPerFrame || this.#pendingBytes >= textBytesPerFrame;
  }

  /** The frame of those that were added since the last one; undefined for none. */
  takeFrame(): Uint8Array | undefined {
    if (this.#pending.length === 0) return undefined;
    const payload = encodeSeries(this.#first, this.#pending);
    this.#first += this.#pending.length;
    this.#pending = [];
    this.#pendingBytes = 0;
    return payload;
  }
}

function textBytesOf(labels: Labels): number {
  let bytes = 0;
  for (const text of labels) bytes += utf8Length(text);
  return bytes;
}

/** Whether it can stand in a recording at all. */
export function fitsRecording(labels: Labels): boolean {
  if (labels.length > 2 * bounds.labelsPerSeries) return false;
  // So it fits into an empty book, and a frame.
  if (textBytesOf(labels) > textBytesPerFrame) return false;
  for (let i = 0; i + 1 < labels.length; i += 2) {
    const [name = '', value = ''] = [labels[i], labels[i + 1]];
    if (utf8Length(name) > bounds.nameBytes || utf8Length(value) > bounds.valueBytes) return false;
    if (!name.isWellFormed() || !value.isWellFormed()) return false;
  }
  return true;
}

function encodeSeries(first: number, sets: readonly Labels[]): Uint8Array {
  const symbols = new Map<string, number>();
  for (const labels of sets) for (const text of labels) if (!symbols.has(text)) symbols.set(text, symbols.size);
  const writer = new ByteWriter();
  writer.varint(first);
  writer.varint(symbols.size);
  for (const text of symbols.keys()) writeText(writer, text);
  writer.varint(sets.length);
  for (const labels of sets) {
    writer.varint(labels.length / 2);
    for (const text of labels) writer.varint(symbols.get(text) as number);
  }
  return writer.copy();
}

export class SeriesByNumber {
  #sets: Labels[] = [];
  #labels = 0;
  #textBytes = 0;

  get count(): number {
    return this.#sets.length;
  }

  labelsOf(number: number): Labels | undefined {
    return this.#sets[number];
  }

  /** @returns whether the numbers began anew, and how many there are more @throws ChunkError */
  read(payload: Uint8Array): { readonly restarted: boolean; readonly added: number } {
    const reader = new ByteReader(payload, 0, payload.length);
    const first = reader.varint();
    const restarted = first === 0;
    if (restarted) {
      this.#sets = [];
      this.#labels = 0;
      this.#textBytes = 0;
    } else if (first !== this.#sets.length) reader.fail(`series ${first} follow on ${this.#sets.length} of them`);
    const symbols = this.#readSymbols(reader);
    const added = reader.count(bounds.series - this.#sets.length, 'the number of series');
    for (let left = added; left > 0; left -= 1) this.#sets.push(this.#readLabels(reader, symbols));
    reader.expectEnd();
    return { restarted, added };
  }

  #readSymbols(reader: ByteReader): readonly string[] {
    const symbols: string[] = [];
    // Each is a byte at least.
    for (
      let left = reader.count(Math.min(bounds.texts, reader.end - reader.at), 'the number of texts');
      left > 0;
      left -= 1
    ) {
      const start = reader.at;
      symbols.push(readText(reader, bounds.valueBytes, 'a text'));
      this.#textBytes += reader.at - start;
      // A writer counts each text of each series, which is more.
      if (this.#textBytes > 2 * bounds.seriesTextBytes) reader.fail('the texts of the series are too long together');
    }
    return symbols;
  }

  #readLabels(reader: ByteReader, symbols: readonly string[]): Labels {
    const count = reader.count(bounds.labelsPerSeries, 'the number of labels');
    this.#labels += count;
    if (this.#labels > bounds.seriesLabels) reader.fail('the series have too many labels together');
    const labels: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const name = symbolAt(reader, symbols);
      const value = symbolAt(reader, symbols);
      if (name === '' || value === '') reader.fail('a label is empty');
      if (i > 0 && name <= (labels[2 * i - 2] as string)) reader.fail('labels are not sorted, or stand twice');
      if (utf8Length(name) > bounds.nameBytes) reader.fail('the name of a label is too long');
      labels.push(name, value);
    }
    return labels;
  }
}

function symbolAt(reader: ByteReader, symbols: readonly string[]): string {
  const index = reader.varint();
  return symbols[index] ?? reader.fail(`there is no text ${index}`);
}
