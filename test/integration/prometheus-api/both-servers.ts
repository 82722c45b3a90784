/** The same OpenMetrics data in a real Prometheus 2.42 and in the development tool with its semantics. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { startPromapi } from '../../support/promapi/promapi-server.ts';
import { backFill } from '../../support/servers/back-fill.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import type { RealServer } from '../../support/servers/real-server.ts';

/** Seconds; the data lasts for half an hour. */
export const dataStart = 1_700_000_000;
const stepSeconds = 15;
const count = 120;

function* samples(series: string, valueAt: (index: number) => number | undefined): Generator<string> {
  for (let i = 0; i < count; i++) {
    const value = valueAt(i);
    if (value === undefined) continue;
    const text = Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';
    // Not every scrape comes on the second.
    yield `${series} ${text} ${dataStart + i * stepSeconds + (i % 7 === 3 ? 0.25 : 0)}\n`;
  }
}

const special = [
  Number.NaN,
  Infinity,
  -Infinity,
  -0,
  1e-7,
  1e21,
  5e-324,
  1.7976931348623157e308,
  0.1 + 0.2,
  123456789.123,
];

function* openMetricsText(): Generator<string> {
  const random = seededRandom(42);
  const noise = () => random() / 2 ** 32;
  yield '# TYPE temperature gauge\n# HELP temperature How warm it is.\n# UNIT temperature \n';
  for (const [room, floor] of [
    ['kitchen', '0'],
    ['<attic> & "roof"', '2'],
    ['Küche\\\\n', '1'],
    ['😀', '3'],
  ]) {
    yield* samples(`temperature{room="${room?.replaceAll('"', '\\"')}",floor="${floor}"}`, () => 20 + noise() * 5);
  }
  yield* samples('temperature{room="gone"}', (i) => (i < 40 ? i : undefined));
  yield '# TYPE http_requests counter\n# HELP http_requests Requests, with a \\"quote\\" and a\\nline break.\n';
  for (const code of ['200', '404', '500']) {
    for (const instance of ['a:1', 'b:2', 'c:3']) {
      let total = 0;
      yield* samples(`http_requests_total{code="${code}",instance="${instance}"}`, (i) => {
        total = i % 50 === 49 ? 0 : total + Math.floor(noise() * 10);
        return total;
      });
    }
  }
  yield '# TYPE latency_seconds histogram\n# UNIT latency_seconds seconds\n';
  const buckets = ['0.1', '0.5', '1.0', '+Inf'];
  for (const [nth, le] of buckets.entries()) {
    let total = 0;
    yield* samples(`latency_seconds_bucket{le="${le}"}`, () => {
      total += (nth + 1) * 3;
      return total;
    });
  }
  yield '# TYPE special gauge\n';
  yield* samples('special', (i) => special[i % special.length]);
  yield* samples('special{kind="rare"}', (i) => (i % 30 === 0 ? i : undefined));
  yield '# TYPE up gauge\n';
  yield* samples('up{job="a"}', (i) => (i % 20 === 19 ? 0 : 1));
  yield* samples('up{job="b"}', () => 1);
  yield '# EOF\n';
}

export interface BothServers extends AsyncDisposable {
  readonly prometheus: RealServer;
  /** http://127.0.0.1:PORT */
  readonly promapiUrl: string;
}

export async function startBothServers(): Promise<BothServers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'binnacle-promapi-'));
  const file = join(dataDir, 'data.om');
  await writeFile(file, [...openMetricsText()].join(''));
  await backFill(dataDir, openMetricsText());
  const prometheus = await startPrometheus({
    ...{ dataDir, config: 'global: {}', flags: ['--storage.tsdb.retention.time=100y'] },
  });
  const promapi = await startPromapi({ openMetrics: file, port: 0, semantics: 'v2' });
  const close = async () => {
    await promapi.close();
    await prometheus.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { prometheus, promapiUrl: promapi.url, close };
}
