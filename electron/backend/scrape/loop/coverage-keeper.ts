/** Writes down when a source was scraped, and why not where it was not, so that a record can say what its gaps are. */
import { gapDetails } from '../../../../shared/model/gap-details.ts';
import type { Span } from '../../history/coverage/spans.ts';
import type { Clock } from '../../ports.ts';

/** Of all that is scraped directly. */
const coverageRule = 'scrape';

interface CoverageDeps {
  readonly clock: Pick<Clock, 'now'>;
  /** @throws AppError history.* */
  readonly cover: (rule: string, span: Span) => Promise<void>;
  readonly hasTargets: () => boolean;
}

type State = Pick<Span, 'state' | 'detail'>;

const recorded: State = { state: 'recorded', detail: '' };
const unreachable: State = { state: 'unreachable', detail: gapDetails.noScrape };
const noTargets: State = { state: 'notRecorded', detail: gapDetails.noTarget };
const asleep: State = { state: 'asleep', detail: '' };

/** A shorter one is no gap in what is recorded: intervals are as long. */
const leastGapMs = 15_000;
/** In less, only targets that fail may have been due: what is up is scraped as often, mostly. */
const leastFailingMs = 30_000;

export class CoverageKeeper {
  readonly #deps: CoverageDeps;
  /** Until then it is written down; inclusive. */
  #toldMs: number;
  /** Since then. */
  #succeeded = false;
  #failed = false;
  #last: State | undefined;

  constructor(deps: CoverageDeps) {
    this.#deps = deps;
    this.#toldMs = Math.floor(deps.clock.now());
  }

  /** A scrape that was done, and whether its samples are in the history. */
  note(isStored: boolean): void {
    if (isStored) this.#succeeded = true;
    else this.#failed = true;
  }

  /** That none could be scraped is told only after half a minute of it. @throws AppError history.*: then it is in the next one */
  async tell(): Promise<void> {
    const isEarly = this.#deps.clock.now() - this.#toldMs < leastFailingMs;
    const state = isEarly && !this.#succeeded && this.#failed ? undefined : this.#stateOfNow();
    // No scrape was due since: the next one says how it is.
    if (state !== undefined) await this.#cover(state, Math.floor(this.#deps.clock.now()));
  }

  /** As `tell`, for the last time: where no scrape was due since, it goes on as it was. @throws AppError history.* */
  async end(): Promise<void> {
    const state = this.#stateOfNow() ?? this.#last;
    if (state !== undefined) await this.#cover(state, Math.floor(this.#deps.clock.now()));
  }

  /** The machine slept, or the clock was set. @throws AppError history.* */
  async gap(fromMs: number, toMs: number): Promise<void> {
    // Set back: what comes now was told of before.
    if (toMs <= fromMs) this.#toldMs = Math.min(this.#toldMs, toMs);
    if (toMs - fromMs < leastGapMs) return;
    const state = this.#stateOfNow() ?? this.#last;
    if (state !== undefined) await this.#cover(state, fromMs);
    this.#toldMs = Math.max(this.#toldMs, fromMs);
    await this.#cover(asleep, toMs);
  }

  #stateOfNow(): State | undefined {
    if (this.#succeeded) return recorded;
    if (this.#failed) return unreachable;
    return this.#deps.hasTargets() ? undefined : noTargets;
  }

  async #cover(state: State, endMs: number): Promise<void> {
    const startMs = this.#toldMs;
    if (endMs < startMs) return;
    const [succeeded, failed] = [this.#succeeded, this.#failed];
    // What is noted while it is written down counts for the next one.
    this.#succeeded = false;
    this.#failed = false;
    try {
      this.#toldMs = endMs;
      this.#last = state;
      await this.#deps.cover(coverageRule, { startMs, endMs, ...state });
    } catch (error) {
      this.#toldMs = Math.min(startMs, this.#toldMs);
      this.#succeeded ||= succeeded;
      this.#failed ||= failed;
      throw error;
    }
  }
}
