/** What scrapes for a source, as others have it. This file is an interface; `startScraping` makes one. It has no code. */
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { Dialect } from '../../../shared/exposition/exposition.ts';
import type { ScrapeLoad } from '../../../shared/model/scrape-load.ts';
import type { HistoryService } from '../history/service/history-service.ts';
import type { Clock, LogSink, PowerEvent } from '../ports.ts';
import type { SourceTargets } from '../sources/source.ts';
import type { ScrapePractice } from './practice/scrape-practice.ts';
import type { ScrapePlan } from './scrape-plan.ts';

export interface ScrapeDeps {
  readonly history: Pick<HistoryService, 'writer'>;
  readonly clock: Clock;
  readonly log: LogSink;
  /** Binnacle's own, for who is asked. */
  readonly version: string;
  /** What spreads the targets over their interval beside their own names: by default this computer's name, so that two do not ask at once. */
  readonly salt?: string;
  /** How expositions and rules are read; '3' by default. */
  readonly dialect?: Dialect;
  /** What tells that the machine wakes up: targets are due at once as they are then. Default: they are with the next look at the clock. */
  readonly onPower?: Event<PowerEvent>;
  /** Of this process; default: there is none. */
  readonly practice?: Pick<ScrapePractice, 'scraped'>;
}

/**
 * From `startScraping` on, targets are scraped until `close`. That ends all of them: what is under way is aborted, their series end with stale
 * markers, and the source's writer closes; it takes 500 ms at most. Discoveries and routes of the plan stay their owner's: close them after.
 */
export interface ScrapedSource extends AsyncDisposable {
  readonly targets: SourceTargets;
  /** The time of the newest scrape that is in the history and found its target up. */
  lastMs(): number | undefined;
  load(): ScrapeLoad;
  /** Of targets and their health, twice a second at most. */
  readonly onDidChange: Event<void>;
  /** Another plan for the same origin: targets that are in both go on as if nothing had happened. */
  replan(plan: ScrapePlan): void;
}
