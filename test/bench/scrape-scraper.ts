/** The scraping part of the backend, alone in a process, until its input ends; then it tells what it did. */
import { once } from 'node:events';
import { createHistoryService } from '../../electron/backend/history/service/history-service.ts';
import { createNetwork } from '../../electron/backend/network/create-network.ts';
import { createHttpPools } from '../../electron/backend/network/http-pool.ts';
import { noLimits } from '../../electron/backend/scrape/append/scrape-rules.ts';
import { createScrapePractice } from '../../electron/backend/scrape/practice/scrape-practice.ts';
import type { ScrapeJob, TargetDiscovery } from '../../electron/backend/scrape/scrape-plan.ts';
import { startScraping } from '../../electron/backend/scrape/start-scraping.ts';
import { defaultSettings } from '../../shared/model/settings.ts';
import type { ScraperPlan } from './scrape-plan.ts';

const [text = ''] = process.argv.slice(2);
const { dataDir, port, paths, intervalMs, workers } = JSON.parse(text) as ScraperPlan;
const log = { write: (_level: string, scope: string, message: string) => console.error(scope, message) };
const history = createHistoryService({ dataDir, log, workerUrl: (name) => new URL(`${name}.js`, workers) });
// The way to an exporter whose URL was typed.
const network = createNetwork({ settings: () => defaultSettings, env: {} });
const pool = createHttpPools(network)({ url: new URL(`http://127.0.0.1:${port}`) });
const discovery: TargetDiscovery = {
  groups: () => [
    {
      source: 'all',
      labels: [],
      targets: paths.map((path) => ['__address__', `127.0.0.1:${port}`, '__metrics_path__', path, 'instance', path]),
    },
  ],
  onDidChange: () => ({ dispose: () => undefined }),
  problems: () => [],
  dispose: () => undefined,
};
const job: ScrapeJob = {
  ...{ name: 'bench', intervalMs, timeoutMs: intervalMs, metricsPath: '/metrics', scheme: 'http', params: [] },
  ...{ honorLabels: false, honorTimestamps: true, relabelConfigs: [], metricRelabelConfigs: [], limits: noLimits },
  mostBodyBytes: 64 * 2 ** 20,
};
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
// One for the process, as the backend has it.
const practice = createScrapePractice({ clock, version: '0.1.0' });
const source = await startScraping(
  {
    origin: { kind: 'scraped', cluster: 'bench', server: '', name: 'bench', version: '' },
    jobs: [
      {
        ...{ job, discovery },
        route: {
          to: ({ url }) => ({
            requester: pool.requester,
            origin: url.origin,
            path: `${url.pathname}${url.search}`,
            redirects: 'own',
          }),
        },
      },
    ],
    mostAtOnce: 20,
  },
  { history, log, version: '0.1.0', clock, practice },
);
process.stdin.resume();
await once(process.stdin, 'end');
console.log(JSON.stringify(source.load()));
await practice.close();
await source.close();
await history.close();
await pool.close();
