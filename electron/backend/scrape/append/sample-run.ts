/**
 * The samples of one body as rows for the history: labels of new lines, limits, times, and what Prometheus counts of it. A body that is
 * wrong somewhere, or over a limit, has no rows; what stood before that still counts as seen.
 */
import type { ParsedExposition } from '../../../../shared/exposition/exposition.ts';
import { type ExpositionError, NewLinesError } from '../../../../shared/exposition/exposition-error.ts';
import { noId } from '../../../../shared/exposition/line-cache.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { sampleLabels } from '../../../../shared/relabel/sample-labels.ts';
import { labelLimitProblem } from './label-limits.ts';
import type { OwnTimes, TimeLook } from './own-times.ts';
import { RowBuilder } from './row-builder.ts';
import type { ScrapeReport } from './scrape-call.ts';
import type { ScrapedTarget } from './scrape-rules.ts';
import { droppedId, type LineMark, type TargetLines, unstoredId } from './target-lines.ts';

export interface ReadBody {
  readonly lines: TargetLines;
  /** With an error, what stands before it. */
  readonly parsed: ParsedExposition;
  readonly error: ExpositionError | undefined;
}

export interface BuiltSamples {
  /** Those of the scrape's own time. */
  readonly row: RowBuilder;
  /** Those with times of their own. */
  readonly timed: readonly RowBuilder[];
  readonly report: ScrapeReport;
  /** Series with a sample of the scrape's own time. */
  readonly tracked: Uint32Array<ArrayBuffer>;
  /** Where the next scrape has none of them, they are stale: those, and with `trackTimestampsStaleness` all others that it has. */
  readonly ending: Uint32Array<ArrayBuffer>;
  /** It is stored: what was learnt from it holds. */
  commit(): void;
}

/** A series that has no id yet, and where its samples are. */
interface FreshSeries {
  readonly line: number;
  readonly labels: Labels;
  readonly places: { readonly row: RowBuilder; readonly at: number }[];
  /** A sample of it is to be stored. */
  isTaken: boolean;
}

interface Refused {
  readonly message: string;
  readonly place: ScrapeReport['place'];
}

type Register = (labels: readonly Labels[]) => readonly number[];

/** What stands in a row until there is an id. */
const placeholder = 0;

const overLimit = 'sample limit exceeded';

export class SampleRun {
  readonly #target: ScrapedTarget;
  readonly #body: ReadBody;
  readonly #ids: Uint32Array;
  readonly #ownTimes: OwnTimes;
  readonly #row: RowBuilder;
  readonly #timed = new Map<number, RowBuilder>();
  /** By line, in their order: its labels are made once, whatever becomes of its samples. */
  readonly #fresh = new Map<number, FreshSeries>();
  readonly #isLimited: boolean;
  /** Rules may drop a sample, which then counts for no limit. */
  readonly #hasRules: boolean;
  #scraped = 0;
  #kept = 0;
  /** That were to be appended: what is refused for its time counts. */
  #attempts = 0;
  #seriesAdded = 0;
  #isOverLimit = false;
  #refused: Refused | undefined;

  /** @param timeMs of the scrape; `ownTimes` has begun */
  constructor(target: ScrapedTarget, body: ReadBody, ownTimes: OwnTimes, timeMs: number) {
    this.#target = target;
    this.#body = body;
    this.#ids = body.lines.cache.ids;
    this.#ownTimes = ownTimes;
    const { limits, metricRules } = target.rules;
    const samples = body.parsed.count + body.parsed.histograms.length;
    this.#isLimited = limits.samples > 0;
    this.#hasRules = metricRules.configs.length > 0;
    // A body of which not all was read, as it has too many lines: no labels are made for it.
    this.#isOverLimit = body.error instanceof NewLinesError && !this.#hasRules;
    this.#row = new RowBuilder(timeMs, (this.#isLimited ? Math.min(samples, limits.samples) : samples) + 8);
  }

  /** Looks at all samples: to be called once, first. */
  take(): void {
    const { parsed, lines } = this.#body;
    lines.beginRun();
    this.#takeNumbers(parsed);
    if (this.#refused === undefined) this.#takeHistograms(parsed);
  }

  /** The label sets that `build` wants ids for; none where nothing is to be stored. */
  unregistered(): readonly Labels[] {
    return this.#failure() === undefined ? this.#taken().map(({ labels }) => labels) : [];
  }

  /** @param register gives the ids of label sets. @throws AppError history.* */
  build(register: Register): BuiltSamples {
    const failure = this.#failure();
    const isRefusedSample = this.#refused === undefined && this.#body.error?.hasSample === true;
    const scraped = this.#scraped + (isRefusedSample ? 1 : 0);
    const counts = { scraped, kept: this.#kept, seriesAdded: this.#seriesAdded };
    const report = { ...counts, error: failure?.message, place: failure?.place };
    if (failure !== undefined) {
      const tracked = this.#row.series.filter((id) => id !== placeholder);
      const commit = () => {
        for (const { line, isTaken } of this.#fresh.values()) if (isTaken) this.#ids[line] = unstoredId;
      };
      const ending = this.#ending(tracked, [...this.#timed.values()]);
      return { row: new RowBuilder(this.#row.timeMs), timed: [], report, tracked, ending, commit };
    }
    const idOf = this.#register(register);
    const tracked = this.#row.series.slice();
    const timed = [...this.#timed.values()];
    return {
      row: this.#row,
      timed,
      report,
      tracked,
      ending: this.#ending(tracked, timed),
      commit: () => this.#commit(idOf),
    };
  }

  #failure(): Refused | undefined {
    return this.#refused ?? failureOf(this.#body.error) ?? this.#limitFailure();
  }

  /** Those whose samples are to be stored, and which have no id yet. */
  #taken(): readonly FreshSeries[] {
    return [...this.#fresh.values()].filter(({ isTaken }) => isTaken);
  }

  #ending(tracked: Uint32Array<ArrayBuffer>, timed: readonly RowBuilder[]): Uint32Array<ArrayBuffer> {
    if (this.#target.rules.trackTimestampsStaleness !== true || timed.length === 0) return tracked;
    const all = new Set(tracked);
    for (const { series } of timed) for (const id of series) if (id !== placeholder) all.add(id);
    return Uint32Array.from(all);
  }

  /** @returns the ids of lines that had none */
  #register(register: Register): ReadonlyMap<number, number> {
    const fresh = this.#taken();
    if (fresh.length === 0) return new Map();
    const ids = register(fresh.map(({ labels }) => labels));
    const idOf = new Map<number, number>();
    fresh.forEach(({ line, places }, i) => {
      const id = ids[i] as number;
      idOf.set(line, id);
      for (const { row, at } of places) row.setSeries(at, id);
    });
    return idOf;
  }

  #commit(idOf: ReadonlyMap<number, number>): void {
    for (const [line, id] of idOf) this.#ids[line] = id;
    this.#ownTimes.commit((key) => (key < 0 ? (idOf.get(keyOfLine(key)) ?? key) : key));
  }

  #takeNumbers({ count, lines, values, timesMs, lineNumbers }: ParsedExposition): void {
    const words = new Uint32Array(values.buffer, values.byteOffset, 2 * count);
    for (let i = 0; i < count; i += 1) {
      const line = lines[i] as number;
      const row = this.#rowFor(line, timesMs[i] as number);
      if (row !== undefined)
        this.#placed(line, row, row.add(this.#idInRow(line), words[2 * i] as number, words[2 * i + 1] as number));
      else if (this.#refused !== undefined) {
        this.#refused = { ...this.#refused, place: { line: lineNumbers[i] as number, column: 1 } };
        return;
      }
    }
  }

  #takeHistograms({ histograms }: ParsedExposition): void {
    for (const { line, timeMs, histogram } of histograms) {
      const row = this.#rowFor(line, timeMs ?? Number.NaN);
      if (row !== undefined) this.#placed(line, row, row.addHistogram(this.#idInRow(line), histogram));
      else if (this.#refused !== undefined) return;
    }
  }

  #idInRow(line: number): number {
    const id = this.#ids[line] as number;
    return id < unstoredId ? id : placeholder;
  }

  #placed(line: number, row: RowBuilder, at: number): void {
    if ((this.#ids[line] as number) >= unstoredId) this.#fresh.get(line)?.places.push({ row, at });
  }

  /** Counts the sample. @returns where it goes; undefined for nowhere, or where the labels of its series refuse the body */
  #rowFor(line: number, ownMs: number): RowBuilder | undefined {
    this.#scraped += 1;
    const id = this.#ids[line] as number;
    if (id === droppedId) return undefined;
    if (this.#isOverLimit && (id < unstoredId || !this.#hasRules)) {
      // Whatever its labels are, nothing is stored; it counts.
      this.#kept += 1;
      return undefined;
    }
    const fresh = id < unstoredId ? undefined : this.#freshSeries(line);
    if (id >= unstoredId && fresh === undefined) return undefined;
    this.#kept += 1;
    const isTimed = !Number.isNaN(ownMs) && this.#target.rules.honorTimestamps;
    const mark = this.#body.lines.mark(line, isTimed);
    if (this.#isBeyondLimit(!isTimed && mark !== 'new')) return undefined;
    // The first stays. Prometheus 3 looks at the line, 2.42 at the time.
    if (!isTimed && (mark === 'untimed' || (mark === 'timed' && this.#target.rules.dialect === '3'))) return undefined;
    const look = this.#lookAtTime(fresh === undefined ? id : keyOfLine(line), isTimed ? ownMs : undefined, mark);
    if (look === 'refused') return undefined;
    if (fresh !== undefined && !fresh.isTaken) {
      if (id === noId) this.#seriesAdded += 1;
      fresh.isTaken = true;
    }
    if (look === 'same') return undefined;
    return isTimed ? this.#timedRow(ownMs) : this.#row;
  }

  #lookAtTime(series: number, ownMs: number | undefined, mark: LineMark): TimeLook {
    if (ownMs !== undefined) return this.#ownTimes.look(series, ownMs, mark === 'untimed');
    return this.#ownTimes.isAhead && !this.#ownTimes.isInTime(series) ? 'refused' : 'later';
  }

  #isBeyondLimit(isDuplicate: boolean): boolean {
    if (!this.#isLimited) return false;
    // Prometheus 3 knows such a line before it asks storage, which counts.
    if (!isDuplicate || this.#target.rules.dialect === '2.42') this.#attempts += 1;
    if (this.#attempts > this.#target.rules.limits.samples) this.#isOverLimit = true;
    return this.#isOverLimit;
  }

  /** @returns undefined where it is dropped, or refuses the body */
  #freshSeries(line: number): FreshSeries | undefined {
    const known = this.#fresh.get(line);
    if (known !== undefined) return known;
    const { labels: target, rules } = this.#target;
    const labelling = { target, honorLabels: rules.honorLabels, rules: rules.metricRules };
    const result = sampleLabels(labelling, this.#body.lines.cache.exposed(line));
    if (result.kind === 'dropped') {
      this.#ids[line] = droppedId;
      return undefined;
    }
    const message = result.kind === 'failed' ? result.message : labelLimitProblem(result.labels, rules.limits);
    if (message !== undefined) this.#refused = { message, place: undefined };
    if (result.kind === 'failed' || message !== undefined) return undefined;
    const made: FreshSeries = { line, labels: result.labels, places: [], isTaken: false };
    this.#fresh.set(line, made);
    return made;
  }

  #timedRow(timeMs: number): RowBuilder {
    const known = this.#timed.get(timeMs);
    if (known !== undefined) return known;
    const made = new RowBuilder(timeMs);
    this.#timed.set(timeMs, made);
    return made;
  }

  #limitFailure(): Refused | undefined {
    return this.#isOverLimit ? { message: overLimit, place: undefined } : undefined;
  }
}

/** Of a line without an id, for `OwnTimes`: a number that is no id; and the line of it. */
function keyOfLine(line: number): number {
  return -1 - line;
}

function failureOf(error: ExpositionError | undefined): Refused | undefined {
  if (error === undefined) return undefined;
  // No line of it is wrong.
  if (error instanceof NewLinesError) return { message: overLimit, place: undefined };
  return { message: error.reason, place: { line: error.line, column: error.column } };
}
