/** The parts of an expression: what each gives, where it fails, one of them alone; and the explanation, with the series that find each other. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { choose, contextButton, editor, execute, legendNames, panel, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const serversMissing = serverMissing('prometheus', 'prometheus-node-exporter');

for (const host of hosts) {
  const missing = serversMissing ?? host.missing;
  describe.skipIf(missing !== undefined)(
    `an expression taken apart in ${host.name}${missing ? ` (${missing})` : ''}`,
    () => scenarios(host),
  );
}

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let opened: OpenPage;
  let page: Page;

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
    await contextButton(page, 'harbor').click();
    await execute(page, 'vector(1)');
    await waitForGraph(page);
    await execute(page, 'sum by (node) (node_load1) + on (node) count by (node) (node_cpu_seconds_total{mode="idle"})');
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    expect(faults).toEqual([]);
  });

  const part = (text: string) => panel(page, 'A').getByRole('treeitem').filter({ hasText: text });
  const rows = () => panel(page, 'A').getByRole('treeitem').allTextContents();
  const openExplain = () => panel(page, 'A').getByRole('tab', { name: 'Explain' }).click();

  it('shows how many series each part gives, by which labels, and one part alone in the graph and the explanation', async () => {
    await choose(page, 'A', 'Show the parts');
    const counts = () =>
      panel(page, 'A')
        .getByRole('treeitem')
        .evaluateAll((items) => items.map((item) => item.querySelector('b')?.textContent));
    await expect.poll(counts).toEqual(['3 series', '3 series', '3 series', '3 series', '6 series']);
    await part('node_cpu_seconds_total{mode="idle"}').last().click();
    await expect.poll(async () => (await legendNames(page)).length).toBe(6);
    const details = panel(page, 'A').getByRole('region', { name: 'What the part gives' });
    await expect.poll(() => details.getByRole('row', { name: /^cpu 2 / }).textContent()).toBe('cpu20 31 3');
    await openExplain();
    await expect.poll(() => panel(page, 'A').getByRole('listitem').count()).toBe(2);
    expect(await seriousViolations(page)).toEqual([]);
    await panel(page, 'A').getByRole('button', { name: 'Show the whole' }).click();
    await expect
      .poll(() =>
        panel(page, 'A')
          .getByRole('list', { name: /step by step/ })
          .getByRole('listitem')
          .count(),
      )
      .toBeGreaterThan(4);
  });

  it('is gone through by the keyboard', async () => {
    await choose(page, 'A', 'Show the parts');
    await part('sum by (node)').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await rows()).length).toBe(4);
    await page.keyboard.press('Enter');
    await panel(page, 'A').getByText('Only this part is shown.').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toMatch(/^node_load1/);
  });

  it('says where it fails, and does not ask what stands on that', async () => {
    await execute(page, 'abs(label_replace(node_load1, "a", "b", "c", "("))');
    await choose(page, 'A', 'Show the parts');
    await part('abs(').getByText('not asked: a part of it failed').waitFor();
    await part('label_replace(')
      .getByText(/invalid regular expression/)
      .first()
      .waitFor();
    await part('label_replace(').last().click();
    const details = panel(page, 'A').getByRole('region', { name: 'What the part gives' });
    await details.getByText(/invalid regular expression/).waitFor();
  });

  it('explains every step, and which series find each other', async () => {
    await openExplain();
    const steps = panel(page, 'A').getByRole('list', { name: 'The expression, step by step' }).getByRole('listitem');
    await expect.poll(() => steps.first().textContent()).toContain('Takes the series of the metric node_load1.');
    const last = panel(page, 'A').getByText('Adds the two sides. The metric’s name goes. Partners have equal node.');
    await last.waitFor();
    await panel(page, 'A').getByText('3 of 3 series on the left have a partner, and 3 of 3 on the right.').waitFor();
    const table = panel(page, 'A').getByRole('table', { name: 'How the two sides match' });
    await expect.poll(() => table.getByRole('row').count()).toBe(4);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('says why Prometheus refuses two sides, and mends it', async () => {
    await execute(page, 'node_cpu_seconds_total / on (instance) node_load1');
    await openExplain();
    await panel(page, 'A')
      .getByText(/Prometheus refuses it because of 3 groups\.$/)
      .waitFor();
    await panel(page, 'A').getByRole('button', { name: 'group_left ()' }).click();
    await expect
      .poll(() => editor(page, 'A').textContent())
      .toBe('node_cpu_seconds_total / on (instance) group_left () node_load1');
    await panel(page, 'A').getByText('48 of 48 series on the left have a partner, and 3 of 3 on the right.').waitFor();
    await panel(page, 'A').getByRole('tab', { name: 'Graph' }).click();
    await panel(page, 'A')
      .getByText(/^48 series in /)
      .first()
      .waitFor();
  });

  it('says what cannot be asked without a connection, and explains the rest', async () => {
    await openExplain();
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await execute(page, 'a / b');
    await choose(page, 'A', 'Show the parts');
    await panel(page, 'A').getByText('The context is not connected, so no part is asked.').waitFor();
    await panel(page, 'A')
      .getByText(/^Which series find each other, Prometheus has to be asked/)
      .waitFor();
    await panel(page, 'A')
      .getByText(/^Divides the left side by the right one\./)
      .waitFor();
  });
}
