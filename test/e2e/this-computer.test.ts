/**
 * This computer: recorded and graphed from the first second, with nothing sent anywhere, and what the Explorer says while, and where, an
 * expression is evaluated here. The real application in each host.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { seriousViolations } from './axe.ts';
import { contextButton, execute, panel } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const screens = join(import.meta.dirname, '../../test-results/screens');

for (const host of hosts) {
  describe.skipIf(host.missing !== undefined)(
    `this computer in ${host.name}${host.missing === undefined ? '' : ` (${host.missing})`}`,
    () => scenarios(host),
  );
}

function scenarios(host: Host): void {
  let opened: OpenPage;
  const screen = (name: string) => join(screens, `${host.name.toLowerCase()}-computer-${name}.png`);

  beforeAll(() => mkdirSync(screens, { recursive: true }));
  afterAll(() => host.close());

  const open = async () => {
    // No kubeconfig at all: it needs no cluster.
    opened = await host.open({ recordsComputer: true, kubeconfig: ['/nowhere/config'] });
  };
  const close = async () => {
    await opened.close();
    expect(opened.faults).toEqual([]);
  };
  const photographFailure = async ({ task }: TestContext) => {
    if (task.result?.state === 'fail') await opened.page.screenshot({ path: screen(`failed ${task.name}`) });
  };

  const graph = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  /** Pixels in one of the two colours of lines. */
  async function linePixels(page: Page, name: string): Promise<number> {
    return graph(page, name)
      .locator('canvas')
      .first()
      .evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const data = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
          // Blue, and not the magenta of now.
          if ((data[i + 2] ?? 0) - (data[i] ?? 0) > 60 && (data[i + 3] ?? 0) > 128) count += 1;
        }
        return count;
      });
  }

  async function openExplorer(page: Page): Promise<void> {
    await page.getByRole('tab', { name: 'Explorer' }).click();
    await panel(page, 'A').waitFor();
  }

  describe('for the first time', () => {
    beforeEach(open);
    afterEach(async (context) => {
      await photographFailure(context);
      await close();
    });

    it('is where Binnacle starts: recorded, and graphed at once, without a cluster', async () => {
      const { page } = opened;
      await page.getByRole('heading', { name: 'This computer', level: 1 }).waitFor();
      await page.getByRole('heading', { name: /^This computer has been recording for \d+ s\.$/ }).waitFor();
      // A rate needs 20 s of recording.
      for (const name of ['Memory', 'CPU']) {
        await expect.poll(() => linePixels(page, name), { timeout: 60_000 }).toBeGreaterThan(30);
      }
      await expect.poll(() => graph(page, 'CPU').innerText()).toMatch(/of \d+ cores?\s+\d+ %/);
      await expect.poll(() => graph(page, 'Network').innerText()).toMatch(/received\s+[\d.]+ [KMG]?i?B\/s/);
      const banner = page.getByRole('banner');
      await expect.poll(() => banner.innerText()).toMatch(/every 5 s, in [\d.]+ .?s/);
      await expect.poll(() => banner.innerText()).toMatch(/\d+ series, [\d.,]+ [KM]iB/);
      expect(await page.getByRole('contentinfo').innerText()).toContain('Nothing is being sent from this computer');
      // What the start says without contexts is beside it.
      expect(await page.getByRole('main').innerText()).toContain('No context was found.');
      expect(await seriousViolations(page)).toEqual([]);
      await page.screenshot({ path: screen('overview-light') });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.screenshot({ path: screen('overview-dark') });
      expect(await seriousViolations(page)).toEqual([]);
    });

    it('leads from the query to try to the Explorer, and back by the rail', async () => {
      const { page } = opened;
      await page.getByRole('button', { name: 'Open in Explorer' }).click();
      await expect.poll(() => panel(page, 'A').innerText()).toContain('node_network_receive_bytes_total');
      await panel(page, 'A')
        .getByText(/^\d+ series in/)
        .waitFor();
      await page.getByRole('tab', { name: 'Overview' }).click();
      await graph(page, 'Disk').waitFor();
      expect(await page.getByRole('tab').allInnerTexts()).not.toContain('Discovery');
    });

    it('scrapes an exporter beside it, which is tested first, and says that it does', async () => {
      const { page } = opened;
      const exporter: Server = createServer((_request, response) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end('depth_fathoms{of="harbor"} 7\n'),
      );
      await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
      const host = `127.0.0.1:${(exporter.address() as AddressInfo).port}`;
      try {
        await page.getByRole('button', { name: 'Add an exporter' }).click();
        await page.getByRole('textbox', { name: 'URL of its metrics' }).fill(`http://me:secret@${host}`);
        await page.getByRole('button', { name: 'Test', exact: true }).click();
        await page.getByText('it has a user or a password in it').waitFor();
        expect(await page.getByRole('alert').allInnerTexts()).not.toContain('secret');
        await page.getByRole('textbox', { name: 'URL of its metrics' }).fill(host);
        await page.getByRole('button', { name: 'Test', exact: true }).click();
        await page.getByText(/^It answered 1 series in/).waitFor();
        await page.getByRole('textbox', { name: /^Name/ }).fill('lead line');
        await page.screenshot({ path: screen('exporter') });
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        await page.getByText('lead line', { exact: true }).waitFor();
        await page.getByText('1 exporter is scraped beside this computer').waitFor();
        await openExplorer(page);
        await expect
          .poll(
            async () => {
              await execute(page, 'depth_fathoms');
              await panel(page, 'A').getByText('1 series in').waitFor({ timeout: 3000 });
              return true;
            },
            { timeout: 30_000 },
          )
          .toBe(true);
      } finally {
        exporter.closeAllConnections();
        await new Promise((resolve) => exporter.close(resolve));
      }
    });

    it('is not recorded where the settings say so, and the start is the list of contexts then', async () => {
      const { page } = opened;
      await contextButton(page, 'This computer').waitFor();
      await page
        .getByRole('link', { name: 'Settings' })
        .or(page.getByRole('button', { name: 'Settings' }))
        .click();
      const setting = page.getByRole('radiogroup', { name: 'Record this computer' });
      await setting.getByText('Off', { exact: true }).click();
      // What was recorded of it until now can be read all the same.
      await page
        .getByText(/^(Not recorded|From the record · \d\d:\d\d)$/)
        .first()
        .waitFor();
      await page.getByRole('link', { name: 'Binnacle, all contexts' }).click();
      await page.getByRole('heading', { name: 'No context was found.', level: 1 }).waitFor();
      await contextButton(page, 'This computer').click();
      await page.getByRole('heading', { name: 'This computer is not recorded.' }).waitFor();
      await page.getByText('No exporter is scraped while this computer is not recorded.').waitFor();
      await page.screenshot({ path: screen('off') });
      await page.getByRole('button', { name: 'Record this computer' }).click();
      await page.getByRole('heading', { name: /^This computer has been recording for/ }).waitFor();
    });
  });

  describe('that was recorded before', () => {
    let dataDir: string;
    const others: OpenPage[] = [];
    beforeEach(() => {
      dataDir = mkdtempSync(join(tmpdir(), 'binnacle-data-'));
    });
    afterEach(async () => {
      for (const other of others.splice(0)) {
        await other.close();
        expect(other.faults).toEqual([]);
      }
      rmSync(dataDir, { recursive: true, force: true });
    });
    const openOther = async () => {
      const other = await host.open({ recordsComputer: true, kubeconfig: ['/nowhere/config'], dataDir });
      others.push(other);
      return other;
    };

    it('says why there is nothing between, and no rate before its range is recorded', async () => {
      const first = await openOther();
      // Two samples make a rate, if it is not known that they are of another time.
      await first.page
        .getByRole('heading', { name: /^This computer has been recording for ([6-9]|\d\d+) s\.$/ })
        .waitFor();
      await first.close();
      others.splice(0);
      const endedMs = Date.now();
      await expect.poll(() => Date.now() - endedMs, { timeout: 30_000 }).toBeGreaterThan(15_000);
      const { page } = await openOther();
      // Both at one moment: since when it is recorded, and whether there is a rate.
      const seen = async () => {
        const text = await page.getByRole('main').innerText();
        const [, seconds] = /recording for (\d+) s/.exec(text) ?? [];
        return { seconds: Number(seconds ?? 0), hasRate: /of \d+ cores?\s+\d+ %/.test(text) };
      };
      await expect.poll(async () => (await seen()).seconds, { timeout: 30_000 }).toBeGreaterThan(0);
      await page.screenshot({ path: screen('gap-begun') });
      const rated: number[] = [];
      const note = async () => {
        const { seconds, hasRate } = await seen();
        if (hasRate) rated.push(seconds);
        return rated.length;
      };
      await expect.poll(note, { timeout: 60_000 }).toBeGreaterThan(0);
      expect(rated[0]).toBeGreaterThanOrEqual(13);
      const chart = graph(page, 'Memory').getByRole('application');
      await chart.focus();
      const tip = graph(page, 'Memory').getByText('Binnacle was not recording');
      await expect
        .poll(async () => {
          await page.keyboard.press('ArrowLeft');
          return tip.count();
        })
        .toBeGreaterThan(0);
      await page.screenshot({ path: screen('gap-light') });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.screenshot({ path: screen('gap-dark') });
    });

    it('is read only while another Binnacle records it, and says so', async () => {
      const { page: recording } = await openOther();
      await recording.getByRole('heading', { name: /^This computer has been recording for/ }).waitFor();
      const { page } = await openOther();
      await page.getByRole('heading', { name: 'Read only: another Binnacle records this computer.' }).waitFor();
      const banner = page.getByRole('banner').first();
      await expect.poll(() => banner.innerText()).toMatch(/Read only\s+Recorded by\s+another Binnacle/);
      await expect.poll(() => banner.innerText()).toMatch(/Newest sample\s+\d+ s ago/);
      await page.getByText('Exporters are scraped by the other Binnacle').waitFor();
      // Whoever reads along sees an hour, of which half a minute is a few pixels.
      await expect.poll(() => linePixels(page, 'Memory'), { timeout: 30_000 }).toBeGreaterThan(0);
      await page.screenshot({ path: screen('elsewhere') });
      await page.getByRole('tab', { name: 'Targets' }).click();
      await page.getByText('Read only: another Binnacle scrapes this.').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.screenshot({ path: screen('elsewhere-targets') });
    });
  });

  describe('an expression that is evaluated here', () => {
    beforeAll(open);
    afterAll(close);
    afterEach(photographFailure);

    it('says so, and what it has read, while it takes long, and ends when nobody wants it', async () => {
      const { page } = opened;
      await openExplorer(page);
      await execute(page, 'quantile_over_time(0.5, (node_load1 or vector(1))[30d:1s])');
      await panel(page, 'A')
        .getByText(/^Evaluating on this computer: [\d,]+ series with [\d,]+ samples? read,/)
        .waitFor();
      await page.screenshot({ path: screen('evaluating') });
      expect(await seriousViolations(page)).toEqual([]);
      await panel(page, 'A').getByRole('button', { name: 'Cancel' }).click();
      await panel(page, 'A')
        .getByText(/^Cancelled after/)
        .waitFor();
    });

    it.each([
      ['invalid', 'sum(node_load1', 'This expression is not valid PromQL.', 'parse error: unclosed left parenthesis'],
      [
        'failed',
        'node_cpu_seconds_total + on (cpu) node_cpu_seconds_total',
        'This expression could not be evaluated.',
        'found duplicate series for the match group',
      ],
      [
        'too-much',
        'max_over_time(rate({__name__=~"node_.+"}[1h])[30d:100ms])',
        /^This query needs more than \d+ MiB of memory\.$/,
        'shorter range',
      ],
    ] as const)('says why it cannot be: %s', async (name, expr, verdict, words) => {
      const { page } = opened;
      await openExplorer(page);
      await execute(page, expr);
      const alert = panel(page, 'A').getByRole('alert');
      await alert.getByText(verdict).waitFor({ timeout: 60_000 });
      await page.screenshot({ path: screen(`query-${name}`) });
      expect(await alert.innerText()).toContain(words);
      expect(await seriousViolations(page)).toEqual([]);
    });
  });
}
