/** What it costs this computer to scrape a source by itself. Has no code. */

/** What scraping costs. `…PerSecond` are means of the last minute, or of the time since the start. */
export interface ScrapeLoad {
  readonly targets: number;
  /** Of these, those whose last scrape succeeded. */
  readonly targetsUp: number;
  /** Of all targets, after their last scrapes. */
  readonly series: number;
  readonly underWay: number;
  /** Scrapes whose time has come, and that wait until others are done. */
  readonly waiting: number;
  /** Since the start: scrapes that began more than a second after their time. */
  readonly late: number;
  /** Since the start: scrapes that were left out, as the one before was not done yet. */
  readonly skipped: number;
  readonly scrapesPerSecond: number;
  readonly samplesPerSecond: number;
  /** As they came over the network, packed where they were. */
  readonly bytesPerSecond: number;
}
