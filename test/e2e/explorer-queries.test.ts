/** Kept queries: what ran, names and stars, found again, run, forgotten and brought back; one list for all contexts and after a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { choose, contextButton, editor, execute, panel, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const serversMissing = serverMissing('prometheus', 'prometheus-node-exporter');

for (const host of hosts) {
  const missing = serversMissing ?? host.missing;
  describe.skipIf(missing !== undefined)(`kept queries in ${host.name}${missing ? ` (${missing})` : ''}`, () =>
    scenarios(host),
  );
}

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let dataDir: string;
  let opened: OpenPage;
  let page: Page;
  let drawer: Locator;
  const open = async () => {
    opened = await host.open({ kubeconfig: [demo.kubeconfigFile], dataDir });
    page = opened.page;
    drawer = page.getByRole('dialog', { name: 'Queries' });
    await contextButton(page, 'harbor').click();
  };
  const close = async () => {
    const { faults } = opened;
    await opened.close();
    expect(faults).toEqual([]);
  };

  beforeAll(async () => {
    demo = await startDemoCluster({ historyHours: 1 });
  });
  afterAll(async () => {
    await host.close();
    await demo?.stop();
  });
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'binnacle-data-'));
    await open();
    await execute(page, 'vector(1)');
    await waitForGraph(page);
    await execute(page, 'vector(2)');
    await waitForGraph(page);
  });
  afterEach(async () => {
    await close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const openList = () => page.getByRole('button', { name: 'Queries', exact: true }).click();
  const titles = () =>
    drawer.locator('[data-row]').evaluateAll((rows) => rows.map((row) => row.firstChild?.textContent));
  const heads = () => drawer.getByRole('heading', { level: 3 }).allTextContents();
  const more = async (query: string, action: string) => {
    await drawer.getByRole('button', { name: `What to do with ${query}` }).click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
  };

  it('lists what ran, the last first, and runs it again', async () => {
    await openList();
    await expect.poll(titles).toEqual(['vector(2)', 'vector(1)']);
    await drawer.getByRole('button', { name: /^vector\(1\)/ }).click();
    await expect.poll(() => editor(page, 'A').textContent()).toBe('vector(1)');
    await expect.poll(titles).toEqual(['vector(1)', 'vector(2)']);
    await drawer.getByText(/ran 2 times$/).waitFor();
    await drawer.getByRole('textbox', { name: 'Find a query' }).fill('2 vector');
    await expect.poll(titles).toEqual(['vector(2)']);
    expect(await seriousViolations(page, '[role="dialog"]')).toEqual([]);
  });

  it('gives names and stars, and finds by them, also after a restart', async () => {
    await panel(page, 'A').getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('The number two');
    expect(await seriousViolations(page, '[role="dialog"]')).toEqual([]);
    await page.keyboard.press('Enter');
    await panel(page, 'A').getByRole('button', { name: 'Kept', exact: true }).waitFor();
    await openList();
    await drawer.getByRole('button', { name: 'Star for vector(1)' }).click();
    await expect.poll(heads).toEqual(['Named1', 'Starred1']);
    await more('The number two', 'Rename');
    await page.keyboard.type(' itself');
    await page.keyboard.press('Enter');
    await expect.poll(titles).toEqual(['The number two itself', 'vector(1)']);
    await close();
    await open();
    await waitForGraph(page);
    await openList();
    await drawer.getByRole('textbox', { name: 'Find a query' }).fill('itself');
    await expect.poll(titles).toEqual(['The number two itself']);
  });

  it('forgets one or all that were not kept, and brings them back', async () => {
    await openList();
    await drawer.getByRole('button', { name: 'Star for vector(1)' }).click();
    await more('vector(2)', 'Forget');
    await expect.poll(titles).toEqual(['vector(1)']);
    const undo = drawer.getByRole('button', { name: 'Undo' });
    await expect.poll(() => undo.evaluate((element) => element === document.activeElement)).toBe(true);
    await undo.press('Enter');
    await expect.poll(titles).toEqual(['vector(1)', 'vector(2)']);
    await drawer.getByRole('button', { name: 'Forget all of these' }).click();
    await drawer.getByText('1 query was forgotten.').waitFor();
    await expect.poll(titles).toEqual(['vector(1)']);
    await undo.click();
    await expect.poll(titles).toEqual(['vector(1)', 'vector(2)']);
  });

  it('says where a query ran, in every other context', async () => {
    await contextButton(page, 'reef').click();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('reef');
    await openList();
    await drawer
      .getByText(/ran once · harbor$/)
      .first()
      .waitFor();
  });

  it('keeps nothing where that is switched off, but for names and stars', async () => {
    await page.keyboard.press('Control+,');
    const setting = page.getByRole('group', { name: 'Keep the queries that ran' });
    await setting.getByText('2 queries without a name or a star are kept.').waitFor();
    await setting.getByRole('button', { name: 'Forget them' }).click();
    await setting.getByText('None is kept now.').waitFor();
    await setting.getByRole('button', { name: 'Undo' }).click();
    await setting.getByText('2 queries without a name or a star are kept.').waitFor();
    await setting.getByRole('button', { name: 'Forget them' }).click();
    await setting.getByText('None is kept now.').waitFor();
    await setting.getByRole('radio', { name: 'Off' }).click();
    await contextButton(page, 'harbor').click();
    await execute(page, 'vector(3)');
    await waitForGraph(page);
    await choose(page, 'A', 'Keep the query');
    await execute(page, 'vector(4)');
    await waitForGraph(page);
    await openList();
    await drawer.getByText(/^Queries that run are not kept now/).waitFor();
    await expect.poll(titles).toEqual(['vector(3)']);
  });
}
