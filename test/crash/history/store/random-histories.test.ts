/** Whatever is appended in whatever order, folded, tidied and opened again in between: what is stored is what a map would hold. */
import { expect, test } from 'vitest';
import type { KeepTask } from '../../../../electron/backend/history/retention/keep-parts.ts';
import { createRetentionTask } from '../../../../electron/backend/history/retention/retention-task.ts';
import type { HistoryWriter } from '../../../../electron/backend/history/store/history-writer.ts';
import type { SampleCounts } from '../../../../electron/backend/history/store/sample-counts.ts';
import { slotMs } from '../../../../electron/backend/history/store/slots.ts';
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { formatLabels } from '../../../../shared/model/labels.ts';
import { fuzzFactor, fuzzTimeoutMs, seededRandom } from '../../../fuzz/random.ts';
import { killedCopy } from '../../../support/history/killed-copy.ts';
import { numbered } from '../../../support/history/labelled.ts';
import { awkwardBits, bitsOfValues, histogramOf, valuesOfBits } from '../../../support/history/sample-bits.ts';
import { createSourceFixture, type SourceFixture } from '../../../support/history/source-fixture.ts';
import { sampleText, storedSamples } from '../../../support/history/stored-samples.ts';

const labels = numbered('m', 40);
const names = labels.map(formatLabels);
/** Columns have series of their own: a scrape does not look into chunks for what is in none of its target's. */
const columnLabels = numbered('c', 10);
const columnNames = columnLabels.map(formatLabels);
const startMs = 1000 * slotMs;

interface Given {
  readonly values: Float64Array;
  readonly histograms: (FloatHistogram | undefined)[];
}

class RandomHistory {
  readonly #random: () => number;
  readonly #fixture: SourceFixture = createSourceFixture();
  #source: SourceFixture = this.#fixture;
  /** Each look at the clock is a millisecond: a fold's slice is a number of steps. */
  #ticks = 0;
  #writer: HistoryWriter = this.#opened();
  readonly #ids: readonly number[];
  readonly #expected = new Map<string, Map<number, string>>();
  readonly #kept: SourceFixture[] = [];
  #nowMs = startMs;
  readonly #forgetsTargets: boolean;
  /** One that is under way. */
  #keeping: KeepTask | undefined;

  /** @param forgetsTargets as soon as they have nothing in the head: what they send again counts as new until it is folded */
  constructor(seed: number, forgetsTargets: boolean) {
    this.#forgetsTargets = forgetsTargets;
    this.#random = seededRandom(seed);
    this.#ids = this.#writer.register(labels);
  }

  step(): void {
    this.#nowMs += this.#below(10) === 0 ? this.#below(slotMs) : this.#below(60_000);
    const kind = this.#below(23);
    if (kind < 13) this.#scrape();
    else if (kind < 16) this.#columns();
    else if (kind < 18) this.#writer.fold(this.#nowMs, { budgetMs: this.#below(12) });
    else if (kind < 19) this.#reopen();
    else if (kind < 22) this.#keep();
    else if (this.#below(3) === 0) this.#kill();
  }

  check(): void {
    const sorted = [...this.#expected].map(([name, some]): [string, Map<number, string>] => [
      name,
      new Map([...some].sort(([a], [b]) => a - b)),
    ]);
    expect(storedSamples(this.#source.files)).toEqual(new Map(sorted));
  }

  foldAll(): void {
    this.#source.foldAll(this.#writer, this.#nowMs + 20 * slotMs);
  }

  dispose(): void {
    for (const one of [this.#fixture, ...this.#kept]) one.dispose();
  }

  #opened(): HistoryWriter {
    return this.#source.open({
      elapsedMs: () => {
        this.#ticks += 1;
        return this.#ticks;
      },
    });
  }

  #below(end: number): number {
    return this.#random() % end;
  }

  #timeMs(): number {
    const back = [0, 0, 0, 15_000, 1000, 3 * slotMs][this.#below(6)] ?? 0;
    return Math.max(0, Math.floor((this.#nowMs - this.#below(back + 1)) / 500) * 500);
  }

  #given(count: number): Given {
    const bits = Array.from({ length: count }, () =>
      this.#below(3) > 0 ? '3ff0000000000000' : (awkwardBits[this.#below(awkwardBits.length)] ?? ''),
    );
    const histograms = Array.from({ length: count }, () =>
      this.#below(12) === 0 ? histogramOf(this.#below(3)) : undefined,
    );
    return { values: valuesOfBits(bits), histograms };
  }

  #scrape(): void {
    // Each target has its series; some are missing now and then.
    const target = this.#below(2);
    const own = labels.map((_, i) => i).filter((i) => i % 2 === target);
    const some = this.#below(3) === 0 ? own.filter(() => this.#below(4) > 0) : own.slice(0, 5 + this.#below(15));
    const timeMs = this.#timeMs();
    const { values, histograms } = this.#given(some.length);
    const scrape = { target: `t${target}`, timeMs, series: some.map((i) => this.#ids[i] ?? 0), values };
    const withHistograms = this.#below(2) === 0;
    const counts = this.#writer.appendScrape(withHistograms ? { ...scrape, histograms } : scrape);
    const total = { added: 0, duplicate: 0, conflicting: 0 };
    const bits = bitsOfValues(values);
    some.forEach((series, i) => {
      const text = sampleText(BigInt(`0x${bits[i]}`), withHistograms ? histograms[i] : undefined);
      total[this.#expect(names[series] ?? '', timeMs, text)] += 1;
    });
    this.#compare(counts, total);
  }

  #columns(): void {
    const count = 1 + this.#below(4);
    const columns = Array.from({ length: count }, () => {
      const n = this.#below(columnLabels.length);
      const length = 1 + this.#below(20);
      const fromMs = this.#timeMs();
      const timesMs = Float64Array.from({ length }, (_, i) => fromMs + i * 500);
      return { n, column: { labels: columnLabels[n] ?? [], timesMs, ...this.#given(length) } };
    });
    const counts = this.#writer.appendColumns(columns.map(({ column }) => column));
    const total = { added: 0, duplicate: 0, conflicting: 0 };
    for (const { n, column } of columns) {
      const bits = bitsOfValues(column.values);
      for (let i = 0; i < bits.length; i += 1) {
        const text = sampleText(BigInt(`0x${bits[i]}`), column.histograms[i]);
        total[this.#expect(columnNames[n] ?? '', column.timesMs[i] ?? 0, text)] += 1;
      }
    }
    this.#compare(counts, total);
  }

  #expect(name: string, timeMs: number, text: string): 'added' | 'duplicate' | 'conflicting' {
    const samples = this.#expected.get(name) ?? new Map<number, string>();
    this.#expected.set(name, samples);
    const there = samples.get(timeMs);
    if (there === undefined) samples.set(timeMs, text);
    if (there === undefined) return 'added';
    return there === text ? 'duplicate' : 'conflicting';
  }

  #compare({ added, duplicate, conflicting }: SampleCounts, total: object): void {
    if (this.#forgetsTargets) return;
    expect({ added, duplicate, conflicting }).toEqual(total);
  }

  /** Some steps of a retention that lets no samples go: what nothing refers to any more goes. */
  #keep(): void {
    const nowMs = this.#nowMs + (this.#forgetsTargets ? 10 * 86_400_000 : 0);
    this.#keeping ??= this.#writer.keep((parts) =>
      createRetentionTask({ ...parts, isGiven: () => true }, { nowMs, mostAgeMs: undefined, mostBytes: undefined }),
    );
    for (let left = this.#below(30); left > 0 && this.#keeping !== undefined; left -= 1) {
      const task = this.#keeping;
      if (this.#writer.keep(() => task.step(this.#below(4))).done) this.#keeping = undefined;
    }
  }

  #reopen(): void {
    this.#keeping = undefined;
    this.#writer.close();
    this.#writer = this.#opened();
  }

  /** Goes on with what a killed process would have left. */
  #kill(): void {
    this.#keeping = undefined;
    const copy = killedCopy(this.#source.files);
    this.#kept.push(copy);
    this.#writer.close();
    this.#source = copy;
    this.#writer = this.#opened();
  }
}

test.each([
  ['random histories hold what a map would hold, also killed and opened again', false],
  ['so they do where targets are forgotten between two of their scrapes', true],
])('%s', { timeout: fuzzTimeoutMs }, (_, forgetsTargets) => {
  for (let seed = 1; seed <= 5 * fuzzFactor; seed += 1) {
    const history = new RandomHistory(seed, forgetsTargets);
    try {
      for (let n = 0; n < 8; n += 1) {
        for (let step = 0; step < 25; step += 1) history.step();
        history.check();
      }
      history.foldAll();
      history.check();
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    } finally {
      history.dispose();
    }
  }
});
