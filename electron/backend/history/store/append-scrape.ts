/** Scrapes of targets into the store: the head, or, where their time is in chunks already, the chunks. */
import type { FloatHistogram } from '../../../../shared/model/float-histogram.ts';
import { checkHistograms } from './check-histograms.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { eachSample, type HeadChains, type WholeRow } from './head-chain.ts';
import { mostSeriesInLayout } from './head-layout.ts';
import type { HeadWriter, ScrapeSamples } from './head-writer.ts';
import { fittingRow, type HistogramRoom } from './histogram-room.ts';
import { sameBits, wordsOf } from './merge-samples.ts';
import type { WritableDatabase } from './open-database.ts';
import { addCounts, type MutableCounts, noCounts, type SampleCounts } from './sample-counts.ts';
import { checkTime, slotOf } from './slots.ts';
import { withHistoryFailures } from './sqlite-failure.ts';
import type { Target, Targets } from './targets.ts';
import type { Transactions } from './transactions.ts';

export interface Scrape extends ScrapeSamples {
  /** Who was scraped: a name of its own for each target. */
  readonly target: string;
}

/** Ids that nobody has, or has any more: their label sets have to be registered again. Nothing was appended. */
export class UnknownSeriesError extends Error {
  readonly ids: readonly number[];

  constructor(ids: readonly number[]) {
    super(`${ids.length} series are not known, the first is ${ids[0]}`);
    this.name = 'UnknownSeriesError';
    this.ids = ids;
  }
}

/** @throws UnknownSeriesError from what is returned */
export function seriesCheck(db: WritableDatabase<'history'>): (ids: Uint32Array) => void {
  const one = db.prepare<[number], number>('SELECT 1 FROM series WHERE id = ?').pluck();
  return (ids) => {
    const unknown = withHistoryFailures(db.name, () => [...ids].filter((id) => one.get(id) === undefined));
    if (unknown.length > 0) throw new UnknownSeriesError(unknown);
  };
}

export interface AppendParts {
  readonly head: WritableDatabase<'head'>;
  readonly inHead: Transactions;
  readonly inHistory: Transactions;
  readonly targets: Targets;
  readonly headWriter: HeadWriter;
  readonly chains: HeadChains;
  readonly chunks: ChunkWriter;
  readonly room: HistogramRoom;
  readonly checkSeries: (ids: Uint32Array) => void;
}

/** A sample of a row that is there. */
interface Found {
  readonly row: WholeRow;
  readonly index: number;
  readonly histogram: FloatHistogram | undefined;
}

export const appendStatements = {
  atTime: 'SELECT id, layout FROM row WHERE target = ? AND timeMs = ? ORDER BY id',
  // `+?`: as in foldStatements.
  anyUntil: 'SELECT 1 FROM row WHERE target = +? AND timeMs <= ? LIMIT 1',
};

/** So many scrapes of a target in a row that are late and new, each after the one before, say that a clock was ahead. */
const lateInARow = 3;

/**
 * @returns what appends scrapes of targets. It returns after its commit.
 * @throws (what it returns) RangeError for a scrape that cannot be; UnknownSeriesError; AppError history.*
 */
export function createScrapeAppender(parts: AppendParts): (scrapes: readonly Scrape[]) => SampleCounts {
  const atTime = parts.head.prepare<[number, number], { id: number; layout: number }>(appendStatements.atTime);
  const late = new LateScrapes(parts);

  function appendLateOne(target: Target, scrape: Scrape, all: MutableCounts): void {
    const counts = noCounts();
    appendLate(parts, scrape, counts);
    late.stored(target, scrape, counts);
    addCounts(all, counts);
  }

  function appendInTime(target: Target, scrape: Scrape, counts: MutableCounts): void {
    const { id } = target;
    late.ended(target);
    const isLater = scrape.timeMs > parts.headWriter.lastMs(id);
    const there = isLater ? [] : withHistoryFailures(parts.head.name, () => atTime.all(id, scrape.timeMs));
    if (there.length === 0) appendToHead(parts, id, scrape, counts);
    else appendBeside(parts, id, there, scrape, counts);
  }

  return (scrapes) => {
    for (const scrape of scrapes) checkScrape(scrape);
    const counts = noCounts();
    const filled = scrapes.filter(({ series }) => series.length > 0);
    const targets = parts.targets.allNamed(filled.map(({ target }) => target));
    const isLate = filled.map((scrape, i) => {
      const target = targets[i] as Target;
      return scrape.timeMs <= target.watermarkMs && !late.beginAnew(target, scrape);
    });
    const each = (areLate: boolean, append: (target: Target, scrape: Scrape, counts: MutableCounts) => void) =>
      filled.forEach((scrape, i) => {
        if (isLate[i] === areLate) append(targets[i] as Target, scrape, counts);
      });
    each(true, appendLateOne);
    if (isLate.includes(false)) parts.inHead.run(() => each(false, appendInTime));
    return counts;
  };
}

/**
 * A clock that was ahead leaves a watermark that all scrapes are late for until that time comes, and each of them is merged into a chunk of each
 * series. Then the watermark goes back, and they go into the head; a fold merges them at once.
 */
class LateScrapes {
  readonly #parts: AppendParts;
  readonly #anyUntil;
  /** Of targets that are forgotten, these are, too. */
  readonly #runs = new WeakMap<Target, { lastMs: number; count: number }>();

  constructor(parts: AppendParts) {
    this.#parts = parts;
    this.#anyUntil = parts.head.prepare<[number, number], number>(appendStatements.anyUntil).pluck();
  }

  /** @returns whether the scrape is in time now */
  beginAnew(target: Target, { timeMs }: Scrape): boolean {
    const run = this.#runs.get(target);
    if (run === undefined || run.count < lateInARow || timeMs <= run.lastMs) return false;
    const { head, targets } = this.#parts;
    const { id, watermarkMs } = target;
    // Such rows are in chunks, and are about to be deleted: they would count again.
    if (withHistoryFailures(head.name, () => this.#anyUntil.get(id, watermarkMs)) !== undefined) return false;
    targets.lowerWatermark(target, timeMs - 1);
    this.#runs.delete(target);
    return true;
  }

  /** One came in time: those before it were late for another reason. */
  ended(target: Target): void {
    this.#runs.delete(target);
  }

  stored(target: Target, { timeMs, series }: Scrape, { added }: SampleCounts): void {
    const before = this.#runs.get(target);
    const goesOn = before !== undefined && timeMs > before.lastMs;
    // What is sent once more is no clock.
    if (2 * added < series.length) this.#runs.delete(target);
    else this.#runs.set(target, { lastMs: timeMs, count: goesOn ? before.count + 1 : 1 });
  }
}

function checkScrape({ timeMs, series, values, histograms }: Scrape): void {
  checkTime(timeMs);
  if (values.length !== series.length || (histograms !== undefined && histograms.length !== series.length))
    throw new RangeError(`${series.length} series have ${values.length} values`);
  if (series.length > mostSeriesInLayout) throw new RangeError(`${series.length} series are too many for one scrape`);
  checkHistograms(histograms);
  checkIds(series);
}

/** What has no 32 bits would be stored as another one, or in another slot. */
function checkIds(series: ArrayLike<number>): void {
  if (series instanceof Uint32Array) return;
  const wrong: number[] = [];
  for (let i = 0; i < series.length; i += 1) {
    const id = series[i] as number;
    if (id >>> 0 !== id) wrong.push(id);
  }
  if (wrong.length > 0) throw new UnknownSeriesError(wrong);
}

function appendToHead({ headWriter, room }: AppendParts, target: number, scrape: Scrape, counts: MutableCounts): void {
  const fitting = fittingSamples(room, scrape, counts);
  if (fitting.series.length > 0) headWriter.write(target, fitting, counts);
}

/** Without the histograms that their slot has no room for. */
function fittingSamples(room: HistogramRoom, scrape: ScrapeSamples, counts: MutableCounts): ScrapeSamples {
  const { timeMs, series, histograms } = scrape;
  if (histograms === undefined) return scrape;
  const slot = slotOf(timeMs);
  const kept = fittingRow(histograms, (i, histogram) => room.take(slot, series[i] as number, histogram));
  if (kept === undefined) return scrape;
  counts.refused += series.length - kept.length;
  return pick(scrape, kept);
}

/** There are rows of that time: what they have stays, what they have not is a row of its own. */
function appendBeside(
  { chains, headWriter, room, checkSeries }: AppendParts,
  target: number,
  there: readonly { readonly id: number; readonly layout: number }[],
  scrape: Scrape,
  counts: MutableCounts,
): void {
  const found = new Map<number, Found>();
  for (const { id, layout } of there) {
    const row = chains.rowAt(layout, id);
    eachSample(row, (index, histogram) => found.set(row.series[index] as number, { row, index, histogram }));
  }
  const words = wordsOf(scrape.values);
  const fresh = new Map<number, number>();
  for (let i = 0; i < scrape.series.length; i += 1) {
    const id = scrape.series[i] as number;
    const earlier = fresh.get(id);
    const before = found.get(id);
    if (before === undefined && earlier === undefined) fresh.set(id, i);
    else {
      const histogram = before === undefined ? scrape.histograms?.[earlier as number] : before.histogram;
      const [thereWords, at] = before === undefined ? [words, earlier as number] : [before.row.words, before.index];
      const same = sameBits(thereWords, at, histogram, words, i, scrape.histograms?.[i]);
      counts[same ? 'duplicate' : 'conflicting'] += 1;
    }
  }
  if (fresh.size === 0) return;
  const picked = pick(scrape, [...fresh.values()]);
  checkSeries(Uint32Array.from(picked.series));
  const some = fittingSamples(room, picked, counts);
  if (some.series.length === 0) return;
  headWriter.writeApart(target, some);
  counts.added += some.series.length;
  if (scrape.timeMs < headWriter.lastMs(target)) counts.outOfOrder += some.series.length;
}

function pick({ timeMs, series, values, histograms }: ScrapeSamples, indices: readonly number[]): ScrapeSamples {
  const some = new Float64Array(indices.length);
  const from = wordsOf(values);
  const to = wordsOf(some);
  indices.forEach((i, n) => {
    to[2 * n] = from[2 * i] as number;
    to[2 * n + 1] = from[2 * i + 1] as number;
  });
  return {
    timeMs,
    series: indices.map((i) => series[i] as number),
    values: some,
    histograms: histograms === undefined ? undefined : indices.map((i) => histograms[i]),
  };
}

/** Series by series, as each has a chunk: some ten times as much work as a scrape that comes in time. */
function appendLate({ inHistory, chunks, checkSeries }: AppendParts, scrape: Scrape, counts: MutableCounts): void {
  const { series, values, histograms } = scrape;
  const timesMs = Float64Array.of(scrape.timeMs);
  const slot = slotOf(scrape.timeMs);
  inHistory.run(() => {
    checkSeries(Uint32Array.from(series));
    for (let i = 0; i < series.length; i += 1) {
      const histogram = histograms?.[i];
      const one = {
        timesMs,
        values: values.subarray(i, i + 1),
        histograms: histogram === undefined ? undefined : [histogram],
      };
      chunks.put(slot, series[i] as number, one, counts);
    }
    chunks.finish();
  });
  // Something of the target that is later is in chunks.
  counts.outOfOrder = counts.added;
}
