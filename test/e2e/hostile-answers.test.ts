/** Answers that are too many, or that mean harm: 20,000 series, and names, values and words that would be code if they were not text. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { type Asked, type BadAnswer, type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { choose, contextButton, editor, execute, panel } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const seriesCount = 20_000;

/** A range ends at a whole step: with short ones, what was scraped just now is drawn at once. */
const shortly = { range: '30s', 'g0.step': '1s' };

const markup = '<img src=x class=evil onerror="document.title=1">';
const hostileTexts = [
  markup,
  '<script class=evil>document.title=2</script>',
  'javascript:alert(1)',
  '{{constructor}} $t(app.name) %s',
  '\u202eevil \u0000 \u{1F4A9} ｆｕｌｌ',
  'x'.repeat(10_000),
];

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function exposition(): string {
  const wide = Array.from({ length: seriesCount }, (_, i) => `wide{n="${i}"} ${i}`);
  const hostile = hostileTexts.map((value, i) => `hostile{__proto__="p",constructor="${escaped(value)}"} ${i}`);
  return `# HELP hostile A help: ${markup} \u202eevil\n# TYPE hostile gauge\n${[...wide, ...hostile].join('\n')}\n`;
}

/** What a server says that means harm with each name and each word, wherever it is asked. */
function hostileAnswer({ path }: Asked): BadAnswer {
  const names = ['odd', ...hostileTexts];
  const metric = (name: string) => ({ __name__: name, [name]: name, job: 'odd' });
  const now = Math.floor(Date.now() / 1000);
  const values = Array.from({ length: 240 }, (_, i) => [now - 15 * (240 - i), '1']);
  const said = (data: unknown): BadAnswer => {
    const remarks = { warnings: hostileTexts, infos: hostileTexts };
    return { kind: 'body', body: JSON.stringify({ status: 'success', data, ...remarks }) };
  };
  if (path.endsWith('/query_range')) {
    return said({ resultType: 'matrix', result: names.map((name) => ({ metric: metric(name), values })) });
  }
  if (path.endsWith('/query')) {
    return said({ resultType: 'vector', result: names.map((name) => ({ metric: metric(name), value: [now, '1'] })) });
  }
  if (path.endsWith('/metadata')) {
    return said(Object.fromEntries(names.map((name) => [name, [{ type: name, help: name, unit: name }]])));
  }
  if (path.endsWith('/series')) return said(names.map(metric));
  return said(names);
}

const missing = chromiumMissing ?? serverMissing('prometheus');

describe.skipIf(missing !== undefined)(`hostile answers${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let exporter: Server;
  let prometheus: RealServer;
  let odd: BadPrometheus;
  let apis: ApiServerDouble[];
  let folder: string;
  let app: RunningApp;
  let opened: OpenPage;
  let page: Page;

  beforeAll(async () => {
    const body = exposition();
    exporter = createServer((_, response) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(body));
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as { port: number };
    prometheus = await startPrometheus({
      jobs: [{ job: 'wide', targets: [`127.0.0.1:${port}`] }],
      scrapeInterval: '2s',
    });
    const counted = async () => {
      const answer = await fetch(`${prometheus.url}/api/v1/query?query=count(wide)`);
      expect(await answer.text()).toContain(`"${seriesCount}"`);
    };
    await vi.waitFor(counted, { timeout: 20_000, interval: 100 });
    odd = await startBadPrometheus();
    const api = async (name: string, realPort: number) =>
      startApiServer({ cluster: buildCluster(name).prometheus({ realPort }).cluster });
    apis = await Promise.all([api('wide', prometheus.port), api('odd', odd.port)]);
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    const contexts = apis.map((one, i) => one.context('admin', i === 0 ? 'wide' : 'odd'));
    await writeFile(join(folder, 'config'), kubeconfigYaml(contexts));
    app = await startWebApp({ kubeconfig: [join(folder, 'config')] });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    for (const api of apis ?? []) await api.stop();
    await odd?.stop();
    await prometheus?.stop();
    exporter?.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    opened = await openPage(browser, app.url);
    page = opened.page;
  });
  afterEach(async () => {
    const { faults } = opened;
    await opened.close();
    expect(faults).toEqual([]);
  });

  const ask = async (context: string, expr: string) => {
    await contextButton(page, context).click();
    await page.getByRole('banner').getByText('Live', { exact: true }).waitFor();
    const { origin, pathname } = new URL(page.url());
    await page.goto(`${origin}${pathname}?${new URLSearchParams({ ...shortly, 'g0.expr': expr })}`);
  };
  const text = () => panel(page, 'A').textContent();
  const tab = (name: string) => panel(page, 'A').getByRole('tab', { name }).click();
  /** The place shows the text, and it is nothing but text. */
  const inert = async (place: string, look: () => Promise<string | null>, shown = '<img src=x class=evil onerror=') => {
    await expect.poll(look, { message: place }).toContain(shown);
    expect(await outbreaks(page), place).toEqual([]);
    expect(await page.title(), place).toMatch(/^(wide|odd) · Binnacle$/);
  };

  it('draws the highest of 20,000 series, more of them for a click, and lists them all as a table that can be used', async () => {
    await ask('wide', 'wide');
    // More than the palette has: hairlines, which are grey.
    const drawn = async () => {
      const said = /([\d,]+) of 20,000 series are drawn/.exec(await panel(page, 'A').innerText())?.[1];
      return Number(said?.replace(',', ''));
    };
    await expect.poll(drawn).toBeGreaterThan(10);
    const first = await drawn();
    await panel(page, 'A').getByRole('button', { name: 'Draw more' }).click();
    await expect.poll(drawn).toBeGreaterThan(first);
    const find = panel(page, 'A').getByRole('textbox', { name: 'Filter the series' });
    await find.fill('1234');
    await expect.poll(text).toContain('12 of 20,000 series');
    await tab('Table');
    const table = panel(page, 'A').getByRole('grid', { name: /^Result/ });
    await expect.poll(() => table.getByRole('row').count()).toBeGreaterThan(10);
    const value = table.getByRole('columnheader', { name: 'value', exact: true });
    const order = () => value.getAttribute('aria-sort');
    for (const next of [/^(ascending|descending)$/, /^descending$/]) {
      if (!/^descending$/.test((await order()) ?? '')) await value.getByRole('button').click();
      await expect.poll(order).toMatch(next);
    }
    await expect.poll(() => table.textContent()).toContain('19999');
    // Only what is seen is in the page.
    await expect.poll(() => table.getByRole('row').count()).toBeLessThan(200);
  });

  it('would see what became an element, and what is turned', async () => {
    await page.evaluate(() => {
      const paragraph = document.body.appendChild(document.createElement('p'));
      paragraph.append(
        '\u202eevil ',
        Object.assign(document.createElement('b'), { className: 'evil', textContent: 'b' }),
      );
    });
    expect(await outbreaks(page)).toMatchObject(
      [/^an element/, /^"b" is turned/].map((one) => expect.stringMatching(one)),
    );
  });

  it('shows hostile values and helps as the text they are, wherever they show', async () => {
    await ask('wide', 'hostile');
    await inert('legend', text);
    await everyPlace('hostile', 'constructor');
  });

  it('shows hostile names, values, helps and remarks of a server as the text they are, wherever they show', async () => {
    odd.answer = hostileAnswer;
    await ask('odd', 'odd');
    await inert('legend and remarks', text);
    await everyPlace('odd', 'job');
    odd.answer = { kind: 'error', code: 422, errorType: 'execution', error: hostileTexts.join('\n') };
    await execute(page, 'odd + 1');
    await inert('error', text);
    await expect.poll(text).toContain('x'.repeat(10_000));
    await choose(page, 'A', 'Add an expression');
    odd.answer = ({ params, ...asked }) =>
      params.get('query')?.includes('fine')
        ? { kind: 'fine' }
        : { kind: 'error', code: 422, errorType: 'execution', error: `${hostileTexts.join(' ')}${asked.path}` };
    await editor(page, 'A', 'A2').fill('fine');
    await editor(page, 'A', 'A2').press('Enter');
    await inert('an error beside an answer', text, 'A failed:');
  });

  /** All but the legend, which is there first. */
  async function everyPlace(metric: string, label: string): Promise<void> {
    const canvas = await panel(page, 'A').locator('canvas').first().boundingBox();
    if (canvas === null) throw new Error('the graph has no place');
    await page.mouse.move(canvas.x + canvas.width * 0.9, canvas.y + canvas.height * 0.5);
    await inert('the crosshair', text);
    await page.mouse.move(5, 5);
    await tab('Table');
    const grid = panel(page, 'A').getByRole('grid', { name: /^Result/ });
    await inert('table', () => grid.textContent());
    await grid.getByRole('gridcell').first().dblclick();
    await inert('an opened row', text);
    await tab('Graph');
    await choose(page, 'A', 'Show the parts');
    await inert('tree', text);
    await choose(page, 'A', 'Hide the parts');
    await tab('Explain');
    await inert('explanation', text, metric);
    await tab('Graph');
    const box = editor(page, 'A');
    await box.fill(`${metric}{${label}="<im`);
    await inert('completion of values', () => page.locator('.cm-tooltip-autocomplete').innerText(), '<img');
    await page.keyboard.press('Escape');
    await box.fill('');
    await box.pressSequentially(metric.slice(0, 3));
    await inert('completion of metrics', () => page.locator('.cm-tooltip').allInnerTexts().then(String), metric);
    await page.keyboard.press('Escape');
    await execute(page, `${metric}{${label}="<img src=x class=evil onerror='document.title=4'>"}`);
    await inert('what is empty, or is shown', text);
    await execute(page, `${metric}{${label}="<img src=x class=evil onerror='document.title=4'>"}}`);
    await inert('parse error', text);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill(metric);
    await inert('palette', () => page.getByRole('listbox', { name: 'What there is' }).innerText(), metric);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Metrics', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: 'Metrics' });
    await inert('metrics', () => drawer.innerText());
    await drawer.getByRole('combobox', { name: 'Find a metric' }).fill(metric);
    await drawer.getByRole('combobox', { name: 'Find a metric' }).press('Enter');
    await inert('labels', () => drawer.innerText());
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Queries', exact: true }).click();
    await inert('queries', () => page.getByRole('dialog', { name: 'Queries' }).innerText());
    await page.getByRole('dialog', { name: 'Queries' }).getByRole('button', { name: 'Close' }).click();
  }
});
