/** What the process that scrapes for the benchmark is told, and what it tells at its end. */
import type { ScrapeLoad } from '../../shared/model/scrape-load.ts';

export interface ScraperPlan {
  readonly dataDir: string;
  /** Of the exporter. */
  readonly port: number;
  readonly paths: readonly string[];
  readonly intervalMs: number;
  /** Its folder has `history-writer.js` and `history-reader.js`. */
  readonly workers: string;
}

export type ScraperReport = ScrapeLoad;
