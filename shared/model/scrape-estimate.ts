/** What Binnacle would scrape in a cluster by itself, and what that would come to: shown before a person says yes. */
import type { AppErrorData } from '../base/errors.ts';

export interface EstimatedJob {
  readonly name: string;
  readonly targets: number;
  readonly everyMs: number;
  /** Of all its targets, by what one of them answers; undefined before it answered, or where it did not. */
  readonly series: number | undefined;
  readonly problem: AppErrorData | undefined;
}

export interface ScrapeEstimate {
  /** Nothing more is coming. */
  readonly done: boolean;
  readonly jobs: readonly EstimatedJob[];
  /** Of the jobs whose series are known. */
  readonly series: number;
  readonly bytesADay: number;
  /** What is left out, since it may not be read. */
  readonly problems: readonly AppErrorData[];
}
