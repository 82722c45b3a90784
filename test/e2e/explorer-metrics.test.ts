/** The explorer of metrics and labels: found by name and help, counted, a selector built by clicking, used, inserted, copied; by keyboard. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, editor, execute, panel, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const serversMissing = serverMissing('prometheus', 'prometheus-node-exporter');

for (const host of hosts) {
  const missing = serversMissing ?? host.missing;
  describe.skipIf(missing !== undefined)(
    `the explorer of metrics in ${host.name}${missing ? ` (${missing})` : ''}`,
    () => scenarios(host),
  );
}

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let opened: OpenPage;
  let page: Page;
  let drawer: Locator;

  beforeAll(async () => {
    demo = await startDemoCluster({ historyHours: 1 });
  });
  afterAll(async () => {
    await host.close();
    await demo?.stop();
  });
  beforeEach(async () => {
    opened = await host.open({ kubeconfig: [demo.kubeconfigFile] });
    page = opened.page;
    drawer = page.getByRole('dialog', { name: 'Metrics' });
    await contextButton(page, 'harbor').click();
    await execute(page, 'vector(1)');
    await waitForGraph(page);
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    expect(faults).toEqual([]);
  });

  const openList = () => page.getByRole('button', { name: 'Metrics', exact: true }).click();
  const find = () => drawer.getByRole('combobox', { name: 'Find a metric' });
  const openMetric = async (name: string) => {
    await openList();
    await find().fill(name);
    await find().press('Enter');
    await expect.poll(() => drawer.getByRole('heading', { level: 3 }).first().textContent()).toBe(name);
  };
  const selector = () => drawer.locator('code').textContent();
  const value = (name: string) => drawer.getByRole('button', { name: new RegExp(`^${name}`) }).first();

  it('finds metrics by words of their names and helps, and says how many', async () => {
    await openList();
    await expect.poll(() => drawer.getByRole('status').first().textContent()).toMatch(/^(\d+) of \1 metrics$/);
    await find().fill('cpus spent guests');
    // A Prometheus that has just begun may not have scraped its help texts when the names were read.
    const readAgain = async () => {
      await drawer.getByRole('button', { name: 'Read again' }).click();
      return drawer.getByRole('option').allTextContents();
    };
    await expect
      .poll(readAgain, { interval: 500 })
      .toEqual(['node_cpu_guest_seconds_totalcounterSeconds the CPUs spent in guests (VMs) for each mode.']);
    await find().fill('no metric is called so');
    await expect.poll(() => drawer.getByRole('option').count()).toBe(0);
    await drawer.getByText('No metric has “no metric is called so” in its name or its help.').waitFor();
    expect(await seriousViolations(page, '[role="dialog"]')).toEqual([]);
  });

  it('opens what Enter means, however fast it is typed, and goes back to what was typed', async () => {
    await openList();
    await find().pressSequentially('node_load15');
    await page.keyboard.press('Enter');
    await expect.poll(() => drawer.getByRole('heading', { level: 3 }).first().textContent()).toBe('node_load15');
    await expect.poll(() => drawer.getByText('3 series').count()).toBe(1);
    await page.keyboard.press('Enter');
    await expect.poll(() => find().inputValue()).toBe('node_load15');
    expect(await find().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('counts labels and values, and builds a selector by clicks, also of several values and without some', async () => {
    await openMetric('node_cpu_seconds_total');
    await drawer.getByText('48 series').waitFor();
    await value('idle').click();
    await drawer.getByText('6 series').waitFor();
    await value('iowait').click();
    await drawer.getByText('12 series').waitFor();
    await drawer.getByRole('button', { name: 'Leave harbor-a out' }).click();
    await drawer.getByText('8 series').waitFor();
    await expect.poll(selector).toBe('node_cpu_seconds_total{mode=~"idle|iowait",node!="harbor-a"}');
    await drawer.getByRole('button', { name: '!= for node: turn it around' }).click();
    await drawer.getByText('4 series').waitFor();
    await drawer.getByRole('button', { name: 'Remove = for node' }).click();
    await drawer.getByText('12 series').waitFor();
    await expect.poll(selector).toBe('node_cpu_seconds_total{mode=~"idle|iowait"}');
    expect(await seriousViolations(page, '[role="dialog"]')).toEqual([]);
  });

  it('matches by a pattern, and says what Prometheus would refuse before it is asked', async () => {
    await openMetric('node_cpu_seconds_total');
    const box = drawer.getByRole('textbox', { name: 'Filter the values of mode' });
    await box.fill('i.*');
    await box.press('Enter');
    await expect.poll(selector).toBe('node_cpu_seconds_total{mode=~"i.*"}');
    await drawer.getByText('18 series').waitFor();
    await box.fill('i.*|nice');
    await drawer.getByRole('button', { name: 'Values of mode that do not match as a whole' }).click();
    await expect.poll(selector).toBe('node_cpu_seconds_total{mode!~"i.*|nice"}');
    await drawer.getByText('24 series').waitFor();
    await box.fill('(');
    await box.press('Enter');
    await drawer.getByText(/^Prometheus would refuse this: error parsing regexp/).waitFor();
    expect(await drawer.getByRole('button', { name: 'Use', exact: true }).isDisabled()).toBe(true);
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('uses a metric as its type asks for, inserts at the cursor, and begins with what the cursor stands on', async () => {
    await openMetric('node_cpu_seconds_total');
    await value('idle').click();
    await drawer.getByRole('button', { name: 'Use', exact: true }).click();
    const box = editor(page, 'A');
    await expect.poll(() => box.textContent()).toBe('rate(node_cpu_seconds_total{mode="idle"}[5m])');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await box.fill('sum(');
    await openList();
    await find().fill('node_load1');
    await expect.poll(() => drawer.getByRole('option').first().textContent()).toMatch(/^node_load1/);
    await find().press('Control+Enter');
    await expect.poll(() => box.textContent()).toContain('sum(node_load1');
    await drawer.getByRole('button', { name: 'Close' }).click();
    await box.fill('sum(node_load5)');
    await box.press('ArrowLeft');
    await page.keyboard.press('Escape');
    await openList();
    await expect.poll(() => drawer.getByRole('heading', { level: 3 }).first().textContent()).toBe('node_load5');
  });

  it('explores labels without a metric, and says what is too wide to be asked', async () => {
    await openList();
    await drawer.getByRole('button', { name: 'All labels' }).click();
    await drawer.getByRole('textbox', { name: 'Find a label' }).fill('mod');
    await drawer.getByRole('button', { name: 'mode', exact: true }).click();
    await drawer.getByRole('button', { name: 'Leave idle out' }).click();
    await drawer.getByText(/^Prometheus wants one condition at least/).waitFor();
    await drawer.getByRole('button', { name: 'iowait', exact: true }).click();
    await drawer.getByText('6 series').waitFor();
    await expect.poll(selector).toBe('{mode!="idle",mode="iowait"}');
  });

  it('says that nothing can be asked while the context is not connected, and keeps what was found', async () => {
    await openList();
    await find().fill('node_load1');
    await expect.poll(() => drawer.getByRole('option').count()).toBe(2);
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await drawer.getByText('The context is not connected: this was found before.').waitFor();
    await expect.poll(() => drawer.getByRole('option').count()).toBe(2);
    await drawer.getByRole('button', { name: 'All labels' }).click();
    await drawer.getByText('The context is not connected. They are read as soon as it is.').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await drawer.getByRole('button', { name: 'mode', exact: true }).waitFor();
    await expect.poll(() => panel(page, 'A').count()).toBe(1);
  });
}
