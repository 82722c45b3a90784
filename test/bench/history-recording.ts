/** What a real node-exporter and a real Prometheus expose, fetched again and again, as if it had been scraped every 15 s. */
import { LineCache } from '../../shared/exposition/line-cache.ts';
import { TextParser } from '../../shared/exposition/text-parser.ts';
import { type Labels, labelPairs, labelsFromPairs } from '../../shared/model/labels.ts';
import { plainRequest } from '../support/http.ts';
import { startNodeExporter } from '../support/servers/node-exporter.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import type { BenchScrape, BenchTarget } from './history-scrapes.ts';

const everyMs = 15_000;

export interface RecordingOptions {
  readonly scrapes: number;
  readonly pauseMs: number;
  /** Of the first scrape. */
  readonly startMs: number;
}

/** The Prometheus scrapes both, each second. */
export async function realTargets(options: RecordingOptions): Promise<readonly BenchTarget[]> {
  const exporter = await startNodeExporter();
  try {
    const jobs = [{ job: 'node', targets: [`127.0.0.1:${exporter.port}`] }];
    const prometheus = await startPrometheus({ jobs, scrapeItself: true });
    try {
      return await record({ node: exporter.url, prometheus: prometheus.url }, options);
    } finally {
      await prometheus.stop();
    }
  } finally {
    await exporter.stop();
  }
}

async function record(
  urls: Readonly<Record<string, string>>,
  { scrapes, pauseMs, startMs }: RecordingOptions,
): Promise<readonly BenchTarget[]> {
  const recordings = Object.entries(urls).map(([job, url]) => ({ url, into: new Recording(job) }));
  for (let k = 0; k < scrapes; k += 1) {
    const paused = new Promise((resolve) => setTimeout(resolve, pauseMs));
    for (const { url, into } of recordings) {
      const { status, body } = await plainRequest(`${url}/metrics`);
      if (status !== 200) throw new Error(`${url}/metrics answered ${status}`);
      into.add(startMs + k * everyMs, body);
    }
    await paused;
  }
  return recordings.map(({ into }) => into.target());
}

/** The bodies of one target. */
class Recording {
  readonly #job: string;
  readonly #labels: Labels[] = [];
  readonly #cache = new LineCache();
  readonly #parser = new TextParser('text', { cache: this.#cache, dialect: '2.42' });
  readonly #scrapes: BenchScrape[] = [];

  constructor(job: string) {
    this.#job = job;
  }

  /** @param body in the text format 0.0.4, without timestamps */
  add(timeMs: number, body: string): void {
    const parsed = this.#parser.parse(new TextEncoder().encode(body));
    for (const line of parsed.newLines()) this.#cache.ids[line] = this.#push(this.#cache.labels(line));
    const series = Int32Array.from(parsed.lines.subarray(0, parsed.count), (line) => this.#cache.ids[line] ?? 0);
    this.#scrapes.push({ timeMs, series, values: parsed.values.slice(0, parsed.count) });
  }

  target(): BenchTarget {
    return { name: this.#job, labels: this.#labels, scrapes: () => this.#scrapes };
  }

  /** @returns its index */
  #push(labels: Labels): number {
    const own = [...labelPairs(labels), ['job', this.#job], ['instance', `${this.#job}:80`]] as const;
    return this.#labels.push(labelsFromPairs(own)) - 1;
  }
}
