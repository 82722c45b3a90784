/** Targets whose values change from scrape to scrape as a benchmark says, and an HTTP server that a real Prometheus scrapes them from. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Labels, labelsFromPairs } from '../../shared/model/labels.ts';
import { seededRandom } from '../fuzz/random.ts';
import type { ScrapeGroup } from '../support/servers/prometheus.ts';
import { seriesText } from './history-scrapes.ts';

/** Series of one target, and their values as they change. */
export interface ChangingTarget {
  readonly name: string;
  readonly labels: readonly Labels[];
  /** Of now; changed in place. */
  readonly values: Float64Array;
  /** Counts up those that change. */
  readonly next: () => void;
}

export interface TargetOptions {
  readonly name: string;
  readonly seriesCount: number;
  /** Of the values, from one scrape to the next: others each time. */
  readonly changing: number;
  readonly seed: number;
}

const job = 'bench';

export function changingTarget({ name, seriesCount, changing, seed }: TargetOptions): ChangingTarget {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: seriesCount }, () => random() % 1e6);
  const labels = Array.from({ length: seriesCount }, (_, i) => labelsAt(name, i));
  return { name, labels, values, next: changerOf(values, changing, random) };
}

function labelsAt(instance: string, i: number): Labels {
  return labelsFromPairs([
    ['__name__', `http_requests_${i % 50}_total`],
    ['job', job],
    ['instance', instance],
    ['method', i % 2 === 0 ? 'GET' : 'POST'],
    ['path', `/api/v1/resource-${Math.floor(i / 50)}`],
  ]);
}

/** Apart, so that whoever keeps it keeps no labels. */
function changerOf(values: Float64Array, changing: number, random: () => number): () => void {
  const threshold = changing * 2 ** 32;
  return () => {
    for (let i = 0; i < values.length; i += 1) {
      if (random() < threshold) values[i] = (values[i] ?? 0) + 1 + (random() % 100);
    }
  };
}

/** @returns what makes a body of the target as it is now, without comments and without what the scraper adds. */
export function exposition({ labels, values }: ChangingTarget): () => string {
  const texts = labels.map((of) => `${seriesText(of, ['job', 'instance'])} `);
  return () => {
    let lines = '';
    for (let i = 0; i < texts.length; i += 1) lines += `${texts[i]}${values[i]}\n`;
    return lines;
  };
}

export interface BenchExporter {
  readonly job: string;
  readonly port: number;
  /** One a target. */
  readonly groups: readonly ScrapeGroup[];
  stop(): Promise<void>;
}

/** Each target has a path of its own, and its next values each time. */
export async function startBenchExporter(targets: readonly ChangingTarget[]): Promise<BenchExporter> {
  const pages = targets.map((target) => ({ next: target.next, text: exposition(target) }));
  const server = createServer((request, response) => {
    const page = pages[Number(request.url?.slice(1))];
    page?.next();
    response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': 'text/plain; version=0.0.4' });
    response.end(page?.text() ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    job,
    port,
    groups: targets.map(({ name }, at) => ({
      targets: [`127.0.0.1:${port}`],
      labels: { __metrics_path__: `/${at}`, instance: name },
    })),
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
