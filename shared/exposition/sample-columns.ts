/** What a parser has found so far: columns that grow, used again from body to body. */
import type { ParsedCreated, ParsedExemplar, ParsedExposition, ParsedHistogram } from './exposition.ts';
import { grown, type LineCache, noId } from './line-cache.ts';

const firstSamples = 1024;

export class SampleColumns implements ParsedExposition {
  count = 0;
  lines = new Uint32Array(firstSamples);
  values = new Float64Array(firstSamples);
  timesMs = new Float64Array(firstSamples);
  lineNumbers = new Uint32Array(firstSamples);
  comments: number[] = [];
  exemplars: ParsedExemplar[] = [];
  histograms: ParsedHistogram[] = [];
  created: ParsedCreated[] = [];
  /** Over `values`: in a Float64Array a NaN may get other bits. */
  #words = new Uint32Array(this.values.buffer);
  readonly #cache: LineCache;

  constructor(cache: LineCache) {
    this.#cache = cache;
  }

  clear(): void {
    this.count = 0;
    this.comments = [];
    this.exemplars = [];
    this.histograms = [];
    this.created = [];
  }

  /** For one more sample. */
  makeRoom(): void {
    const least = this.count + 1;
    if (least <= this.lines.length) return;
    this.lines = grown(this.lines, least);
    this.values = grown(this.values, least);
    this.timesMs = grown(this.timesMs, least);
    this.lineNumbers = grown(this.lineNumbers, least);
    this.#words = new Uint32Array(this.values.buffer);
  }

  push(line: number, value: number, timeMs: number, lineNumber: number): void {
    this.makeRoom();
    const { count } = this;
    this.lines[count] = line;
    this.timesMs[count] = timeMs;
    this.lineNumbers[count] = lineNumber;
    this.values[count] = value;
    if (Number.isNaN(value)) {
      this.#words[2 * count] = 1;
      this.#words[2 * count + 1] = 0x7ff8_0000;
    }
    this.count += 1;
  }

  newLines(): readonly number[] {
    const { ids } = this.#cache;
    const found = new Set<number>();
    for (let i = 0; i < this.count; i += 1) {
      const line = this.lines[i] as number;
      if (ids[line] === noId) found.add(line);
    }
    for (const { line } of this.histograms) if (ids[line] === noId) found.add(line);
    return [...found];
  }
}
