/** The Pushgateway among the parts of Status, over a real one in a cluster: its groups, what is stale and refused, and where there is none. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { pushTo, startPushgateway } from '../support/servers/pushgateway.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, search } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const missing = chromiumMissing ?? serverMissing('prometheus', 'prometheus-pushgateway');
const patient = { timeout: 30_000 };
const hostile = encodeURIComponent('<img class=evil src=x onerror="document.title=1">\u202egnp');

describe.skipIf(missing !== undefined)(`the Pushgateway${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let prometheus: RealServer;
  let gateway: RealServer;
  /** It answers under `/ops/push` alone, and nothing says so. */
  let prefixed: RealServer;
  const doubles: ApiServerDouble[] = [];
  let folder: string;
  let app: RunningApp;
  let opened: OpenPage;
  let page: Page;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true });
    gateway = await startPushgateway();
    await pushTo(gateway.url, `backup/instance/${hostile}`, 'rows{table="a"} 1\nrows{table="b"} 2\n');
    await pushTo(gateway.url, 'clean/namespace/shop', 'seconds 3\n');
    await pushTo(gateway.url, 'broken', '# TYPE seconds counter\nseconds 3\n', 400);
    prefixed = await startPushgateway([], '/ops/push');
    await pushTo(`${prefixed.url}/ops/push`, 'far', 'seconds 3\n');
    const cluster = () => buildCluster('harbor').prometheus({ realPort: prometheus.port });
    const withGateway = (realPort: number) =>
      cluster().workload({
        ...{ namespace: 'jobs', name: 'pushgateway', ports: [{ containerPort: 9091, realPort }] },
        service: { ports: [{ port: 9091, targetPort: 9091 }] },
      }).cluster;
    doubles.push(
      await startApiServer({ cluster: withGateway(gateway.port) }),
      await startApiServer({ cluster: cluster().cluster }),
      await startApiServer({ cluster: withGateway(prefixed.port) }),
    );
    const names = ['harbor', 'reef', 'shoal'];
    const contexts = doubles.map((double, i) => double.context('admin', names[i] ?? ''));
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(join(folder, 'config'), kubeconfigYaml(contexts));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const double of doubles) await double.stop();
    await gateway?.stop();
    await prefixed?.stop();
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    app = await startWebApp({ kubeconfig: [join(folder, 'config')] });
    opened = await openPage(browser, app.url);
    page = opened.page;
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    await app.close();
    expect(faults).toEqual([]);
  });

  const main = () => page.getByRole('main').innerText();
  const jobs = () =>
    page
      .getByRole('treegrid')
      .getByRole('row')
      .evaluateAll((rows) =>
        rows.slice(1).map((row) => (row as HTMLElement).innerText.split('\n').slice(0, 2).join(' ')),
      );

  async function open(context: 'harbor' | 'reef' | 'shoal'): Promise<void> {
    await contextButton(page, context).click();
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor(patient);
    await page.getByRole('tab', { name: 'Status' }).click();
    await page.getByRole('radio', { name: 'Pushgateway', exact: true }).click();
  }

  it('lists its groups, what was refused first, marks what is stale from a chosen age on, and finds them', async () => {
    await open('harbor');
    await expect
      .poll(main)
      .toMatch(
        /jobs\/pushgateway:9091\s+Pushgateway 1\.\d+\.\d+\S*\s+by port-forward to pushgateway-0\s+3 groups: 0 stale, 1 refused\./,
      );
    await expect.poll(jobs).toEqual(['Refused broken', 'Pushed clean', 'Pushed backup']);
    await expect.poll(main).toMatch(/refused \d+ (s|min) ago · \d{4}-\d\d-\d\d/);
    await expect.poll(main).toContain('⟨U+202E⟩gnp');
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('/');
    await page.keyboard.type('shop');
    await expect.poll(jobs).toEqual(['Pushed clean']);
    await expect.poll(() => search(page).get('q')).toBe('shop');
    await page.getByRole('searchbox', { name: 'Find by job or label' }).fill('');
    // An age that is past already: of the address alone, no menu has it.
    const url = new URL(page.url());
    url.searchParams.delete('q');
    url.searchParams.set('stale', '1s');
    await page.goto(url.href);
    await expect.poll(jobs, patient).toEqual(['Refused broken', 'Stale clean', 'Stale backup']);
    await page.getByRole('button', { name: /^Stale after/ }).click();
    await page.getByRole('menuitemradio', { name: '6 h', exact: true }).click();
    await page.getByRole('radio', { name: 'Stale or refused' }).click();
    await expect.poll(jobs).toEqual(['Refused broken']);
    expect([search(page).get('stale'), search(page).get('bad')]).toEqual(['6h', '1']);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('is asked below a path that is typed: tried first, kept where it answers, and found by asking again', async () => {
    await open('shoal');
    await expect.poll(main, patient).toContain('jobs/pushgateway:9091 does not answer as Pushgateway');
    await page.getByRole('button', { name: 'Type its path…' }).click();
    const field = page.getByRole('textbox', { name: 'Path of jobs/pushgateway:9091' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await field.fill('/../ops');
    await page.keyboard.press('Enter');
    await page.getByText('Pushgateway: /../ops is no path under which it could answer.').waitFor();
    await field.fill('/ops');
    await page.keyboard.press('Enter');
    // The view beneath says the same of the path before.
    const dialog = page.getByRole('dialog', { name: 'Type its path…' });
    await dialog.getByText('jobs/pushgateway:9091 does not answer as Pushgateway').waitFor(patient);
    expect(await seriousViolations(page)).toEqual([]);
    await field.fill('/ops/push/');
    await page.getByRole('button', { name: 'Test and keep' }).click();
    await expect.poll(main, patient).toMatch(/jobs\/pushgateway:9091\/ops\/push\s+Pushgateway 1/);
    await expect.poll(jobs).toEqual(['Pushed far']);
    await page.reload();
    await expect.poll(jobs, patient).toEqual(['Pushed far']);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change its path…' }).click();
    await expect.poll(() => field.inputValue()).toBe('/ops/push');
    await page.getByRole('button', { name: 'Find it by asking again' }).click();
    await expect.poll(main, patient).toMatch(/The last reading failed|does not answer as Pushgateway/);
  });

  it('says plainly where there is none', async () => {
    await open('reef');
    await expect.poll(main, patient).toContain('Pushgateway: nothing in the cluster https://127.0.0.1');
    expect(await seriousViolations(page)).toEqual([]);
  });
});
