/** Binnacle's own runtime: the process that scrapes, stores and answers. Times are milliseconds since the epoch. Has no code. */
import type { ScrapeLoad } from './scrape-load.ts';

export interface OwnRuntime {
  readonly version: string;
  readonly host: 'desktop' | 'web';
  readonly startMs: number;
  /** `Node 24.1.0`, or `Electron 42.1.0, Node 24.1.0`. */
  readonly runsOn: string;
  /** `linux x64`. */
  readonly platform: string;
  readonly pid: number;
  /** That it may use. */
  readonly processors: number;
  readonly residentBytes: number;
  /** Of the main thread's JavaScript; its workers have heaps of their own. */
  readonly heapBytes: number;
  /** Used since the start, all threads together. */
  readonly cpuSeconds: number;
  /** Where the history is, and what Binnacle keeps beside the settings. */
  readonly dataDir: string;
  /** Undefined where the context is not scraped from here. */
  readonly load: ScrapeLoad | undefined;
}
