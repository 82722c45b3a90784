/**
 * A cluster that has exporters and no Prometheus: what a person does about it. Real node-exporters behind the API server's double, scraped
 * from the built application, kept in its history, and still there when the cluster is not.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { contextButton, execute, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const serversMissing = serverMissing('prometheus', 'prometheus-node-exporter');
const screens = join(import.meta.dirname, '../../test-results/screens');

for (const host of hosts) {
  const missing = serversMissing ?? host.missing;
  describe.skipIf(missing !== undefined)(
    `a cluster without a Prometheus in ${host.name}${missing ? ` (${missing})` : ''}`,
    () => scenarios(host),
  );
}

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let opened: OpenPage;
  const screen = (name: string) => join(screens, `${host.name.toLowerCase()}-scrape-${name}.png`);

  beforeAll(async () => {
    mkdirSync(screens, { recursive: true });
    demo = await startDemoCluster();
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
    demo.shoal.faults.clear();
    expect(faults).toEqual([]);
  });

  const main = (page: Page) => page.getByRole('main');
  const view = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

  it('is scraped directly: first what that would be, then targets, a graph, an exporter that dies, and a cluster that goes away', async () => {
    const { page } = opened;
    await contextButton(page, 'shoal').click();
    await page.getByText('No Prometheus was found in this cluster.').first().waitFor();
    await view(page, 'Discovery').click();
    await page.getByRole('button', { name: 'See what it would scrape…' }).click();
    const dialog = page.getByRole('dialog');
    await expect
      .poll(() => dialog.innerText(), { timeout: 30_000 })
      .toMatch(/\d+ targets in \d+ jobs: about [\d,]+ series, [\d.]+ \w+ a day/);
    await expect.poll(() => dialog.innerText()).toContain('node-exporter');
    await expect.poll(() => dialog.getByRole('progressbar').count(), { timeout: 30_000 }).toBe(0);
    await page.screenshot({ path: screen('estimate-light') });
    await dialog.getByRole('button', { name: 'Scrape directly' }).click();
    await page
      .getByRole('heading', { name: 'No Prometheus is asked: Binnacle scrapes the exporters by itself.' })
      .waitFor();

    await view(page, 'Targets').click();
    await expect.poll(() => main(page).innerText(), { timeout: 45_000 }).toContain('node-exporter');
    await expect.poll(() => main(page).innerText(), { timeout: 45_000 }).toMatch(/2 of 2 up/);
    await page.screenshot({ path: screen('targets-light') });

    await view(page, 'Explorer').click();
    await page.getByText('15m', { exact: true }).click();
    await execute(page, 'rate(node_cpu_seconds_total{mode="idle"}[1m])');
    await waitForGraph(page);
    await page.screenshot({ path: screen('graph-light') });

    await demo.shoal.goDown();
    await view(page, 'Targets').click();
    await expect.poll(() => main(page).innerText(), { timeout: 60_000 }).toMatch(/0 of 2 up/);
    // The state is as true as the targets are.
    await page.getByText('Degraded · nothing answers').first().waitFor({ timeout: 90_000 });
    await page.screenshot({ path: screen('down-light') });
    await view(page, 'Explorer').click();
    await waitForGraph(page);
    await demo.shoal.comeBack();
    await view(page, 'Targets').click();
    await expect.poll(() => main(page).innerText(), { timeout: 90_000 }).toMatch(/2 of 2 up/);
  });
}
