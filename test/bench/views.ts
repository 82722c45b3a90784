/**
 * `npm run bench -- views`: the Alerts, Rules and Configuration of the built application over a real Prometheus of 13,000 firing alerts, 413 groups of
 * rules and a configuration of some 20,000 lines: the longest task of the page's main thread while each loads, a search is typed, it is scrolled, and
 * it is read again.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { stringify } from 'yaml';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { launchChromium, startWebApp } from '../e2e/web-host.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { report } from './harness.ts';
import {
  lookMs,
  measureRounds,
  refreshThrice,
  type Stages,
  scrollThrough,
  typeSearches,
  until,
} from './view-rounds.ts';

const groupCount = 413;
/** Of these groups, those with an alert on each of their ships. */
const firingGroups = 130;
const shipsOfAGroup = 100;
const alertCount = firingGroups * shipsOfAGroup;
const jobCount = 700;
const context = 'many alerts';

function ships(): string {
  const lines: string[] = [];
  for (let fleet = 0; fleet < firingGroups; fleet += 1)
    for (let ship = 0; ship < shipsOfAGroup; ship += 1)
      lines.push(`ship_load{fleet="fleet-${fleet}",ship="ship-${fleet}-${ship}",port="port-${ship % 7}"} ${ship + 1}`);
  return `${lines.join('\n')}\n`;
}

const rules = stringify({
  groups: Array.from({ length: groupCount }, (_, group) => ({
    name: `team-${group % 40}/group-${group}`,
    interval: '15s',
    rules: [
      { record: `fleet${group}:ship_load:sum`, expr: `sum by (port) (ship_load{fleet="fleet-${group}"})` },
      {
        ...{ alert: `FleetOverloaded${group}`, expr: `ship_load{fleet="fleet-${group}"} > 0` },
        labels: { severity: group % 3 === 0 ? 'critical' : 'warning', team: `team-${group % 40}` },
        annotations: {
          summary: '{{ $labels.ship }} of {{ $labels.fleet }} carries {{ $value }} tonnes.',
          runbook_url: `https://runbooks.example/fleet-${group}`,
        },
      },
      { alert: `FleetAdrift${group}`, expr: `absent(ship_load{fleet="fleet-${group}"}) < 0`, for: '10m' },
    ],
  })),
});

/** Jobs without a target, each with rules of relabelling: a long text, and no load. */
function configuration(port: number): string {
  const relabelling = Array.from({ length: 6 }, (_, n) => ({
    ...{ source_labels: [`__meta_kubernetes_pod_label_${n}`], regex: '(.+)', target_label: `label_${n}` },
  }));
  return stringify({
    global: { scrape_interval: '15s', evaluation_interval: '15s' },
    rule_files: ['rules-0.yml'],
    scrape_configs: [
      { job_name: 'ships', static_configs: [{ targets: [`127.0.0.1:${port}`] }] },
      ...Array.from({ length: jobCount }, (_, n) => ({
        ...{ job_name: `serviceMonitor/team-${n % 40}/service-${n}/0`, relabel_configs: relabelling },
      })),
    ],
  });
}

const grid = (page: Page) => page.getByRole('treegrid');
const rowCount = async (page: Page) => Number((await grid(page).getAttribute('aria-rowcount')) ?? 0);
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

const stages: Stages = {
  'alerts-load': async (page) => {
    await tab(page, 'Alerts');
    await until('the rules', async () => (await grid(page).count()) > 0 && (await rowCount(page)) > firingGroups);
    await sleep(lookMs);
  },
  'alerts-type': (page) => typeSearches(page, ['fleet-12', 'critical', 'ship-7-3', 'zzzz']),
  'alerts-by-label': async (page) => {
    await page.getByRole('button', { name: /^Alerts stand together by/ }).click();
    await page.getByRole('menuitemradio', { name: 'port', exact: true }).click();
    await sleep(2 * lookMs);
  },
  'alerts-scroll': (page) => scrollThrough(page, grid(page)),
  'alerts-refresh': refreshThrice,
  'rules-load': async (page) => {
    await tab(page, 'Rules');
    await until('the groups', async () => (await grid(page).count()) > 0 && (await rowCount(page)) >= groupCount);
    await sleep(lookMs);
  },
  'rules-type': (page) => typeSearches(page, ['group-12', 'absent(', 'FleetOverloaded7', 'zzzz']),
  'rules-scroll': (page) => scrollThrough(page, grid(page)),
  'configuration-load': async (page) => {
    await tab(page, 'Configuration');
    await page.getByText('scrape_configs:').first().waitFor();
    await sleep(lookMs);
  },
  'configuration-type': (page) => typeSearches(page, ['service-12', '__meta_kubernetes', 'zzzz']),
  'configuration-scroll': (page) => scrollThrough(page, page.getByText('scrape_interval').first()),
  'configuration-wrap': async (page) => {
    await page.getByRole('button', { name: 'Wrap lines', exact: true }).click();
    await sleep(lookMs);
    await scrollThrough(page, page.getByText('scrape_interval').first());
  },
};

async function main(): Promise<void> {
  await ensureBuilt();
  const body = ships();
  const exporter = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  const { port } = exporter.address() as AddressInfo;
  const prometheus = await startPrometheus({ config: configuration(port), rules: [rules] });
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-views-'));
  const address = { id: 'alerts', name: context, url: prometheus.url, headers: [], matchers: '' };
  const more = { auth: { kind: 'none' }, insecureSkipTlsVerify: false };
  const settings = { version: 2, addresses: [{ ...address, ...more }] };
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  const app = await startWebApp({
    dataDir: directory,
    env: { HOME: directory, KUBECONFIG: join(directory, 'none') },
  });
  const browser = await launchChromium();
  try {
    await until(`${alertCount} alerts`, async () => {
      const answer = await (await fetch(`${prometheus.url}/api/v1/alerts`)).json();
      return answer.data.alerts.length >= alertCount;
    });
    const { figures, longest } = await measureRounds({ browser, url: app.url, context, stages });
    report('views', figures, { longestTaskCpuMs: longest });
  } finally {
    await browser.close();
    await app.close();
    await prometheus.stop();
    exporter.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
