/**
 * `npm run bench -- views`: the Alerts with their history, Rules and Configuration of the built application over a real Prometheus of 13,000 firing alerts
 * that fired thrice in the day before, 413 groups of rules and a configuration of some 20,000 lines: the longest task of the page's main thread while each
 * loads, a search is typed, it is scrolled, and it is read again. With BINNACLE_BENCH_STAGES=history only what has that in its name.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { stringify } from 'yaml';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { launchChromium, startWebApp } from '../e2e/web-host.ts';
import { backFill } from '../support/servers/back-fill.ts';
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

const minuteMs = 60_000;
const pastHours = 24;
const timesOfAnAlert = 3;
const minutesOfATime = 5;

/** When each of the alerts fired before, a sample a minute: each at times of its own, as in a night in which much happens. */
function* past(port: number, endMs: number): Generator<string> {
  yield '# TYPE ALERTS gauge\n';
  const room = (pastHours * 60) / timesOfAnAlert - 2 * minutesOfATime;
  for (let alert = 0; alert < alertCount; alert += 1) {
    const [fleet, ship] = [Math.floor(alert / shipsOfAGroup), alert % shipsOfAGroup];
    const own = `alertname="FleetOverloaded${fleet}",severity="${severityOf(fleet)}",team="team-${fleet % 40}"`;
    const load = `fleet="fleet-${fleet}",ship="ship-${fleet}-${ship}",port="port-${ship % 7}"`;
    const labels = `{alertstate="firing",${own},${load},instance="127.0.0.1:${port}",job="ships"}`;
    let text = '';
    for (let time = 0; time < timesOfAnAlert; time += 1) {
      const startMin = (time * pastHours * 60) / timesOfAnAlert + ((fleet * 7 + ship * 3 + time * 11) % room);
      for (let n = 0; n < minutesOfATime; n += 1) {
        const atMs = endMs - (pastHours * 60 - startMin - n) * minuteMs;
        text += `ALERTS${labels} 1 ${atMs / 1000}\n`;
      }
    }
    yield text;
  }
  yield '# EOF\n';
}

const severityOf = (group: number) => (group % 3 === 0 ? 'critical' : 'warning');

const rules = stringify({
  groups: Array.from({ length: groupCount }, (_, group) => ({
    name: `team-${group % 40}/group-${group}`,
    interval: '15s',
    rules: [
      { record: `fleet${group}:ship_load:sum`, expr: `sum by (port) (ship_load{fleet="fleet-${group}"})` },
      {
        ...{ alert: `FleetOverloaded${group}`, expr: `ship_load{fleet="fleet-${group}"} > 0` },
        labels: { severity: severityOf(group), team: `team-${group % 40}` },
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

/** Rules of the history whose alerts are looked at, too. */
const unfolded = 3;

async function chooseWindow(page: Page, length: string): Promise<void> {
  const shown = () => page.getByText(/^\d{4}-\S+ \S+ to \d{4}-/).innerText();
  const before = await shown();
  await page.getByRole('radio', { name: length, exact: true }).click();
  await until(length, async () => (await shown()) !== before);
  await sleep(2 * lookMs);
}

const all: Stages = {
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
  'alert-history-load': async (page) => {
    await tab(page, 'Alerts');
    await page.getByRole('radio', { name: 'History', exact: true }).click();
    await until('what fired', async () => (await grid(page).count()) > 0 && (await rowCount(page)) >= firingGroups);
    await sleep(lookMs);
  },
  'alert-history-unfold': async (page) => {
    await page.getByRole('main').focus();
    await page.keyboard.press('j');
    for (let rule = 0; rule < unfolded; rule += 1) {
      await page.keyboard.press('ArrowRight');
      await until('its alerts', async () => (await rowCount(page)) >= firingGroups + (rule + 1) * shipsOfAGroup);
      for (let down = 0; down <= shipsOfAGroup; down += 1) await page.keyboard.press('ArrowDown');
    }
  },
  'alert-history-scroll': (page) => scrollThrough(page, grid(page)),
  'alert-history-type': (page) => typeSearches(page, ['fleet-12', 'critical', 'ship-7-3', 'zzzz']),
  'alert-history-window': async (page) => {
    for (const length of ['6 h', '3 d', '1 d']) await chooseWindow(page, length);
  },
  'alert-history-refresh': refreshThrice,
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

const wanted = process.env.BINNACLE_BENCH_STAGES ?? '';
const stages: Stages = Object.fromEntries(Object.entries(all).filter(([name]) => name.includes(wanted)));

async function main(): Promise<void> {
  await ensureBuilt();
  const body = ships();
  const exporter = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  const { port } = exporter.address() as AddressInfo;
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-views-'));
  const dataDir = join(directory, 'prometheus');
  mkdirSync(dataDir);
  await backFill(dataDir, past(port, Date.now() - minuteMs));
  const prometheus = await startPrometheus({ config: configuration(port), rules: [rules], dataDir });
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
