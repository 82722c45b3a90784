/** Bodies served to a real Prometheus, each as a target of its own, and what it made of them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { plainRequest } from '../http.ts';
import { startPrometheus } from '../servers/prometheus.ts';

export interface ServedBody {
  readonly contentType: string;
  readonly body: Uint8Array;
}

interface ScrapedSeries {
  /** Without those of the target; `exported_job` for its own `job`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [timeMs: number, value: string])[];
  readonly hasHistograms: boolean;
}

export interface ShownHistogram {
  readonly count: string;
  readonly sum: string;
  /** Kind of bounds, lower one, upper one, count. */
  readonly buckets: readonly (readonly [bounds: number, lower: string, upper: string, count: string])[];
}

export interface ScrapedBody {
  /** Undefined where it was taken. */
  readonly lastError: string | undefined;
  /** `scrape_samples_scraped`, which counts those of a refused body, too. */
  readonly samples: number;
  readonly series: readonly ScrapedSeries[];
  /** Of the last scrape, as the API shows them. */
  readonly histograms: readonly ShownHistogram[];
  readonly metadata: readonly {
    readonly metric: string;
    readonly type: string;
    readonly help: string;
    readonly unit: string;
  }[];
}

/** Makes each body a target, beside `job` and `instance`. */
const bodyLabel = 'served_body';
const ownSeries = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'scrape_samples_post_metric_relabeling'];
const deadlineMs = 120_000;

/** @param bodies scraped in the time of an interval or two. @returns what became of each, in their order */
export async function scrapeBodies(bodies: readonly ServedBody[]): Promise<readonly ScrapedBody[]> {
  const server = createServer((request, response) => {
    const served = bodies[Number(request.url?.slice(1))];
    if (served?.contentType) response.setHeader('Content-Type', served.contentType);
    response.end(served?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const target = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const groups = bodies.map((_, at) => ({
    targets: [target],
    labels: { __metrics_path__: `/${at}`, [bodyLabel]: String(at), instance: 'served' },
  }));
  const scrapeInterval = `${Math.max(1, Math.ceil(bodies.length / 500))}s`;
  const prometheus = await startPrometheus({ scrapeInterval, jobs: [{ job: 'served', targets: [], groups }] });
  try {
    const errors = await lastErrors(prometheus.url, bodies.length);
    const [series, metadata] = [await allSeries(prometheus.url), await allMetadata(prometheus.url)];
    const samples = await allCounts(prometheus.url);
    const found: ScrapedBody[] = [];
    for (const [at, lastError] of errors.entries()) {
      const own = series.get(at) ?? [];
      // Each asked for alone: 2.42 mixes up the buckets of several in one answer.
      const histograms = own.some(({ hasHistograms }) => hasHistograms) ? await histogramsAt(prometheus.url, at) : [];
      const facts = { lastError, samples: samples.get(at) ?? 0 };
      found.push({ ...facts, series: own, histograms, metadata: metadata.get(at) ?? [] });
    }
    return found;
  } finally {
    await prometheus.stop();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

async function ask<Data>(url: string): Promise<Data> {
  const { status, body } = await plainRequest(url, { timeoutMs: 60_000 });
  const answer = JSON.parse(body) as { data?: Data; error?: string };
  if (status !== 200 || answer.data === undefined) throw new Error(`${url}: ${status} ${answer.error}`);
  return answer.data;
}

type TargetLabels = Readonly<Record<string, string>>;

async function lastErrors(url: string, count: number): Promise<(string | undefined)[]> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    type Target = { labels: TargetLabels; health: string; lastError: string };
    const { activeTargets } = await ask<{ activeTargets: readonly Target[] }>(`${url}/api/v1/targets?state=active`);
    if (activeTargets.length === count && activeTargets.every(({ health }) => health !== 'unknown')) {
      const errors = new Array<string | undefined>(count).fill(undefined);
      for (const { labels, health, lastError } of activeTargets) {
        if (health !== 'up') errors[Number(labels[bodyLabel])] = lastError;
      }
      return errors;
    }
    if (performance.now() > endMs) throw new Error('Prometheus has not scraped all of it');
    await pause(250);
  }
}

async function allSeries(url: string): Promise<Map<number, ScrapedSeries[]>> {
  const query = encodeURIComponent(`{${bodyLabel}!=""}[50m]`);
  const time = Date.now() / 1000 + 5;
  type Found = { metric: TargetLabels; values?: [number, string][]; histograms?: [number, unknown][] };
  const { result } = await ask<{ result: readonly Found[] }>(`${url}/api/v1/query?query=${query}&time=${time}`);
  const byBody = new Map<number, ScrapedSeries[]>();
  for (const { metric, values = [], histograms = [] } of result) {
    const { [bodyLabel]: at, job, instance, ...labels } = metric;
    if (job === undefined || instance === undefined || ownSeries.includes(labels.__name__ ?? '')) continue;
    if (labels.__name__ === 'scrape_series_added') continue;
    const series = {
      labels,
      samples: values.map(([seconds, value]) => [Math.round(seconds * 1000), value] as const),
      hasHistograms: histograms.length > 0,
    };
    byBody.set(Number(at), [...(byBody.get(Number(at)) ?? []), series]);
  }
  return byBody;
}

async function allCounts(url: string): Promise<Map<number, number>> {
  const query = encodeURIComponent(`scrape_samples_scraped{${bodyLabel}!=""}`);
  type Found = { metric: TargetLabels; value: [number, string] };
  const { result } = await ask<{ result: readonly Found[] }>(`${url}/api/v1/query?query=${query}`);
  return new Map(result.map(({ metric, value }) => [Number(metric[bodyLabel]), Number(value[1])]));
}

async function histogramsAt(url: string, at: number): Promise<readonly ShownHistogram[]> {
  const query = encodeURIComponent(`{${bodyLabel}="${at}"}`);
  type Found = { histogram?: [number, ShownHistogram] };
  const { result } = await ask<{ result: readonly Found[] }>(`${url}/api/v1/query?query=${query}`);
  return result.flatMap(({ histogram }) => (histogram === undefined ? [] : [histogram[1]]));
}

async function allMetadata(url: string): Promise<Map<number, ScrapedBody['metadata'][number][]>> {
  type Found = { target: TargetLabels; metric: string; type: string; help: string; unit: string };
  const found = await ask<readonly Found[]>(`${url}/api/v1/targets/metadata`);
  const byBody = new Map<number, ScrapedBody['metadata'][number][]>();
  for (const { target, metric, type, help, unit } of found) {
    const at = Number(target[bodyLabel]);
    byBody.set(at, [...(byBody.get(at) ?? []), { metric, type, help, unit }]);
  }
  return byBody;
}
