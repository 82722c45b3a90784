/** A source that is written to at random, and beside it what it should hold. */
import type { HistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import type { FloatHistogram } from '../../../shared/model/float-histogram.ts';
import { formatLabels, type Labels, labelsFromPairs } from '../../../shared/model/labels.ts';
import { awkwardBits, bitsOfValues, histogramOf, valuesOfBits } from '../../support/history/sample-bits.ts';
import type { SourceFixture } from '../../support/history/source-fixture.ts';
import { sampleText } from '../../support/history/stored-samples.ts';
import type { Samples } from './read-samples.ts';

type Random = () => number;

const slotMs = 7_200_000;
/** Twelve scrapes a slot. */
const stepMs = 600_000;
const firstMs = 100 * slotMs;
const zero = '0000000000000000';
const targets = ['a', 'b', 'c'];

interface Sample {
  /** Of the value; as a number it might become another NaN. */
  readonly bits: string;
  readonly histogram: FloatHistogram | undefined;
}

export class RandomSource {
  readonly model: Samples = new Map();
  readonly #random: Random;
  readonly #fixture: SourceFixture;
  #writer: HistoryWriter;
  #step = 0;

  constructor(random: Random, fixture: SourceFixture) {
    this.#random = random;
    this.#fixture = fixture;
    this.#writer = fixture.open();
  }

  get nowMs(): number {
    return firstMs + this.#step * stepMs;
  }

  get writer(): HistoryWriter {
    return this.#writer;
  }

  /** A time of which there may be samples, or a bit beside one. */
  anyTime(): number {
    return firstMs - slotMs + (this.#random() % (this.nowMs - firstMs + 2 * slotMs));
  }

  act(): void {
    const what = this.#random() % 20;
    if (what < 14) this.#scrapeAll();
    else if (what < 17) this.#columns();
    else if (what < 19) this.fold();
    else this.#reopen();
  }

  /** All of it, or a slice. */
  fold(): void {
    const nowMs = this.nowMs - (this.#random() % (2 * slotMs));
    if (this.#random() % 2 === 0) this.#fixture.foldAll(this.#writer, nowMs);
    else this.#writer.fold(nowMs, { budgetMs: 0 });
  }

  #reopen(): void {
    this.#writer.close();
    this.#writer = this.#fixture.open();
  }

  #scrapeAll(): void {
    const random = this.#random;
    this.#step += 1;
    for (const target of targets) {
      const lateSteps = random() % 12 === 0 ? random() % 30 : 0;
      const timeMs = Math.max(firstMs, this.nowMs - lateSteps * stepMs);
      const sets = this.#setsOf(target);
      if (random() % 10 > 0 && sets.length > 0) this.#scrape(target, timeMs, sets);
      // The same once more, some of it other, some of it new.
      if (random() % 20 === 0) this.#scrape(target, timeMs, this.#setsOf(target));
    }
  }

  /** What a target has now: most of its series are the same for long. */
  #setsOf(target: string): Labels[] {
    const random = this.#random;
    const era = Math.floor(this.#step / 17);
    const sets: Labels[] = [];
    for (let i = 0; i < 12; i += 1) {
      const name = i % 4 === 3 ? 'latency' : `metric_${i % 4}`;
      const pod = i < 8 ? 'stable' : `pod-${era}`;
      if (random() % 40 > 0)
        sets.push(
          labelsFromPairs([
            ['__name__', name],
            ['i', `${i}`],
            ['pod', pod],
            ['target', target],
          ]),
        );
    }
    return random() % 15 === 0 ? sets.reverse() : sets;
  }

  #scrape(target: string, timeMs: number, sets: readonly Labels[]): void {
    const samples = sets.map((labels) => this.#sample(labels));
    const histograms = samples.map(({ histogram }) => histogram);
    this.#writer.appendScrape({
      target,
      timeMs,
      series: this.#writer.register(sets),
      values: valuesOf(samples),
      histograms: histograms.some((one) => one !== undefined) ? histograms : undefined,
    });
    for (const [i, labels] of sets.entries()) this.#note(labels, timeMs, samples[i] as Sample);
  }

  /** Of times that no scrape has: which one counts would depend on whether the other is folded. */
  #columns(): void {
    const random = this.#random;
    const columns = Array.from({ length: 1 + (random() % 4) }, () => {
      const labels = labelsFromPairs([
        ['__name__', 'metric_1'],
        ['i', `${random() % 14}`],
        ['pod', 'stable'],
        ['target', 'a'],
      ]);
      const from = firstMs + (random() % (this.#step + 1)) * stepMs + 7;
      const timesMs = Float64Array.from({ length: 1 + (random() % 20) }, (_, n) => from + n * stepMs);
      const samples = Array.from(timesMs, () => this.#sample(labels));
      return { labels, timesMs, samples };
    });
    this.#writer.appendColumns(
      columns.map(({ labels, timesMs, samples }) => ({
        labels,
        timesMs,
        values: valuesOf(samples),
        histograms: samples.some(({ histogram }) => histogram) ? samples.map(({ histogram }) => histogram) : undefined,
      })),
    );
    for (const { labels, timesMs, samples } of columns) {
      for (const [n, timeMs] of timesMs.entries()) this.#note(labels, timeMs, samples[n] as Sample);
    }
  }

  #sample(labels: Labels): Sample {
    const random = this.#random;
    if (labels.includes('latency') && random() % 3 > 0) return { bits: zero, histogram: histogramOf(random() % 5) };
    const awkward = random() % 12 === 0 ? awkwardBits[random() % awkwardBits.length] : undefined;
    return { bits: awkward ?? bitsOfValues(Float64Array.of(random() % 4))[0] ?? zero, histogram: undefined };
  }

  /** The first of a time stays. */
  #note(labels: Labels, timeMs: number, { bits, histogram }: Sample): void {
    const name = formatLabels(labels);
    const samples = this.model.get(name) ?? new Map<number, string>();
    this.model.set(name, samples);
    if (samples.has(timeMs)) return;
    samples.set(timeMs, sampleText(BigInt(`0x${bits}`), histogram));
  }
}

function valuesOf(samples: readonly Sample[]): Float64Array {
  return valuesOfBits(samples.map(({ bits }) => bits));
}
