/** What a real node-exporter and a real Prometheus expose, fetched again and again, as if it had been scraped every 15 s. */
import { parseSeries, seriesTextOf } from '../../electron/backend/history/transfer/open-metrics-line.ts';
import { parseGoFloat } from '../../shared/format/go-float.ts';
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
  readonly #indices = new Map<string, number>();
  readonly #scrapes: BenchScrape[] = [];

  constructor(job: string) {
    this.#job = job;
  }

  /** @param body in the text format 0.0.4, without timestamps */
  add(timeMs: number, body: string): void {
    const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const series = new Int32Array(lines.length);
    const values = new Float64Array(lines.length);
    for (const [at, line] of lines.entries()) {
      const text = seriesTextOf(line);
      const value = parseGoFloat(line.slice(text.length).trim());
      if (value === undefined) throw new Error(`${JSON.stringify(line)} is no sample`);
      series[at] = this.#indexOf(text);
      values[at] = value;
    }
    this.#scrapes.push({ timeMs, series, values });
  }

  target(): BenchTarget {
    return { name: this.#job, labels: this.#labels, scrapes: () => this.#scrapes };
  }

  #indexOf(text: string): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    const own = [...labelPairs(parseSeries(text)), ['job', this.#job], ['instance', `${this.#job}:80`]] as const;
    this.#indices.set(text, this.#labels.length);
    return this.#labels.push(labelsFromPairs(own)) - 1;
  }
}
