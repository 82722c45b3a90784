/**
 * The History view over a real Prometheus: a person says that it is recorded, chooses what, keeps what a panel reads, takes recordings out
 * and in, and deletes with a way back.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { choose, contextButton, execute } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const missing = chromiumMissing ?? serverMissing('prometheus');

/** To reach a server through a cluster, to begin to record, to count. */
const patient = { timeout: 30_000 };

describe.skipIf(missing !== undefined)(`the history${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let prometheus: RealServer;
  let api: ApiServerDouble;
  let folder: string;
  let dataDir: string;
  let app: RunningApp;
  let opened: OpenPage;
  let page: Page;

  beforeAll(async () => {
    prometheus = await startPrometheus({ scrapeItself: true, scrapeInterval: '1s' });
    const up = `${prometheus.url}/api/v1/query?query=${encodeURIComponent('up == 1')}`;
    while (!(await (await fetch(up)).text()).includes('"1"')) await new Promise((resolve) => setTimeout(resolve, 100));
    api = await startApiServer({ cluster: buildCluster('harbor').prometheus({ realPort: prometheus.port }).cluster });
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(join(folder, 'config'), kubeconfigYaml([api.context('admin', 'harbor')]));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'binnacle-data-'));
    // This computer is not what this is about.
    await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ version: 1, computer: { record: false } }));
    app = await startWebApp({ kubeconfig: [join(folder, 'config')], dataDir });
    opened = await openPage(browser, app.url, { acceptDownloads: true });
    page = opened.page;
    await contextButton(page, 'harbor').click();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('heading', { name: 'Nothing of harbor is recorded.' }).waitFor(patient);
  });
  afterEach(async () => {
    await opened.close();
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
    expect(opened.faults).toEqual([]);
  });

  const button = (name: string | RegExp, within: Page | Locator = page) =>
    within.getByRole('button', { name, exact: true });
  const rule = (name: string) => page.getByRole('row').filter({ has: page.getByRole('checkbox', { name }) });
  const records = () => page.getByRole('table', { name: 'Records on this computer' });
  const mode = (name: RegExp) => page.getByRole('radio', { name });

  /** Samples of a metric in the record: what is asked of it is what came. */
  async function record(): Promise<void> {
    await button('Record').click();
    await page.getByRole('heading', { name: /^harbor is recorded: \d+ series\.$/ }).waitFor(patient);
    await expect.poll(() => page.getByRole('main').innerText(), patient).toMatch(/Recorded\n\d+ (s|min)\n/);
  }

  async function openMenu(name: string, item: string): Promise<void> {
    await button(`What can be done with ${name}`).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async function drop(name: string, content: Buffer): Promise<void> {
    const data = await page.evaluateHandle(
      ([fileName, text]) => {
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], fileName));
        return transfer;
      },
      [name, content.toString('base64')] as const,
    );
    const target = page.getByRole('toolbar', { name: 'History' });
    for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer: data });
  }

  it('asks before anything is recorded, with what it would be, and records after a yes', async () => {
    const question = page.getByRole('main');
    await expect
      .poll(() => question.innerText(), patient)
      .toMatch(/Series\n[1-9]\d*\nSamples a day\n[\d,]+\nA day\n[\d.]+ .iB/);
    await page.getByRole('tab', { name: 'Explorer' }).click();
    await expect
      .poll(() => question.innerText(), patient)
      .toMatch(/recorded\. It would be about [1-9]\d* series, [\d.]+ .iB a day/);
    expect(await seriousViolations(page)).toEqual([]);
    await button('Choose…').click();
    await button('Choose what…').click();
    await page.getByRole('checkbox', { name: 'Record Targets' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await record();
    expect(await question.innerText()).toContain('By remote read, streamed');
    await page.getByRole('img', { name: /^Targets: [\d.]+ % of this time is recorded$/ }).waitFor(patient);
    expect(await seriousViolations(page)).toEqual([]);
    await button('Stop recording').click();
    await page.getByRole('heading', { name: 'harbor is not recorded.' }).waitFor(patient);
  });

  it('counts what other rules would mean, and records by them once that is applied', async () => {
    await record();
    await page.getByRole('checkbox', { name: 'Record Targets' }).click();
    await button('Remove Nodes').click();
    await rule('Record Nodes').getByText('will be removed').waitFor();
    await button('Undo the removal of Nodes').click();
    await button('Add a rule').click();
    const dialog = page.getByRole('dialog', { name: 'Add a rule' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Requests');
    const selector = dialog.getByRole('textbox', { name: 'Selector 1' });
    await selector.fill('rate(prometheus_http_requests_total[5m])');
    await button('Add it', dialog).click();
    await dialog.getByRole('alert').filter({ hasText: 'This computes.' }).waitFor();
    await selector.fill('prometheus_http_requests_total');
    await expect.poll(() => dialog.innerText(), patient).toMatch(/[1-9]\d* series, [\d.,]+ .?i?B a day/);
    expect(await seriousViolations(page)).toEqual([]);
    await button('Add it', dialog).click();
    await expect
      .poll(() => page.getByRole('main').innerText(), patient)
      .toMatch(/Not applied yet\. [+−±]\d+ series, [+−±][\d.]+ .?i?B a day/);
    await button('Apply').click();
    await page.getByText('Not applied yet.').waitFor({ state: 'detached' });
    expect(await page.getByRole('checkbox', { name: 'Record Targets' }).isChecked()).toBe(false);
    await expect.poll(() => rule('Record Requests').innerText(), patient).toMatch(/\t[1-9]\d*\t/);
    await button('Edit Requests').click();
    const edited = page.getByRole('dialog', { name: 'Edit a rule' });
    await edited.getByRole('textbox', { name: 'Name' }).fill('Its own requests');
    await button('Take the change', edited).click();
    await button('Apply').click();
    await rule('Record Its own requests').waitFor();

    // Of two that select the same, one would not be kept.
    await button('Add a rule').click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Twice');
    await selector.fill('prometheus_http_requests_total');
    await button('Add it', dialog).click();
    await dialog.getByText('The rule “Its own requests” selects just that already.').waitFor();
    await button('Cancel', dialog).click();
  });

  it('records what a panel reads, and exports what it shows', async () => {
    await page.getByRole('tab', { name: 'Explorer' }).click();
    await execute(page, 'sum(rate(prometheus_http_requests_total[1m])) / count(up)');
    await choose(page, 'A', 'Export what I see…');
    const nothing = page.getByRole('dialog', { name: 'Export what panel A shows' });
    await nothing.getByText('Nothing of this context is recorded.').waitFor(patient);
    await button('Record from now on…', nothing).click();
    const keep = page.getByRole('dialog', { name: 'Record what this reads' });
    expect(await keep.getByRole('listitem').allInnerTexts()).toEqual(['prometheus_http_requests_total', 'up']);
    await expect.poll(() => keep.innerText(), patient).toMatch(/[1-9]\d* series, [\d.]+ .?i?B a day/);
    await button('Record', keep).click();
    await page.getByText('Recorded from now on.').waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await rule('Record sum(rate(prometheus_http_requests_total[1m])) / count(up)').waitFor(patient);
    await expect.poll(() => page.getByRole('main').innerText(), patient).toMatch(/Recorded\n\d+ (s|min)\n/);
    await page.getByRole('tab', { name: 'Explorer' }).click();
    await choose(page, 'A', 'Export what I see…');
    const seen = page.getByRole('dialog', { name: 'Export what panel A shows' });
    await seen.getByRole('radio', { name: 'OpenMetrics' }).click();
    expect(await seriousViolations(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await button('Export', seen).click();
    const text = await readFile(await (await download).path(), 'utf8');
    await seen.getByText(/ is saved: [1-9]\d* series, [1-9][\d,]* samples\./).waitFor();
    expect(text).toMatch(/^prometheus_http_requests_total\{.*\} \d+/m);
    expect(text).toMatch(/^up\{.*\} 1/m);
    expect(text).not.toMatch(/^scrape_/m);
    expect(text).toMatch(/\n# EOF\n$/);
  });

  it('takes a recording out and in again, refuses what is none, and deletes with a way back', async () => {
    await record();
    await mode(/^All records/).click();
    await page.getByText(/ on the disk in all · [\d.]+ .?i?B free$/).waitFor();
    // It is in the address: to link to, and to go back from.
    expect(new URL(page.url()).searchParams.get('show')).toBe('records');
    await page.goBack();
    await page.getByRole('radio', { name: /^This source$/, checked: true }).waitFor();
    await page.goForward();
    await openMenu('harbor', 'Export…');
    const dialog = page.getByRole('dialog', { name: 'Export harbor' });
    const download = page.waitForEvent('download');
    await button('Export', dialog).click();
    const file = await readFile(await (await download).path());
    await button('Close', dialog).first().click();

    const files = page.getByRole('list', { name: 'Imported files' });
    await drop('out of order.om', Buffer.from('# TYPE a gauge\na 1 1000\na 2 900\n# EOF\n'));
    await files.getByText(/^It is no Binnacle recording and no OpenMetrics text: line 3 /).waitFor(patient);
    await button('Close out of order.om').click();
    await drop('brought.binnacle', file);
    await files.getByText(/^Imported: [1-9]\d* series, [1-9][\d,]* samples\.$/).waitFor(patient);
    const imported = records().getByRole('row').filter({ hasText: 'from a file' });
    await imported.waitFor(patient);
    expect(await seriousViolations(page)).toEqual([]);

    await imported.getByRole('button', { name: /^What can be done with/ }).click();
    await page.getByRole('menuitem', { name: 'Delete the whole record' }).click();
    await imported.getByText('will be deleted').or(records().getByText('will be deleted')).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await button('Undo').click();
    await imported.waitFor();
    expect(await page.getByText(/^Will be deleted in/).count()).toBe(0);
    await imported.getByRole('button', { name: /^What can be done with/ }).click();
    await page.getByRole('menuitem', { name: 'Delete the whole record' }).click();
    await button('Delete now').click();
    await expect.poll(() => records().getByRole('row').count(), patient).toBe(2);
    expect(await imported.count()).toBe(0);

    // Of what is being recorded, samples can go, but not all of it.
    await openMenu('harbor', 'Delete samples…');
    const part = page.getByRole('dialog', { name: 'Delete samples of harbor' });
    const selectors = part.getByRole('textbox', { name: 'Selectors, one in each line' });
    await selectors.fill('up');
    await part.getByText(/^What up finds from .* goes for good/).waitFor();
    await selectors.fill('');
    await part.getByText(/^Everything from .* goes for good/).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await button('Delete', part).click();
    await button('Delete now').click();
    await expect.poll(() => page.getByText(/^(Will be|Being) deleted/).count(), patient).toBe(0);
    await mode(/^This source$/).click();
    // Gaps are shown of what has samples: the next look brings some, and the list of records has them some seconds later.
    const untilLooked = { timeout: 60_000 };
    await expect.poll(() => page.getByRole('main').innerText(), untilLooked).toMatch(/Deleted\s+\d+ \w+ \d\d:\d\d/);
  });
});
