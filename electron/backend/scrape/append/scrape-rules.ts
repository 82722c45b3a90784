/** What holds for the scrapes of a target, beside its labels: as Prometheus's scrape_config has it. */
import type { Dialect } from '../../../../shared/exposition/exposition.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import type { RelabelRules } from '../../../../shared/relabel/relabel.ts';

/** 0 is no limit. What is over one fails the whole scrape, so that it is seen. */
export interface ScrapeLimits {
  readonly samples: number;
  readonly labels: number;
  readonly labelNameLength: number;
  readonly labelValueLength: number;
}

export const noLimits: ScrapeLimits = { samples: 0, labels: 0, labelNameLength: 0, labelValueLength: 0 };

export interface ScrapeRules {
  readonly honorLabels: boolean;
  /** Samples keep the times that the exposition gives them; else all of them have the scrape's. */
  readonly honorTimestamps: boolean;
  /** Of series whose samples have times of their own: where one is missing it ends, as all others do. */
  readonly trackTimestampsStaleness?: boolean;
  /** Of a native histogram that has classic buckets, too, these are kept beside it. */
  readonly classicHistograms?: boolean;
  readonly metricRules: RelabelRules;
  readonly limits: ScrapeLimits;
  readonly dialect: Dialect;
}

export interface ScrapedTarget {
  /** A name of its own for each target, for the history. */
  readonly name: string;
  /** Of its series: `publicLabels`. */
  readonly labels: Labels;
  readonly rules: ScrapeRules;
}
