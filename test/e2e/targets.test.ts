/** The Targets view over a real Prometheus in a cluster: what is scraped, what fails, how it is searched, what was discovered; by pointer and keys. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, editor, search } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const missing = chromiumMissing ?? serverMissing('prometheus');

const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';
const healthyCount = 40;

interface Exporter {
  readonly port: number;
  stop(): Promise<void>;
}

/** Answers at once, however busy the machine is: only what is to be down is down. */
async function startExporter(): Promise<Exporter> {
  const server = createServer((_, response) => response.end('knots 7\nfathoms 12\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, stop };
}

/** Pools with healthy targets, with one that nothing listens for, with rules that change and drop, and those that are empty for either reason. */
function configuration(exporter: number, mortal: number): string {
  const address = `127.0.0.1:${exporter}`;
  const healthy = Array.from({ length: healthyCount }, (_, i) => ({
    targets: [address],
    labels: { instance: `indexer-${i}`, zone: `eu-1${'abc'[i % 3]}` },
  }));
  const rules = [
    { source_labels: ['__address__'], regex: 'unwanted.*', action: 'drop' },
    { source_labels: ['__meta_team'], target_label: 'team' },
    { source_labels: ['never'], regex: 'x', target_label: 'nothing' },
    { regex: 'spare', action: 'labeldrop' },
  ];
  const labels = { __meta_team: 'harbour', spare: 'wheel' };
  return stringify({
    global: { scrape_interval: '3s', scrape_timeout: '3s' },
    scrape_configs: [
      { job_name: 'indexer', static_configs: healthy },
      {
        job_name: 'ledger',
        static_configs: [{ targets: [address], labels: { instance: hostile } }, { targets: ['127.0.0.1:9'] }],
      },
      {
        ...{ job_name: 'relabelled', params: { module: ['http_2xx'] }, relabel_configs: rules },
        static_configs: [{ targets: [address, 'unwanted.example:80'], labels }],
      },
      { job_name: 'mortal', static_configs: [{ targets: [`127.0.0.1:${mortal}`] }] },
      { job_name: 'empty', static_configs: [] },
      {
        ...{ job_name: 'refused', relabel_configs: [{ source_labels: ['__address__'], regex: '.*', action: 'drop' }] },
        static_configs: [{ targets: ['ghost.example:1', 'ghost.example:2'] }],
      },
    ],
  });
}

describe.skipIf(missing !== undefined)(`the targets${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let exporter: Exporter;
  let mortal: Exporter;
  let prometheus: RealServer;
  let api: ApiServerDouble;
  let folder: string;
  let app: RunningApp;
  let opened: OpenPage;
  let page: Page;
  let grid: Locator;

  beforeAll(async () => {
    [exporter, mortal] = await Promise.all([startExporter(), startExporter()]);
    prometheus = await startPrometheus({ config: configuration(exporter.port, mortal.port) });
    const up = `${prometheus.url}/api/v1/query?query=${encodeURIComponent('count(up == 1)')}`;
    while (!(await (await fetch(up)).text()).includes(`"${healthyCount + 3}"`)) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    api = await startApiServer({ cluster: buildCluster('harbor').prometheus({ realPort: prometheus.port }).cluster });
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(
      join(folder, 'config'),
      kubeconfigYaml([api.context('admin', 'harbor'), api.context('admin', 'pier')]),
    );
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await prometheus?.stop();
    await Promise.all([exporter?.stop(), mortal?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    app = await startWebApp({ kubeconfig: [join(folder, 'config')] });
    opened = await openPage(browser, app.url);
    page = opened.page;
    grid = page.getByRole('treegrid');
    await contextButton(page, 'harbor').click();
    await page.getByRole('tab', { name: 'Targets' }).click();
    await pool('ledger').waitFor();
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    await app.close();
    expect(faults).toEqual([]);
  });

  const pool = (name: string) => grid.getByRole('row', { name: new RegExp(`^${name} `) });
  const target = (endpoint: string | RegExp) =>
    grid.locator('[role="row"][aria-level="2"]').filter({ has: page.getByRole('button', { name: endpoint }) });
  const dead = () => target(/^Copy http:\/\/127\.0\.0\.1:9\/metrics$/);
  const names = () =>
    grid
      .locator('[role="row"][aria-level="1"]')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('b')?.textContent ?? ''));
  const fact = (label: string) => page.locator('header dl > div', { hasText: label }).locator('dd');
  const focusedRow = () => page.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row'));
  const health = (name: RegExp) => page.getByRole('group', { name: 'Health' }).getByRole('button', { name });
  const find = () => page.getByRole('searchbox', { name: 'Find by endpoint, label or error' });

  it('lists pools, the broken one first and open, and says in the header how they are', async () => {
    await expect.poll(names).toEqual(['ledger', 'empty', 'indexer', 'mortal', 'refused', 'relabelled']);
    await expect.poll(() => pool('ledger').innerText()).toContain('1 of 2 up');
    await expect
      .poll(() => pool('ledger').getByRole('img').getAttribute('aria-label'))
      .toMatch(/^2 targets: 1 up, 1 down, 0 unknown\. The slowest takes [\d.]+ (m?s)\.$/);
    await expect
      .poll(() => dead().innerText())
      .toMatch(/Down[\s\S]*dial tcp 127\.0\.0\.1:9: connect: connection refused/);
    await expect.poll(() => fact('Targets').innerText()).toBe(`${healthyCount + 3} of ${healthyCount + 4} up`);
    await expect.poll(() => fact('Read').innerText()).toMatch(/^\d+ s ago$/);
    await expect.poll(() => fact('Slowest scrape').innerText()).toMatch(/^[\d.]+ m?s, [a-z]+$/);
  });

  it('opens a target: its labels before and after, since when it is down, and the graph of its up', async () => {
    await dead().click({ position: { x: 40, y: 10 } });
    const details = page.getByRole('region', { name: 'Details of the target' });
    await expect.poll(() => details.innerText()).toMatch(/Found \(\d+ labels\)[\s\S]*__address__\s+127\.0\.0\.1:9/);
    await expect
      .poll(() => details.innerText())
      .toMatch(/After relabelling \(2 labels\)\s+instance\s+127\.0\.0\.1:9\s+job\s+ledger/);
    await expect.poll(() => details.innerText()).toMatch(/Down (for at least|since)/);
    await details.getByRole('button', { name: 'Graph up of this target' }).click();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('up{instance="127.0.0.1:9", job="ledger"}');
    await expect.poll(() => page.getByRole('table', { name: 'Series' }).getByRole('row').count()).toBe(2);
    await page.getByRole('tab', { name: 'Targets' }).click();
    await expect.poll(() => details.count()).toBe(1);
  });

  it('shows each relabel step and the configuration of a pool', async () => {
    await pool('relabelled').click();
    const one = target(/module=http_2xx/);
    await expect.poll(() => one.innerText()).toContain('module=http_2xx');
    await one.click({ position: { x: 40, y: 10 } });
    await page.getByRole('button', { name: 'Show each relabel step' }).click();
    const dialog = page.getByRole('dialog');
    const rule = (n: number) =>
      dialog.getByRole('listitem').filter({ has: page.getByRole('heading', { name: `Rule ${n} of 4` }) });
    await expect
      .poll(() => rule(2).innerText())
      .toMatch(/source_labels: \[__meta_team\][\s\S]*added[\s\S]*team[\s\S]*"harbour"/);
    await expect.poll(() => dialog.innerText()).toContain('2 rules that change nothing are not shown.');
    await expect.poll(() => rule(4).innerText()).toMatch(/removed[\s\S]*spare[\s\S]*"wheel"/);
    expect(await seriousViolations(page, '[role="dialog"]')).toEqual([]);
    await dialog.getByRole('checkbox').uncheck();
    await expect.poll(() => rule(3).innerText()).toContain('Changes nothing.');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show pool’s configuration' }).click();
    await expect.poll(() => dialog.innerText()).toMatch(/job_name: relabelled[\s\S]*regex: unwanted\.\*/);
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
  });

  it('is searched by text, health and pool; the address keeps it, and going away and back does', async () => {
    await find().fill('connection refused');
    await expect.poll(names).toEqual(['ledger']);
    await expect.poll(() => health(/^All/).innerText()).toBe('All 1');
    await find().fill('');
    await health(/^Down/).click();
    await expect.poll(names).toEqual(['ledger']);
    await expect.poll(() => grid.locator('[role="row"][aria-level="2"]').count()).toBe(1);
    await expect.poll(() => search(page).get('state')).toBe('down');
    await page.getByRole('tab', { name: 'Explorer' }).click();
    await page.getByRole('tab', { name: 'Targets' }).click();
    await expect.poll(() => search(page).get('state')).toBe('down');
    await page.reload();
    await expect.poll(names).toEqual(['ledger']);
    await health(/^Unknown/).click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(() => search(page).get('state')).toBe('down,unknown');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => search(page).get('state')).toBe('unknown');
    expect(await health(/^Unknown/).getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Enter');
    await expect.poll(() => search(page).get('state')).toBe('down');
    await health(/^All/).click();
    await page.getByRole('button', { name: /: choose a pool$/ }).click();
    await page.getByRole('textbox', { name: 'Find a pool' }).fill('index');
    await page.keyboard.press('Enter');
    await expect.poll(names).toEqual(['indexer']);
    await find().fill('zone="eu-1b" indexer-1');
    await expect.poll(() => page.getByRole('status').allInnerTexts()).toContain('5 of 44 targets shown.');
    await find().fill('nowhere to be found');
    await expect
      .poll(() => page.getByRole('main').innerText())
      .toContain('Of 44 targets none has “nowhere to be found”');
    await page.getByRole('button', { name: 'Show all targets' }).click();
    await expect.poll(names).toHaveLength(6);
  });

  it('is gone through by the keyboard alone', async () => {
    await page.getByRole('main').focus();
    await page.keyboard.press('j');
    await expect.poll(focusedRow).toBe('pool ledger');
    await page.keyboard.press('j');
    const first = await focusedRow();
    expect(first).toMatch(/^target /);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('region', { name: 'Details of the target' }).count()).toBe(1);
    await page.keyboard.press('Tab');
    await expect.poll(focusedRow).toBe(first);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.getByRole('region', { name: 'Details of the target' }).count()).toBe(0);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(focusedRow).toBe('pool ledger');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => grid.locator('[role="row"][aria-level="2"]').count()).toBe(0);
    await page.keyboard.press('End');
    await expect.poll(focusedRow).toBe('pool relabelled');
    await page.keyboard.press('/');
    await page.keyboard.type('mortal');
    await expect.poll(names).toEqual(['mortal']);
  });

  it('keeps the place and the focus when it is read again', async () => {
    await page.getByRole('button', { name: 'Close all' }).click();
    await page.getByRole('button', { name: 'Open all' }).click();
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(healthyCount + 4 + 6 + 1));
    await page.getByRole('main').focus();
    await page.keyboard.press('j');
    for (let i = 0; i < 30; i += 1) await page.keyboard.press('j');
    const index = () => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'));
    await expect.poll(index).toBe('32');
    const before = await focusedRow();
    const place = () => page.evaluate(() => Math.round(document.activeElement?.getBoundingClientRect().top ?? 0));
    const top = await place();
    const read = await fact('Read').getAttribute('title');
    await page.keyboard.press('r');
    await expect.poll(() => fact('Read').getAttribute('title')).not.toBe(read);
    expect([await focusedRow(), await place()]).toEqual([before, top]);
  });

  it('shows hostile values as text, and has nothing that keeps people out', async () => {
    await expect.poll(() => grid.innerText()).toContain('<img class=evil');
    await expect.poll(() => grid.innerText()).toContain('⟨U+202E⟩gnp');
    expect(await outbreaks(page)).toEqual([]);
    await dead().click({ position: { x: 40, y: 10 } });
    await expect
      .poll(() => page.getByRole('region', { name: 'Details of the target' }).innerText())
      .toContain('Found (');
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('radio', { name: 'Discovered' }).click();
    await expect.poll(() => grid.getAttribute('aria-label')).toBe('Discovered targets');
    await expect.poll(() => grid.innerText()).toContain('Scraped');
    expect(await seriousViolations(page)).toEqual([]);
    expect(await outbreaks(page)).toEqual([]);
  });

  it('says of a pool without targets why it has none, and leads to what its rules dropped', async () => {
    await expect.poll(() => pool('empty').innerText()).toContain('Discovery found nothing for this pool.');
    await expect.poll(() => pool('refused').innerText()).toContain('2 were found, and the pool’s rules dropped all');
    expect(await pool('refused').getAttribute('aria-expanded')).toBeNull();
    await pool('refused').getByRole('button', { name: 'Show what was dropped' }).click();
    await expect.poll(() => search(page).get('found')).toBe('dropped');
    await expect.poll(() => grid.getByRole('row', { name: /^Dropped/ }).allInnerTexts()).toHaveLength(2);
    await expect.poll(() => grid.innerText()).toContain('ghost.example:1');
  });

  it('leads to an endpoint in the browser, and says that this computer may not get there', async () => {
    await dead().click({ position: { x: 40, y: 10 } });
    const link = page.getByRole('link', { name: 'Open in the browser' });
    await expect
      .poll(() => link.evaluate((a: HTMLAnchorElement) => [a.href, a.target, a.rel]))
      .toEqual(['http://127.0.0.1:9/metrics', '_blank', 'noopener noreferrer']);
    // What comes later than the rest of it moves the link from under the pointer.
    await page.getByText(/^Down (since|for at least)/).waitFor();
    await link.hover();
    await expect
      .poll(() => page.getByRole('tooltip').innerText())
      .toMatch(/^127\.0\.0\.1 is the computer that scrapes it\. Your browser asks this computer/);
  });

  it('lists what was discovered, and the rule that dropped one of it', async () => {
    await page.getByRole('radio', { name: 'Discovered' }).click();
    const pools = page.getByRole('table', { name: 'Pools' });
    await expect.poll(() => pools.getByRole('row', { name: /^relabelled/ }).innerText()).toMatch(/relabelled\s+1\s+1/);
    await page.getByRole('radio', { name: 'Dropped' }).click();
    await expect.poll(() => search(page).get('found')).toBe('dropped');
    const dropped = grid.getByRole('row', { name: /unwanted\.example:80/ });
    await expect.poll(() => dropped.count()).toBe(1);
    await dropped.click();
    await expect.poll(() => dropped.innerText()).toMatch(/Not scraped: a rule dropped it\./);
    await page.getByRole('button', { name: 'Show the rule that dropped it' }).click();
    await expect.poll(() => page.getByRole('dialog').innerText()).toContain('Dropped by this rule.');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').last().fill('no such label');
    await expect.poll(() => page.getByRole('main').innerText()).toContain('No discovered target fits.');
  });

  it('keeps the key of a target from the address of another context', async () => {
    await page.getByRole('radio', { name: 'Discovered' }).click();
    await page.getByRole('radio', { name: 'Dropped' }).click();
    const dropped = grid.getByRole('row', { name: /unwanted\.example:80/ });
    await dropped.click();
    await expect.poll(() => search(page).get('target')).not.toBeNull();
    await contextButton(page, 'pier').click();
    await page.getByRole('heading', { name: 'pier', level: 1 }).waitFor();
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/\/targets$/);
    await expect.poll(() => [search(page).get('mode'), search(page).get('target')]).toEqual(['discovered', null]);
    await contextButton(page, 'harbor').click();
    await expect.poll(() => search(page).get('target')).not.toBeNull();
    await expect.poll(() => dropped.innerText()).toMatch(/Not scraped: a rule dropped it\./);
  });

  it('sees a target that dies, and tells until when was read what it shows when its Prometheus goes', async () => {
    await pool('mortal').click();
    await expect.poll(() => pool('mortal').innerText()).toContain('1 of 1 up');
    await mortal.stop();
    await page.getByRole('button', { name: /^Read again every/ }).click();
    await page.getByRole('menuitemradio', { name: '5 s', exact: true }).click();
    await expect.poll(() => pool('mortal').innerText(), { timeout: 20_000 }).toContain('0 of 1 up');
    await expect.poll(() => grid.innerText()).toMatch(/Down[\s\S]*connection refused/);
    await prometheus.stop();
    await expect
      .poll(() => page.getByRole('main').innerText(), { timeout: 20_000 })
      .toMatch(/As of \d\d:\d\d:\d\d, \d+ s ago\./);
    await expect.poll(() => pool('mortal').innerText()).toContain('0 of 1 up');
  });
});
