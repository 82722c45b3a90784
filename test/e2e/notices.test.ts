/** What is told of alerts while nobody looks at them: the count in the rail and the title, and a notice of the browser that leads to them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton } from './explorer-page.ts';
import { chromiumMissing, launchChromium, openPage, startWebApp } from './web-host.ts';

const missing = chromiumMissing ?? serverMissing('prometheus');

const rules = stringify({
  groups: [
    {
      name: 'ship',
      interval: '1s',
      rules: [
        { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
        { alert: 'Leaking', expr: 'bilge_metres > 0.5' },
        { alert: 'Flooded', expr: 'bilge_metres > 1', annotations: { summary: 'Water in {{ $labels.hold }}' } },
      ],
    },
  ],
});

/** What a page showed, in place of the system: headless, there is none. */
interface ShownNotices {
  readonly notices: { title: string; body: string; onclick: (() => void) | null }[];
}

describe.skipIf(missing !== undefined)(`notices of alerts${missing === undefined ? '' : ` (${missing})`}`, () => {
  let metres = 0.7;
  const exporter = createServer((_, response) => response.end(`bilge_metres{hold="fore"} ${metres}\n`));
  let browser: Browser;
  let prometheus: RealServer;
  let api: ApiServerDouble;
  let folder: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as AddressInfo;
    prometheus = await startPrometheus({ jobs: [{ job: 'ship', targets: [`127.0.0.1:${port}`] }], rules: [rules] });
    api = await startApiServer({ cluster: buildCluster('harbor').prometheus({ realPort: prometheus.port }).cluster });
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(join(folder, 'config'), kubeconfigYaml([api.context('admin', 'harbor')]));
    const alerts = `${prometheus.url}/api/v1/alerts`;
    while (!(await (await fetch(alerts)).text()).includes('Leaking')) await new Promise((r) => setTimeout(r, 100));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await prometheus?.stop();
    exporter.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it('count what fires beside the context and in the title, and come when an alert begins; a click leads to the alerts', async () => {
    const app = await startWebApp({ kubeconfig: [join(folder, 'config')] });
    const opened = await openPage(browser, 'about:blank');
    const { page } = opened;
    await page.addInitScript(() => {
      const shown: ShownNotices = { notices: [] };
      class Notice {
        static permission = 'granted';
        onclick: (() => void) | null = null;
        readonly title: string;
        readonly body: string;
        constructor(title: string, { body }: { readonly body: string }) {
          this.title = title;
          this.body = body;
          shown.notices.push(this);
        }
        close() {}
      }
      Object.assign(window, { Notification: Notice, shown });
    });
    await page.goto(app.url);
    await contextButton(page, 'harbor').click();
    // The Watchdog fires for nobody.
    await expect.poll(() => page.title()).toBe('(1) harbor · Binnacle');
    await expect
      .poll(() => contextButton(page, 'harbor').evaluate((button) => button.getAttribute('aria-describedby')))
      .not.toBeNull();
    const described = () =>
      contextButton(page, 'harbor').evaluate(
        (button) => document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent,
      );
    expect(await described()).toContain('1 alert is firing');
    metres = 2;
    const notices = () =>
      page.evaluate(() =>
        (window as unknown as { shown: ShownNotices }).shown.notices.map(({ title, body }) => [title, body]),
      );
    await expect.poll(notices, { timeout: 90_000 }).toEqual([['harbor: Flooded firing', 'Water in fore']]);
    expect(await page.title()).toBe('(2) harbor · Binnacle');
    expect(await seriousViolations(page)).toEqual([]);
    await page.evaluate(() => (window as unknown as { shown: ShownNotices }).shown.notices[0]?.onclick?.());
    await expect.poll(() => new URL(page.url()).pathname).toMatch(/\/alerts$/);
    const { faults } = opened;
    await opened.close();
    await app.close();
    expect(faults).toEqual([]);
  });
});
