/** The palette, the sheet of keys, and single keys switched off. */
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
  describe.skipIf(missing !== undefined)(`the palette in ${host.name}${missing ? ` (${missing})` : ''}`, () =>
    scenarios(host),
  );
}

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let opened: OpenPage;
  let page: Page;
  let palette: Locator;

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
    palette = page.getByRole('dialog', { name: 'Go to' });
    await page.getByRole('heading', { level: 1 }).waitFor();
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    expect(faults).toEqual([]);
  });

  /** Opens it by its key, types, and presses Enter at once. */
  const go = async (text: string) => {
    await page.keyboard.press('Control+k');
    await palette.getByRole('combobox').pressSequentially(text);
    await page.keyboard.press('Enter');
    await palette.waitFor({ state: 'detached' });
  };
  const harbor = async () => {
    await contextButton(page, 'harbor').click();
    await waitForGraph(page);
  };
  const exprs = () => page.getByRole('textbox', { name: /^Expression/ }).allTextContents();

  it('goes to contexts, views and settings, also before a context is chosen', async () => {
    await go('reef');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('reef');
    await waitForGraph(page);
    await go('discovery');
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/\/discovery$/);
    await go('certificate');
    await expect.poll(() => page.url()).toMatch(/\/settings#authorities$/);
  });

  it('shows metrics, expressions and kept queries in the Explorer, and does what a view can do', async () => {
    await harbor();
    await execute(page, 'vector(1)');
    await waitForGraph(page);
    await go('node_load15');
    await expect.poll(exprs).toEqual(['vector(1)', 'node_load15']);
    await go('sum(up) * 2');
    await expect.poll(exprs).toEqual(['vector(1)', 'node_load15', 'sum(up) * 2']);
    await go('>add panel');
    await expect.poll(() => page.getByRole('textbox', { name: /^Expression/ }).count()).toBe(4);
    await go('vector');
    await expect.poll(exprs).toContain('vector(1)');
  });

  it('is a combobox with its list, gone through by the arrows, and gives the focus back', async () => {
    await harbor();
    await editor(page, 'A').focus();
    await page.keyboard.press('Control+k');
    const box = palette.getByRole('combobox', { name: 'Go to' });
    await expect.poll(() => box.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await seriousViolations(page)).toEqual([]);
    const chosen = () => palette.getByRole('option', { selected: true }).textContent();
    const first = await chosen();
    await page.keyboard.press('ArrowUp');
    expect(await chosen()).not.toBe(first);
    await page.keyboard.press('ArrowDown');
    expect(await chosen()).toBe(first);
    await expect
      .poll(() => box.getAttribute('aria-activedescendant'))
      .toBe(await palette.getByRole('option', { selected: true }).getAttribute('id'));
    await box.fill('@skerry');
    await expect.poll(() => palette.getByRole('option').allTextContents()).toEqual(['skerryNot connected']);
    await box.fill('#node_cpu');
    await expect.poll(() => palette.getByRole('option').first().textContent()).toMatch(/^node_cpu_/);
    await box.fill('nothing is called so');
    await palette.getByText('Nothing is called “nothing is called so”.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => editor(page, 'A').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('lists every key on `?`, and no single key does anything once they are switched off', async () => {
    await harbor();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.getByText('edit the expression').waitFor();
    await sheet.getByText('by ten steps').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('m');
    await page.getByRole('dialog', { name: 'Metrics' }).waitFor();
    await page.keyboard.press('Escape');
    await go('>open the settings');
    await page.getByRole('group', { name: 'Single keys' }).getByRole('radio', { name: 'Off' }).click();
    await contextButton(page, 'harbor').click();
    await panel(page, 'A').waitFor();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('m');
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await palette.waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(1);
  });
}
