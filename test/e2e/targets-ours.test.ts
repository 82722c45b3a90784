/**
 * The targets that Binnacle scrapes by itself, on This computer: scraped by hand, the body, each relabel step, the configuration, what was
 * discovered; and the view where it has nothing to list, in a narrow window and in a short one. The real application in each host.
 */
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seriousViolations } from './axe.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const screens = join(import.meta.dirname, '../../test-results/screens');

for (const host of hosts) {
  describe.skipIf(host.missing !== undefined)(
    `the targets of this computer in ${host.name}${host.missing === undefined ? '' : ` (${host.missing})`}`,
    () => scenarios(host),
  );
}

function scenarios(host: Host): void {
  let opened: OpenPage;
  let page: Page;
  let exporter: Server;
  let scrapes: number;
  let address: string;
  const screen = (name: string) => join(screens, `${host.name.toLowerCase()}-targets-ours-${name}.png`);

  beforeEach(async () => {
    mkdirSync(screens, { recursive: true });
    scrapes = 0;
    exporter = createServer((_request, response) => {
      scrapes += 1;
      response
        .writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
        .end(`# TYPE fathoms gauge\nfathoms{of="harbor",evil="<img src=x>"} ${scrapes}\n`);
    });
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;
    opened = await host.open({ recordsComputer: true, kubeconfig: ['/nowhere/config'] });
    page = opened.page;
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await page.screenshot({ path: screen(`failed ${task.name}`) });
    await opened.close();
    exporter.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
    expect(opened.faults).toEqual([]);
  });
  afterAll(() => host.close());

  const grid = () => page.getByRole('treegrid');
  const dialog = () => page.getByRole('dialog');
  const target = () => grid().locator('[role="row"][aria-level="2"]', { hasText: address });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

  /** Whoever works by keyboard is there now. */
  const focused = (role: 'button' | 'textbox', name: string) =>
    page.getByRole(role, { name, exact: true }).and(page.locator(':focus')).waitFor();

  async function addExporter(): Promise<void> {
    await press('Add an exporter');
    await focused('textbox', 'URL of its metrics');
    await page.keyboard.type(address);
    await page.getByRole('textbox', { name: /^Name/ }).fill('lead line');
    await press('Add');
    await page.getByText('lead line', { exact: true }).waitFor();
    await focused('button', 'Add an exporter');
    await page.getByRole('tab', { name: 'Targets' }).click();
    await expect.poll(() => target().innerText(), { timeout: 20_000 }).toContain('Up');
  }

  it('are scraped by hand, show their body, each relabel step and the configuration, and what was discovered', async () => {
    await addExporter();
    await target().click({ position: { x: 40, y: 10 } });
    const details = page.getByRole('region', { name: 'Details of the target' });
    await expect.poll(() => details.innerText()).toMatch(/Up (for at least|since)/);

    const before = scrapes;
    const ago = () => target().locator('time').first().getAttribute('title');
    const last = await ago();
    await details.getByRole('button', { name: 'Scrape now' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => scrapes, { timeout: 4_000 }).toBeGreaterThan(before);
    await expect.poll(ago).not.toBe(last);
    await focused('button', 'Scrape now');
    expect(await details.getByRole('alert').count()).toBe(0);

    await press('Show the body');
    await expect.poll(() => dialog().innerText()).toMatch(/\d+ B, text\/plain; version=0\.0\.4, scraped at/);
    await expect.poll(() => dialog().innerText()).toMatch(/fathoms\{of="harbor",evil="<img src=x>"\} \d+/);
    expect(await seriousViolations(page, '[role="dialog"]')).toEqual([]);
    await inBothLooks('body');
    await page.keyboard.press('Escape');
    await focused('button', 'Show the body');

    await press('Show each relabel step');
    await expect.poll(() => dialog().innerText()).toContain('Worked out here, from the rules of the configuration.');
    await page.keyboard.press('Escape');
    await focused('button', 'Show each relabel step');
    await press('Show pool’s configuration');
    await expect.poll(() => dialog().innerText()).toMatch(/job_name: [\s\S]*scrape_interval: 5s/);
    await page.keyboard.press('Escape');
    await focused('button', 'Show pool’s configuration');

    const refused = `Get "http://${address}/metrics": dial tcp ${address}: connect: connection refused`;
    exporter.close();
    exporter.closeAllConnections();
    await press('Scrape now');
    await expect.poll(() => target().innerText()).toMatch(/^Down/);
    expect(await target().innerText()).toContain(refused);

    await page.getByText('Discovered', { exact: true }).click();
    const pools = page.getByRole('table', { name: 'Pools' });
    await expect.poll(() => pools.getByRole('row').count()).toBeGreaterThan(2);
    await expect.poll(() => grid().innerText()).toContain(address);
    await expect.poll(() => grid().innerText()).toMatch(/Scraped/);
    await inBothLooks('discovered');
  });

  it('fit a narrow and a short window: no heading that says another thing, nothing out of reach', async () => {
    await addExporter();
    await page.setViewportSize({ width: 900, height: 900 });
    const heads = () => grid().getByRole('columnheader').allInnerTexts();
    await expect.poll(heads).toContain('Interval, last');
    await page.getByText('Discovered', { exact: true }).click();
    await grid().getByText(address).first().waitFor();
    await page.setViewportSize({ width: 720, height: 450 });
    const end = grid().getByRole('row').last();
    const status = page.getByRole('contentinfo');
    await end.scrollIntoViewIfNeeded();
    const bottom = async () => (await end.boundingBox())?.y ?? Number.POSITIVE_INFINITY;
    await expect.poll(bottom).toBeLessThan(((await status.boundingBox())?.y ?? 0) - 20);
    await page.screenshot({ path: screen('discovered-720') });
  });

  async function inBothLooks(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: screen(`${name}-${colorScheme}`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
}
