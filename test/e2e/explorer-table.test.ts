/** The table of a result, and what is saved of it: every kind of answer, found, sorted, opened, copied, by pointer and by keyboard; CSV, JSON, PNG. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { writeHistograms } from '../support/remote-write.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { choose, contextButton, editor, execute, panel, waitForGraph } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const wideCount = 20_000;
const labelCount = 60;

function exposition(): string {
  const wide = Array.from({ length: wideCount }, (_, i) => `wide{n="${i}",shard="s${i % 37}"} ${i}`);
  const many = Array.from({ length: 20 }, (_, i) => {
    const labels = Array.from({ length: labelCount }, (_unused, k) => `l${k}="v${k}-${i}"`);
    return `many{${labels.join(',')},pod="pod-${i}"} ${i}`;
  });
  const formulas = ['=1+1', '@SUM(1)', 'plain, "quoted"'].map(
    (text, i) => `formula{text="${text.replaceAll('"', '\\"')}"} ${i - 1}`,
  );
  return `${[...wide, ...many, ...formulas].join('\n')}\n`;
}

async function writeDurations(url: string): Promise<void> {
  const newestMs = Math.floor(Date.now() / 1000) * 1000;
  const samples = Array.from({ length: 5 }, (_, i) => ({
    ...{ timeMs: newestMs - (4 - i) * 1000, zeroCount: i, counts: [1, 4, 9, 4, 1].map((one) => one * (i + 1)) },
    ...{ firstIndex: -4, sum: 10 * (i + 1) },
  }));
  await writeHistograms(url, [{ labels: { __name__: 'duration_seconds', handler: '/api' }, samples }]);
}

const missing = chromiumMissing ?? serverMissing('prometheus');

describe.skipIf(missing !== undefined)(`the table${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let exporter: Server;
  let prometheus: RealServer;
  let api: ApiServerDouble;
  let folder: string;
  let app: RunningApp;
  let opened: OpenPage;
  let page: Page;
  let grid: Locator;

  beforeAll(async () => {
    const body = exposition();
    exporter = createServer((_, response) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(body));
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as { port: number };
    prometheus = await startPrometheus({
      jobs: [{ job: 'table', targets: [`127.0.0.1:${port}`] }],
      scrapeInterval: '2s',
    });
    const asked = `${prometheus.url}/api/v1/query?query=count(wide)`;
    while (!(await (await fetch(asked)).text()).includes(`"${wideCount}"`))
      await new Promise((r) => setTimeout(r, 100));
    api = await startApiServer({ cluster: buildCluster('table').prometheus({ realPort: prometheus.port }).cluster });
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(join(folder, 'config'), kubeconfigYaml([api.context('admin', 'table')]));
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
    page = opened.page;
    await page.context().grantPermissions(['clipboard-write']);
    // The page itself may not read the clipboard: what it writes is looked at on the way.
    await page.evaluate(() => {
      const clipboard = navigator.clipboard;
      const writeText = clipboard.writeText.bind(clipboard);
      const write = clipboard.write.bind(clipboard);
      const note = (text: string) => document.body.setAttribute('data-copied', text);
      clipboard.writeText = (text) => writeText(text).then(() => note(text));
      clipboard.write = async (items) => {
        await write(items);
        const [item] = items;
        const type = item?.types[0] ?? '';
        if (item !== undefined) note(type === 'text/plain' ? await (await item.getType(type)).text() : type);
      };
    });
    grid = panel(page, 'A').getByRole('grid');
    await contextButton(page, 'table').click();
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    await app.close();
    expect(faults).toEqual([]);
  });

  const ask = async (expr: string, tab = 'Table') => {
    await execute(page, expr);
    await editor(page, 'A').press('Escape');
    await panel(page, 'A').getByRole('tab', { name: tab }).click();
  };
  const copied = () => page.evaluate(() => document.body.getAttribute('data-copied'));
  const row = (index: number) => grid.getByRole('row').nth(index);
  const texts = (index: number) =>
    row(index)
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.map((cell) => cell.textContent));
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-cell'));
  const saved = async (action: string) => {
    const download = page.waitForEvent('download');
    await choose(page, 'A', action);
    const file = await download;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };

  it('sorts and filters 20,000 rows, with only those in sight in the page', async () => {
    await ask('wide');
    const by = (name: string) => grid.getByRole('columnheader', { name }).getByRole('button').click();
    await by('value');
    await expect.poll(() => texts(1)).toEqual(['19999', 's19', '', '19,999']);
    await by('value');
    await expect.poll(() => texts(1)).toEqual(['0', 's0', '', '0']);
    await by('shard');
    await by('shard');
    await expect.poll(async () => (await texts(1))[1]).toBe('s36');
    const filter = panel(page, 'A').getByRole('textbox', { name: 'Filter the rows' });
    await filter.fill('shard=s3 !shard=s36 > 19k');
    await expect.poll(() => panel(page, 'A').innerText()).toMatch(/\d+ of 20,000 rows/);
    await expect.poll(async () => (await texts(1))[1]).toBe('s35');
    await filter.fill('no such row');
    await expect.poll(() => panel(page, 'A').innerText()).toContain('No row fits “no such row”.');
    await filter.press('Escape');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(wideCount + 1));
    await expect.poll(() => grid.getByRole('row').count()).toBeLessThan(80);
  });

  it('is gone through, opened, copied and asked from by the keyboard alone', async () => {
    await ask('wide{shard="s3"}');
    await expect.poll(() => grid.getByRole('row').count()).toBeGreaterThan(10);
    await row(1).getByRole('gridcell').first().focus();
    await page.keyboard.press('End');
    await expect.poll(focused).toBe('540:0');
    await page.keyboard.press('Home');
    await expect.poll(focused).toBe('0:0');
    // The server says in which order.
    const second = (await texts(2))[0] ?? '';
    await page.keyboard.press('j');
    await page.keyboard.press('Control+c');
    await expect.poll(copied).toBe(second);
    await page.keyboard.press('Enter');
    await expect.poll(() => panel(page, 'A').innerText()).toContain(second);
    await expect.poll(() => grid.getByRole('button', { name: `Ask only for n="${second}"` }).count()).toBe(1);
    await page.keyboard.press('ContextMenu');
    await expect.poll(() => page.getByRole('menuitem', { name: `Copy n="${second}"` }).count()).toBe(1);
    await page.getByRole('menuitem', { name: `Copy n="${second}"` }).press('Enter');
    await expect.poll(copied).toBe(`n="${second}"`);
    await expect.poll(focused).toBe('1:0');
    await page.keyboard.press('/');
    await page.keyboard.type(`n=${second}`);
    await expect.poll(() => panel(page, 'A').innerText()).toMatch(/\d of 541 rows/);
  });

  it('asks only for a value that was clicked twice, or without it', async () => {
    await ask('wide');
    await expect.poll(() => texts(1)).toEqual(['0', 's0', '', '0']);
    await row(2).getByRole('gridcell').nth(1).dblclick();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('wide{shard="s1"}');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('542');
    await row(1)
      .getByRole('gridcell')
      .first()
      .dblclick({ modifiers: ['Alt'] });
    await expect.poll(() => editor(page, 'A').innerText()).toBe('wide{shard="s1",n!="1"}');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('541');
  });

  it('keeps what is open, the order and the filter while it is asked again', async () => {
    await ask('wide{shard="s3"} * 2');
    await grid.getByRole('columnheader', { name: 'value' }).getByRole('button').click();
    await expect.poll(async () => (await texts(1)).at(-1)).toBe('39,966');
    await row(2).getByRole('gridcell').first().click();
    const open = () => grid.locator('[role="row"][data-open="true"]').getByRole('gridcell').first().textContent();
    await expect.poll(open).toBe('19946');
    const before = await grid.getAttribute('aria-label');
    await page.getByRole('main').focus();
    await page.keyboard.press('r');
    await expect.poll(() => grid.getAttribute('aria-label')).not.toBe(before);
    await expect.poll(open).toBe('19946');
    expect((await texts(1)).at(-1)).toBe('39,966');
  });

  it('has a row for each series of a range, its samples below it, and a row for each sample', async () => {
    await ask('wide{n="7"}[1m]');
    await expect.poll(() => grid.innerText()).toMatch(/course/);
    await row(1).getByRole('gridcell').first().click();
    const samples = panel(page, 'A').getByRole('region', { name: 'Samples' });
    await expect.poll(() => samples.innerText()).toMatch(/\d\d:\d\d:\d\d\.\d{3}\s+7\s+7/);
    await panel(page, 'A').getByRole('button', { name: 'Copy the samples' }).click();
    await expect.poll(copied).toMatch(/^7 @\d+\.\d+/);
    await panel(page, 'A').getByRole('radio', { name: 'Samples' }).click();
    await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(2);
  });

  it('shows a native histogram as bars, and its buckets on both axes', async () => {
    await writeDurations(prometheus.url);
    await ask('duration_seconds');
    await expect.poll(() => texts(1)).toEqual(['duration_seconds', '/api', '', '50 s', '99']);
    await row(1).getByRole('gridcell').first().click();
    const buckets = panel(page, 'A').getByRole('region', { name: 'Buckets' });
    await expect.poll(() => buckets.innerText()).toMatch(/\(250 ms, 353\.6 ms\]\s+20/);
    await expect.poll(() => panel(page, 'A').getByRole('figure', { name: 'The buckets as bars' }).count()).toBe(1);
    await panel(page, 'A').getByRole('radio', { name: 'linear' }).click();
    await expect.poll(() => panel(page, 'A').getByRole('radio', { name: 'linear' }).isChecked()).toBe(true);
    await ask('duration_seconds[1m]');
    await expect.poll(() => grid.innerText()).toContain('course');
  });

  it('shows a text, a scalar, and several expressions in one table', async () => {
    await ask('"two  words"');
    await expect.poll(() => panel(page, 'A').locator('pre').innerText()).toBe('two  words');
    await ask('scalar(vector(3.25))');
    await expect.poll(() => texts(1)).toEqual(['scalar', '3.25']);
    await choose(page, 'A', 'Add an expression');
    await editor(page, 'A', 'A2').fill('vector(7)');
    await editor(page, 'A', 'A2').press('Enter');
    await expect.poll(() => texts(2)).toEqual(['A2', '7.00']);
  });

  it('asks all expressions of a panel for a label that was chosen', async () => {
    await ask('wide{n=~"1|38"}');
    await choose(page, 'A', 'Add an expression');
    await editor(page, 'A', 'A2').fill('wide{n=~"2|39"}');
    await editor(page, 'A', 'A2').press('Enter');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('5');
    await row(1).getByRole('gridcell').nth(2).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Ask without shard="s1"' }).click();
    await expect.poll(() => editor(page, 'A', 'A').innerText()).toBe('wide{n=~"1|38",shard!="s1"}');
    await expect.poll(() => editor(page, 'A', 'A2').innerText()).toBe('wide{n=~"2|39",shard!="s1"}');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('3');
  });

  it('of 60 labels shows some as columns, and lets one choose', async () => {
    await ask('many');
    const heads = () => grid.getByRole('columnheader').count();
    await expect
      .poll(() =>
        panel(page, 'A')
          .getByRole('button', { name: /^Columns 12 of 61/ })
          .count(),
      )
      .toBe(1);
    const before = await heads();
    await panel(page, 'A')
      .getByRole('button', { name: /^Columns/ })
      .click();
    await page.getByRole('textbox', { name: 'Find a label' }).fill('l59');
    await page.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await expect
      .poll(() =>
        panel(page, 'A')
          .getByRole('button', { name: /^Columns 13 of 61/ })
          .count(),
      )
      .toBe(1);
    expect(before).toBeGreaterThan(5);
    await expect.poll(() => grid.getByRole('columnheader', { name: 'pod' }).count()).toBe(1);
  });

  it('copies all rows as they are shown', async () => {
    await ask('formula');
    await expect.poll(() => texts(1)).toEqual(['=1+1', '-1']);
    await row(1).getByRole('gridcell').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy all rows for a spreadsheet (TSV)' }).click();
    await expect.poll(copied).toBe(`text\tvalue\n'=1+1\t-1\n'@SUM(1)\t0\n"plain, ""quoted"""\t1\n`);
  });

  it('saves CSV and JSON, of which no text is a formula and every number is exact', async () => {
    await ask('formula / 3');
    await expect.poll(() => grid.getByRole('row').count()).toBe(4);
    const csv = await saved('Save as CSV, a row for each sample');
    expect(csv.name).toMatch(/^binnacle_table-A_\d{8}T\d{6}Z\.csv$/);
    const lines = csv.bytes.toString().split('\r\n');
    expect(lines[0]).toBe('time,value,instance,job,text');
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,-0\.3333333333333333,127\.0\.0\.1:\d+,table,'=1\+1$/);
    expect(lines[3]).toMatch(/,0\.3333333333333333,.*,"plain, ""quoted"""$/);
    const json = await saved('Save as JSON');
    expect(JSON.parse(json.bytes.toString())).toMatchObject({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: { text: '=1+1' } }, {}, {}] },
    });
    await expect.poll(() => panel(page, 'A').innerText()).toMatch(/json is ready: 3 series\./);
  });

  it('saves a graph with a column for each series, those that are visible, and as a picture', async () => {
    await ask(
      'label_replace(vector(1), "which", "a", "", "") or label_replace(vector(2), "which", "b", "", "")',
      'Graph',
    );
    await waitForGraph(page);
    const csv = await saved('Save as CSV, a column for each series');
    expect(csv.bytes.toString().split('\r\n')[0]).toBe('time,"{which=""a""}","{which=""b""}"');
    await panel(page, 'A').getByRole('table', { name: 'Series' }).getByText('b', { exact: true }).click();
    const visible = await saved('Save as CSV, a column for each series');
    expect(visible.bytes.toString().split('\r\n')[0]).toBe('time,"{which=""b""}"');
    await expect.poll(() => panel(page, 'A').innerText()).toContain('the 1 series that is visible, of 2.');
    const picture = await saved('Save as a picture (PNG)');
    expect([picture.name.endsWith('.png'), picture.bytes.subarray(1, 4).toString()]).toEqual([true, 'PNG']);
    await choose(page, 'A', 'Copy as a picture');
    await expect.poll(copied).toBe('image/png');
  });

  it('saves 20,000 series', async () => {
    await ask('wide[20s]');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(wideCount + 1));
    const csv = await saved('Save as CSV, a row for each sample');
    expect(csv.bytes.toString().split('\r\n').length).toBeGreaterThan(wideCount);
    await expect.poll(() => panel(page, 'A').innerText()).toContain('is ready: 20,000 series.');
  });
});
