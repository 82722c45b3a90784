/**
 * The main job, as a person does it: start, choose a context, look at a live graph from the Prometheus inside the cluster. Real
 * Prometheus and node-exporters behind the API server's double; the built application in each host.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { choose, contextButton, execute, panel, speakKorean, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const serversMissing = serverMissing('prometheus', 'prometheus-node-exporter');
const screens = join(import.meta.dirname, '../../test-results/screens');

for (const host of hosts) {
  const missing = serversMissing ?? host.missing;
  describe.skipIf(missing !== undefined)(`the main job in ${host.name}${missing ? ` (${missing})` : ''}`, () => {
    scenarios(host);
  });
}

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let opened: OpenPage;
  const clusters = () => [demo.harbor, demo.reef, demo.skerry, demo.shoal];
  const screen = (name: string) => join(screens, `${host.name.toLowerCase()}-${name}.png`);

  beforeAll(async () => {
    mkdirSync(screens, { recursive: true });
    demo = await startDemoCluster({ historyHours: 1 });
  });
  afterAll(async () => {
    await host.close();
    await demo?.stop();
  });
  beforeEach(async () => {
    opened = await host.open({ kubeconfig: [demo.kubeconfigFile] });
  });
  afterEach(async ({ task }) => {
    const { faults, page } = opened;
    if (task.result?.state === 'fail') await page.screenshot({ path: screen(`failed ${task.name}`) });
    await opened.close();
    for (const api of clusters()) api.faults.clear();
    expect(faults).toEqual([]);
  });

  /** Requests that Prometheus is evaluating now. */
  async function runningQueries(): Promise<number> {
    const text = await (await fetch(`${demo.prometheus.url}/metrics`)).text();
    return Number(/^prometheus_engine_queries (\d+)/m.exec(text)?.[1]);
  }

  it('lists the contexts and contacts none of them', async () => {
    const { page } = opened;
    const before = clusters().map((api) => api.counts.totalConnections);
    for (const name of ['harbor', 'reef', 'shoal', 'skerry']) await contextButton(page, name).waitFor();
    await page.screenshot({ path: screen('start-light') });
    expect(clusters().map((api) => api.counts.totalConnections)).toEqual(before);
  });

  it('goes from one click to a live graph, which no port of this machine carries', async () => {
    const { page } = opened;
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('banner').innerText()).toContain('monitoring/');
    expect(demo.harbor.counts.openTunnels).toBeGreaterThan(0);
    await page.screenshot({ path: screen('explorer-light') });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: screen('explorer-dark') });
    // A window of Electron has the size its user gave it.
    if (host.name === 'Electron') return;
    await page.setViewportSize({ width: 900, height: 900 });
    await page.screenshot({ path: screen('explorer-dark-900') });
  });

  it('shows the samples of an expression as a table, and several panels at once', async () => {
    const { page } = opened;
    await contextButton(page, 'harbor').click();
    await execute(page, 'count by (job) (up)');
    await panel(page, 'A').getByRole('tab', { name: 'Table' }).click();
    const table = panel(page, 'A').getByRole('grid', { name: /^Result/ });
    // Asked before every target was scraped once, the answer is whole only after the next refresh.
    await expect
      .poll(() => table.textContent(), { timeout: 40_000 })
      .toMatch(/kubelet3[\s\S]*node-exporter3|node-exporter3[\s\S]*kubelet3/);
    await page.getByRole('button', { name: 'Add panel' }).click();
    await execute(page, 'vector(42)', 'B');
    await panel(page, 'B').getByRole('tab', { name: 'Table' }).click();
    await expect
      .poll(() =>
        panel(page, 'B')
          .getByRole('grid', { name: /^Result/ })
          .innerText(),
      )
      .toContain('42');
    await page.screenshot({ path: screen('table-light') });
    await choose(page, 'B', 'Remove panel');
    await expect.poll(() => panel(page, 'B').count()).toBe(0);
  });

  it('cancels a slow query down to Prometheus', async () => {
    const { page } = opened;
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
    await execute(
      page,
      'sum_over_time(sum(rate({__name__=~".+"}[1h]))[1h:1s]) + sum_over_time(sum(rate({__name__=~".+"}[1h]))[2h:1s])',
    );
    await expect.poll(runningQueries).toBeGreaterThan(0);
    await panel(page, 'A').getByRole('button', { name: 'Cancel' }).first().click();
    await expect.poll(() => panel(page, 'A').innerText()).toContain('ancelled');
    await expect.poll(runningQueries, { timeout: 10_000 }).toBe(0);
    // The panel is ready for the next question.
    await execute(page, 'vector(7)');
    await waitForGraph(page);
  });

  it('quotes Prometheus where it refuses an expression, and marks the place', async () => {
    const { page } = opened;
    await contextButton(page, 'harbor').click();
    await execute(page, 'rate(node_cpu_seconds_total[5x])');
    await expect.poll(() => panel(page, 'A').innerText()).toContain('parse error: bad duration syntax: "5"');
    await page.screenshot({ path: screen('query-error-light') });
    await execute(page, 'up + on(job) up');
    await expect.poll(() => panel(page, 'A').innerText()).toContain('many-to-many');
  });

  it('reaches reef through the proxy, and says of skerry that access is refused and of shoal that there is no Prometheus', async () => {
    const { page } = opened;
    await contextButton(page, 'reef').click();
    await waitForGraph(page);
    await expect.poll(() => page.getByRole('banner').innerText()).toContain('API server’s proxy');
    expect(demo.reef.counts.openTunnels).toBe(0);
    await contextButton(page, 'skerry').click();
    await page.getByText('Stopped · access refused').waitFor();
    await contextButton(page, 'shoal').click();
    await expect.poll(() => page.getByRole('main').innerText()).toContain('No Prometheus was found in this cluster.');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: screen('shoal-dark') });
    // Each keeps its own state.
    await contextButton(page, 'reef').click();
    await waitForGraph(page);
  });

  it('keeps the old graph when the cluster goes away, says so, and goes on by itself when it is back', async () => {
    const { page } = opened;
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
    await demo.harbor.goDown();
    await page.getByText(/Backing off · retry in/).waitFor({ timeout: 45_000 });
    await waitForGraph(page);
    await page.screenshot({ path: screen('stale-light') });
    await demo.harbor.comeBack();
    await page.getByText(/^Live · /).waitFor({ timeout: 60_000 });
  });

  it('speaks Korean, and remembers it', async () => {
    const { page } = opened;
    await speakKorean(page);
    await contextButton(page, 'harbor').click();
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('ko');
    await expect.poll(() => page.locator('canvas').count()).toBeGreaterThan(0);
    await page.screenshot({ path: screen('explorer-ko-light') });
    await page.reload();
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('ko');
  });

  it('comes back to the same panels by back, forward and a reload', async () => {
    const { page } = opened;
    await contextButton(page, 'harbor').click();
    await execute(page, 'vector(1)');
    await waitForGraph(page);
    await execute(page, 'vector(2)');
    await waitForGraph(page);
    await page.goBack();
    const box = panel(page, 'A').getByRole('textbox', { name: 'Expression' });
    await expect.poll(() => box.innerText()).toBe('vector(1)');
    await page.goForward();
    await expect.poll(() => box.innerText()).toBe('vector(2)');
    await page.reload();
    await expect.poll(() => box.innerText()).toBe('vector(2)');
  });
}
