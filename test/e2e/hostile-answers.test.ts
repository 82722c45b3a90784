/** Answers that are too many, or that mean harm: 20,000 series, and label values that would be code if they were not text. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { contextButton, execute, panel } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const seriesCount = 20_000;

/** A range ends at a whole step: samples younger than one are drawn with the next refresh. */
const untilDrawn = { timeout: 45_000 };

const hostileValues = [
  '<img src=x onerror="document.title=1">',
  '<script>document.title=2</script>',
  'javascript:alert(1)',
  '{{constructor}} $t(app.name) %s',
  '\u202eevil\u202c \u0000 \u{1F4A9} ｆｕｌｌ',
  'x'.repeat(10_000),
];

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function exposition(): string {
  const wide = Array.from({ length: seriesCount }, (_, i) => `wide{n="${i}"} ${i}`);
  const hostile = hostileValues.map((value, i) => `hostile{__proto__="p",constructor="${escaped(value)}"} ${i}`);
  return `${[...wide, ...hostile].join('\n')}\n`;
}

const missing = chromiumMissing ?? serverMissing('prometheus');

describe.skipIf(missing !== undefined)(`hostile answers${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let exporter: Server;
  let prometheus: RealServer;
  let api: ApiServerDouble;
  let folder: string;
  let app: RunningApp;
  let opened: OpenPage;

  beforeAll(async () => {
    const body = exposition();
    exporter = createServer((_, response) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(body));
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as { port: number };
    prometheus = await startPrometheus({
      jobs: [{ job: 'wide', targets: [`127.0.0.1:${port}`] }],
      scrapeInterval: '2s',
    });
    const count = async () => {
      const answer = await fetch(`${prometheus.url}/api/v1/query?query=count(wide)`);
      return Number(
        ((await answer.json()) as { data: { result: { value: [number, string] }[] } }).data.result[0]?.value[1],
      );
    };
    while ((await count()) !== seriesCount) await new Promise((resolve) => setTimeout(resolve, 100));
    api = await startApiServer({ cluster: buildCluster('wide').prometheus({ realPort: prometheus.port }).cluster });
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(join(folder, 'config'), kubeconfigYaml([api.context('admin', 'wide')]));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await prometheus?.stop();
    exporter?.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    app = await startWebApp({ kubeconfig: [join(folder, 'config')] });
    opened = await openPage(browser, app.url);
    await contextButton(opened.page, 'wide').click();
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    await app.close();
    expect(faults).toEqual([]);
  });

  it('draws the highest of 20,000 series, says how many it leaves out, and lists them all as a table', async () => {
    const { page } = opened;
    await execute(page, 'wide');
    // More than the palette has: hairlines, which are grey.
    await expect.poll(() => panel(page, 'A').innerText(), untilDrawn).toMatch(/\d+ of 20,000 series are drawn/);
    await panel(page, 'A').getByRole('tab', { name: 'Table' }).click();
    const table = panel(page, 'A').getByRole('grid', { name: /^Result/ });
    await expect.poll(() => table.getByRole('row').count()).toBeGreaterThan(10);
    // By value, first up, then down.
    const byValue = table.getByRole('columnheader', { name: 'value' }).getByRole('button');
    await byValue.click();
    if (!(await table.textContent())?.includes('19999')) await byValue.click();
    await expect.poll(() => table.textContent()).toContain('19999');
    // Only what is seen is in the page.
    expect(await table.getByRole('row').count()).toBeLessThan(200);
  });

  it('shows hostile label values as the text they are', async () => {
    const { page } = opened;
    const title = await page.title();
    await execute(page, 'hostile');
    await expect.poll(() => panel(page, 'A').textContent(), untilDrawn).toContain('<img src=x onerror=');
    await panel(page, 'A').getByRole('tab', { name: 'Table' }).click();
    const table = panel(page, 'A').getByRole('grid', { name: /^Result/ });
    await expect.poll(() => table.textContent()).toContain('<img src=x onerror=');
    expect(await table.textContent()).toContain('{{constructor}} $t(app.name) %s');
    expect(await panel(page, 'A').locator('img, script').count()).toBe(0);
    expect(await page.title()).toBe(title);
  });
});
