/** Writes scrapes into the head: what of a scrape has changed since the one before, which is kept in memory for each target that is alive. */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { encodeLayout } from './head-layout.ts';
import { freshPlacement, type Placement, planParts, sameIds } from './head-parts.ts';
import { encodeRow, type RowHistogram } from './head-row.ts';
import { sameBits, wordsOf } from './merge-samples.ts';
import type { WritableDatabase } from './open-database.ts';
import type { MutableCounts } from './sample-counts.ts';
import { withHistoryFailures } from './sqlite-failure.ts';

export interface ScrapeSamples {
  readonly timeMs: number;
  /** Ids of series. */
  readonly series: ArrayLike<number>;
  /** Beside each. */
  readonly values: Float64Array;
  readonly histograms?: readonly (FloatHistogram | undefined)[] | undefined;
}

/** A layout that is being written to. */
interface Part {
  readonly layout: number;
  readonly series: Uint32Array;
  /** Of the row before; two words a series. */
  readonly words: Uint32Array;
  /** Until the next keyframe; 0 for one now. */
  rowsLeft: number;
}

interface PlacedPart extends Placement {
  readonly part: Part;
}

interface TargetState {
  lastMs: number;
  /** What the parts were made for. */
  ids: Uint32Array;
  parts: readonly PlacedPart[];
  repeated: readonly number[];
}

/** A reader decodes so many rows more than it wanted at most; a keyframe is about five times as large as a row. */
const keyframeEvery = 32;

export class HeadWriter {
  readonly #path: string;
  readonly #checkSeries: (ids: Uint32Array) => void;
  readonly #addLayout;
  readonly #addRow;
  readonly #lastTime;
  readonly #states = new Map<number, TargetState>();
  #scratch = new Uint32Array(0);

  /** @param checkSeries is called with series that the head has not referred to lately; throws where one is unknown. */
  constructor(db: WritableDatabase<'head'>, checkSeries: (ids: Uint32Array) => void) {
    this.#path = db.name;
    this.#checkSeries = checkSeries;
    this.#addLayout = db.prepare<[number, Uint8Array]>('INSERT INTO layout (target, series) VALUES (?, ?)');
    this.#addRow = db.prepare<[number, number, number, Uint8Array]>(
      'INSERT INTO row (target, timeMs, layout, data) VALUES (?, ?, ?, ?)',
    );
    this.#lastTime = db.prepare<[number], number | null>('SELECT max(timeMs) FROM row WHERE target = ?').pluck();
  }

  /** The latest time in the head; -1 for none. */
  lastMs(target: number): number {
    return this.#state(target).lastMs;
  }

  /** In a transaction. @throws as `checkSeries` */
  write(target: number, scrape: ScrapeSamples, counts: MutableCounts): void {
    const state = this.#state(target);
    if (!sameIds(state.ids, scrape.series)) this.#place(target, state, scrape.series);
    for (const placed of state.parts) this.#writePart(target, placed, scrape);
    countRepeated(state.repeated, scrape, counts);
    const added = scrape.series.length - state.repeated.length / 2;
    counts.added += added;
    if (scrape.timeMs < state.lastMs) counts.outOfOrder += added;
    state.lastMs = Math.max(state.lastMs, scrape.timeMs);
  }

  /** In a transaction: a row that stands alone. @param series no id twice */
  writeApart(target: number, scrape: ScrapeSamples): void {
    const part = this.#newPart(target, Uint32Array.from(scrape.series));
    this.#writePart(
      target,
      { part, ...freshPlacement(new Int32Array(part.series.length), part.series.length) },
      scrape,
    );
  }

  /** The next row of the target (of all of them) stands on none before it: those may be gone. */
  forget(target?: number): void {
    if (target === undefined) this.#states.clear();
    else this.#states.delete(target);
  }

  get targetCount(): number {
    return this.#states.size;
  }

  #state(target: number): TargetState {
    const known = this.#states.get(target);
    if (known !== undefined) return known;
    const lastMs = withHistoryFailures(this.#path, () => this.#lastTime.get(target)) ?? -1;
    const state: TargetState = { lastMs, ids: new Uint32Array(0), parts: [], repeated: [] };
    this.#states.set(target, state);
    return state;
  }

  #place(target: number, state: TargetState, series: ArrayLike<number>): void {
    const ids = Uint32Array.from(series);
    const layouts = state.parts.map(({ part }) => part.series);
    const { kept, fresh, repeated } = planParts(layouts, ids);
    const parts = (kept ?? []).map((placement, i) => ({ ...placement, part: (state.parts[i] as PlacedPart).part }));
    if (fresh.length > 0) {
      const own = Uint32Array.from(fresh, (i) => ids[i] as number);
      this.#checkSeries(own);
      parts.push({ ...freshPlacement(fresh, ids.length), part: this.#newPart(target, own) });
    }
    state.parts = parts;
    state.repeated = repeated;
    state.ids = ids;
  }

  #newPart(target: number, series: Uint32Array): Part {
    const layout = Number(this.#addLayout.run(target, encodeLayout(series)).lastInsertRowid);
    return { layout, series, words: new Uint32Array(2 * series.length), rowsLeft: 0 };
  }

  #writePart(target: number, placed: PlacedPart, scrape: ScrapeSamples): void {
    const { part, absent, presentCount } = placed;
    if (presentCount === 0) return;
    const histograms = histogramsOf(placed, scrape.histograms);
    const words = this.#wordsOf(placed, scrape, histograms);
    const isKeyframe = part.rowsLeft === 0;
    const row = encodeRow({ words, before: isKeyframe ? undefined : part.words, absent, histograms });
    if (isKeyframe) part.words.set(words);
    part.rowsLeft = isKeyframe ? keyframeEvery - 1 : part.rowsLeft - 1;
    this.#addRow.run(target, scrape.timeMs, part.layout, row);
  }

  /** The scrape's words in the order of the layout; where it has none, or a histogram, those of the row before. */
  #wordsOf({ part, positions, absent }: PlacedPart, scrape: ScrapeSamples, histograms: readonly RowHistogram[]) {
    const given = wordsOf(scrape.values);
    const length = part.words.length;
    if (positions === undefined && absent === undefined && histograms.length === 0) return given.subarray(0, length);
    if (this.#scratch.length < length) this.#scratch = new Uint32Array(2 * length);
    const words = this.#scratch.subarray(0, length);
    for (let i = 0; i < part.series.length; i += 1) {
      const from = positions === undefined ? i : (positions[i] as number);
      const source = from < 0 ? part.words : given;
      const at = from < 0 ? i : from;
      words[2 * i] = source[2 * at] as number;
      words[2 * i + 1] = source[2 * at + 1] as number;
    }
    for (const { index } of histograms) {
      words[2 * index] = part.words[2 * index] as number;
      words[2 * index + 1] = part.words[2 * index + 1] as number;
    }
    return words;
  }
}

function histogramsOf(
  { part, positions }: PlacedPart,
  given: readonly (FloatHistogram | undefined)[] | undefined,
): readonly RowHistogram[] {
  if (given === undefined) return [];
  const histograms: RowHistogram[] = [];
  for (let index = 0; index < part.series.length; index += 1) {
    const histogram = given[positions === undefined ? index : (positions[index] as number)];
    if (histogram !== undefined) histograms.push({ index, histogram });
  }
  return histograms;
}

function countRepeated(repeated: readonly number[], scrape: ScrapeSamples, counts: MutableCounts): void {
  const words = wordsOf(scrape.values);
  for (let r = 0; r < repeated.length; r += 2) {
    const [i, first] = [repeated[r] as number, repeated[r + 1] as number];
    const same = sameBits(words, i, scrape.histograms?.[i], words, first, scrape.histograms?.[first]);
    counts[same ? 'duplicate' : 'conflicting'] += 1;
  }
}
