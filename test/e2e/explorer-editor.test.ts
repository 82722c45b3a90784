/**
 * The editor of expressions against a real Prometheus with hostile names: what it completes and how that is written, what it remarks on,
 * its keys, its settings; and that it helps as well without a Prometheus.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '../../shared/format/plain-text.ts';
import { type ApiServerDouble, startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { type BadAnswer, type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { Gate } from '../support/gate.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { choose, contextButton, panel, search, waitForGraph } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

const markup = '<img src=x onerror="document.title=1">';

const ships = [
  'Argo',
  `say "aye" it's`,
  'C:\\hold\\new',
  '`tick`',
  '서울 ☸ ｆｕｌｌ',
  'שלום \u202eevil\u202c',
  'two\nlines\tand a tab',
  'a.b|c(d)+[e]$',
  markup,
];

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function exposition(): string {
  return [
    `# HELP ship_bearing_degrees Where she heads. ${markup} $t(app.name) {{count}}`,
    '# TYPE ship_bearing_degrees gauge',
    ...ships.map((ship, i) => `ship_bearing_degrees{ship="${escaped(ship)}",port="port-${i % 2}"} ${i}`),
    '# HELP ship_orders_total Orders from the bridge.',
    '# TYPE ship_orders_total counter',
    'ship_orders_total{deck="upper"} 4',
    'ship_orders_total{deck="lower"} 2',
    '# TYPE ship_wait_seconds histogram',
    'ship_wait_seconds_bucket{le="1"} 1',
    'ship_wait_seconds_bucket{le="+Inf"} 2',
    'ship_wait_seconds_sum 3',
    'ship_wait_seconds_count 2',
    '',
  ].join('\n');
}

const missing = chromiumMissing ?? serverMissing('prometheus');

describe.skipIf(missing !== undefined)(`the editor${missing === undefined ? '' : ` (${missing})`}`, () => {
  let browser: Browser;
  let exporter: Server;
  let prometheus: RealServer;
  /** Before it, and holds back what it is told to. */
  let between: BadPrometheus;
  let gate: Gate;
  let api: ApiServerDouble;
  let folder: string;
  let app: RunningApp;
  let opened: OpenPage;
  let page: Page;
  let box: Locator;
  let options: Locator;

  beforeAll(async () => {
    const body = exposition();
    exporter = createServer((_, response) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(body));
    await new Promise<void>((resolve) => exporter.listen(0, '127.0.0.1', resolve));
    const { port } = exporter.address() as { port: number };
    prometheus = await startPrometheus({ jobs: [{ job: 'ships', targets: [`127.0.0.1:${port}`] }] });
    const known = `${prometheus.url}/api/v1/metadata?metric=ship_orders_total`;
    while (!(await (await fetch(known)).text()).includes('bridge')) await new Promise((r) => setTimeout(r, 100));
    between = await startBadPrometheus();
    between.answer = forward();
    between.buildInfo = forward();
    gate = new Gate(() => between.port);
    await gate.listen();
    api = await startApiServer({ cluster: buildCluster('fleet').prometheus({ realPort: gate.port }).cluster });
    folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
    await writeFile(
      join(folder, 'config'),
      kubeconfigYaml([api.context('admin', 'fleet'), api.context('admin', 'shoal')]),
    );
    app = await startWebApp({ kubeconfig: [join(folder, 'config')] });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await api?.stop();
    await gate?.stop();
    await between?.stop();
    await prometheus?.stop();
    exporter?.closeAllConnections();
    await new Promise((resolve) => exporter.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => open());
  afterEach(async () => {
    gate.thaw();
    between.answer = forward();
    const { faults } = opened;
    const title = await page.title();
    await opened.close();
    expect(faults).toEqual([]);
    expect(title).not.toBe('1');
  });

  const forward = (): BadAnswer => ({ kind: 'forward', to: prometheus.url });

  async function open(settings: Parameters<typeof openPage>[2] = {}): Promise<void> {
    opened = await openPage(browser, app.url, settings);
    page = opened.page;
    box = page.locator('.cm-content').first();
    options = page.getByRole('listbox').getByRole('option');
    await contextButton(page, 'fleet').click();
    // What the page begins with is there before somebody writes over it.
    await expect.poll(written).not.toBe('');
  }

  /** Puts the first in the box, the cursor where `‸` is or at its end, and types the other. */
  async function write(given: string, typed = ''): Promise<void> {
    const [before = '', behind = ''] = given.split('‸');
    await box.fill(before + behind);
    await page.keyboard.press('ControlOrMeta+End');
    for (const _ of behind) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(typed);
  }

  const written = () =>
    box.evaluate((element) => [...element.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));
  const labels = () => options.locator('.cm-completionLabel').allTextContents();
  const chosen = () => page.locator('[role=option][aria-selected=true] .cm-completionLabel').allTextContents();
  const details = () => options.locator('.cm-completionDetail').allTextContents();
  const info = () => page.locator('.cm-completionInfo');
  const tip = () => page.locator('.cm-tooltip-lint, .cm-tooltip:has(.cm-diagnostic)');
  const marks = () => page.locator('.cm-lintRange').allTextContents();
  const isFocused = () => box.evaluate((element) => element === document.activeElement);
  const executed = () => search(page).get('g0.expr');
  const execute = () => panel(page, 'A').getByRole('button', { name: 'Execute' }).click();

  async function pick(label: string): Promise<void> {
    const shown = plainText(label);
    await expect.poll(labels).toContain(shown);
    await options.nth((await labels()).indexOf(shown)).click();
  }

  /** A list takes no key until it has stood for a moment (CodeMirror: 75 ms): Tab is then the page's. */
  const hasStood = () => page.waitForTimeout(150);

  /** One down, to that. The list takes no key until it has stood for a moment; one that it does not take moves nothing. */
  async function goDownTo(label: string): Promise<void> {
    await expect.poll(() => page.keyboard.press('ArrowDown').then(chosen)).toEqual([label]);
  }

  async function set(setting: string, value: string): Promise<void> {
    await page.keyboard.press('ControlOrMeta+,');
    await page.getByRole('group', { name: setting }).getByRole('radio', { name: value }).click();
    await contextButton(page, 'fleet').click();
    await box.waitFor();
  }

  /** The one series that an expression selects, as Prometheus has it. */
  async function selected(expr: string): Promise<Readonly<Record<string, string>>> {
    const url = `${prometheus.url}/api/v1/query?${new URLSearchParams({ query: expr })}`;
    const { data } = (await (await fetch(url)).json()) as { data?: { result: { metric: Record<string, string> }[] } };
    expect(data?.result, expr).toHaveLength(1);
    return data?.result[0]?.metric ?? {};
  }

  it('offers functions at once and metrics as soon as they are there, with type and help', async () => {
    let go: (value?: unknown) => void = () => undefined;
    const when = new Promise((resolve) => (go = resolve));
    const isOfNames = /\/(metadata|series|labels|label\/__name__\/values)$/;
    between.answer = ({ path }) => (isOfNames.test(path) ? { kind: 'later', when, answer: forward() } : forward());
    // Nobody has asked for its names before.
    await contextButton(page, 'shoal').click();
    await expect.poll(() => new URL(page.url()).pathname).toContain('shoal');
    await expect.poll(written).not.toBe('');
    await write('', 's');
    await expect.poll(labels).toContain('scalar');
    expect((await labels()).filter((label) => label.includes('ship'))).toEqual([]);
    go();
    await expect.poll(labels).toContain('ship_orders_total');
    await page.keyboard.type('hip_o');
    await expect.poll(labels).not.toContain('scalar');
    expect((await labels()).slice(0, 2)).toEqual(['ship_orders_total', 'rate(ship_orders_total[5m])']);
    expect((await details()).slice(0, 2)).toEqual(['counter', 'template']);
    await goDownTo('ship_orders_total');
    await info().getByText('Orders from the bridge.').waitFor();
    await goDownTo('rate(ship_orders_total[5m])');
    await page.keyboard.press('Enter');
    await expect.poll(written).toBe('rate(ship_orders_total[5m])');
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(written).toBe('ship_o');
    await write('', 'bearing');
    await expect.poll(labels).toEqual(['ship_bearing_degrees']);
    await goDownTo('ship_bearing_degrees');
    await info().getByText(`Where she heads. ${markup} $t(app.name) {{count}}`).waitFor();
    await expect.poll(() => info().locator('img').count()).toBe(0);
  });

  it('loses no letter that comes before the page has taken what was completed', async () => {
    for (const turns of [0, 1, 2, 3, 4, 5, 6]) {
      await write('', 'sum_');
      await expect.poll(labels).toContain('sum_over_time');
      await box.evaluate((element, many) => {
        const pass = () =>
          new Promise((resolve) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = resolve;
            port2.postMessage(undefined);
          });
        const watch = new MutationObserver(async () => {
          if (element.textContent !== 'sum_over_time()') return;
          watch.disconnect();
          // Here and there between the page's own work.
          for (let turn = 0; turn < many; turn += 1) await pass();
          document.execCommand('insertText', false, 'u');
        });
        watch.observe(element, { childList: true, subtree: true, characterData: true });
      }, turns);
      await page.keyboard.type('o');
      await page.keyboard.press('Tab');
      await expect.poll(written).toMatch(/u\)|\)./);
      await page.keyboard.type('p');
      await page.keyboard.press('Escape');
      await expect.poll(written, { message: `after ${turns} turns` }).toBe('sum_over_time(up)');
    }
  });

  it('offers the labels and values that the selector has, for conditions, groupings and arguments', async () => {
    await write('', 'ship_bearing_degrees{');
    await expect.poll(labels).toEqual(['instance', 'job', 'port', 'ship']);
    await page.keyboard.type('po');
    await expect.poll(labels).toEqual(['port']);
    await page.keyboard.press('Tab');
    await expect.poll(labels).toEqual(['port-0', 'port-1']);
    await pick('port-1');
    await expect.poll(written).toBe('ship_bearing_degrees{port="port-1"}');
    await page.keyboard.type(',ship=~"');
    await expect.poll(labels).toEqual(
      ships
        .filter((_, i) => i % 2 === 1)
        .sort()
        .map(plainText),
    );
    await write('sum by (‸) (rate(ship_orders_total[5m]))', 'd');
    await expect.poll(labels).toEqual(['deck']);
    await write('label_replace(ship_orders_total, "x", "$1", "‸", "")', 'd');
    await expect.poll(labels).toEqual(['deck']);
  });

  it('writes every value so that it means itself, whatever quotes there are', async () => {
    const begins = ['=', "='", '=~"', '=`', '="'];
    for (const [i, ship] of ships.entries()) {
      await write('ship_bearing_degrees{ship‸}', begins[i % begins.length]);
      const before = await written();
      await pick(ship);
      await expect.poll(written).not.toBe(before);
      const expr = await written();
      await page.keyboard.press('Enter');
      await expect.poll(executed).toBe(expr);
      expect(await selected(expr)).toMatchObject({ ship });
    }
  });

  it('offers operators, modifiers, ranges, durations, times and templates where they may stand', async () => {
    const offered = async (given: string, typed: string, ...first: readonly string[]) => {
      await write(given, typed);
      await expect.poll(async () => (await labels()).slice(0, first.length), { message: given + typed }).toEqual(first);
    };
    await offered('sum(up) ', 'b', 'by');
    await offered('up ', 'of', 'offset');
    await offered('up > ', 'bo', 'bool', 'bottomk');
    await offered('rate(ship_orders_total[', '5', '5m', '5h');
    await offered('up offset ', '1', '1m');
    await offered('up @ ', 's', 'start()');
    await write('rate(ship_orders_total ‸)');
    await page.keyboard.press('Control+Space');
    await pick('[5m]');
    await expect.poll(written).toBe('rate(ship_orders_total [5m])');
    await write('', 'sum');
    await pick('sum by (…) (rate(…[5m]))');
    await page.keyboard.type('ship_orders_total');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.type('deck');
    await expect.poll(written).toBe('sum by (deck) (rate(ship_orders_total[5m]))');
  });

  it('offers what ran before, by its name, its star, or as it is', async () => {
    for (const expr of ['vector(11)', 'vector(12)', 'vector(13)']) {
      await write(expr);
      await page.keyboard.press('Enter');
      await expect.poll(executed).toBe(expr);
      await waitForGraph(page);
    }
    await choose(page, 'A', 'Keep the query');
    // A list has what was kept when it was opened.
    const offered = async () => {
      await write('', 'vec');
      await options.first().waitFor();
      return details();
    };
    await expect.poll(offered).toEqual(['function', 'starred query', 'query', 'query']);
    await expect.poll(labels).toEqual(['vector', 'vector(13)', 'vector(12)', 'vector(11)']);
    for (const label of ['vector', 'vector(13)', 'vector(12)']) await goDownTo(label);
    await page.keyboard.press('Enter');
    await expect.poll(written).toBe('vector(12)');
    await page.keyboard.press('Enter');
    await expect.poll(executed).toBe('vector(12)');
    await write('');
    await page.keyboard.press('Control+Space');
    await expect.poll(async () => (await labels()).slice(0, 3)).toEqual(['vector(13)', 'vector(12)', 'vector(11)']);
  });

  it('gives Enter, Tab and Escape to the list first, and closes it behind whoever leaves', async () => {
    await write('', 'ship_or');
    await expect.poll(labels).toContain('ship_orders_total');
    await page.keyboard.press('Escape');
    await expect.poll(async () => [await options.count(), await isFocused()]).toEqual([0, true]);
    await page.keyboard.press('Escape');
    await expect.poll(() => isFocused()).toBe(false);
    await write('vector(1)', ' o');
    await expect.poll(labels).toEqual(['or']);
    await hasStood();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('vector(2)');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await expect.poll(executed).toBe('vector(1) or\nvector(2)');
    // A list in which nothing is chosen is no obstacle.
    await write('', 'up');
    await expect.poll(labels).toContain('up');
    await page.keyboard.press('Enter');
    await expect.poll(executed).toBe('up');
    await expect.poll(() => options.count()).toBe(0);
    await write('', 'ship_be');
    await expect.poll(labels).toContain('ship_bearing_degrees');
    await execute();
    await expect.poll(() => options.count()).toBe(0);
    // Nor does one open that was still asked for.
    gate.freeze();
    await write('ship_bearing_degrees{port="port-0",‸}', 's');
    await execute();
    await page.getByRole('tab', { name: 'Table' }).focus();
    gate.thaw();
    await expect.poll(executed).toBe('ship_bearing_degrees{port="port-0",s}');
    await expect.poll(() => panel(page, 'A').innerText()).toContain('parse error: unexpected "}"');
    await expect.poll(() => options.count()).toBe(0);
  });

  it('marks mistakes and oddities, says them to the pointer and to the keyboard, and mends them', async () => {
    await write('rate(ship_orders_total) > sum(ship_orders_total)');
    await expect.poll(marks).toEqual(['ship_orders_total']);
    await page.locator('.cm-lintRange').hover();
    await tip().getByText('rate() goes over a range: a selector with [5m] behind it.').waitFor();
    await tip().getByText('expected type range vector in call to function "rate", got instant vector').waitFor();
    await page.mouse.move(5, 5);
    await expect.poll(() => tip().count()).toBe(0);
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('F8');
    await tip().getByRole('button', { name: 'Write [5m]' }).waitFor();
    await page.keyboard.press('ControlOrMeta+.');
    await expect.poll(written).toBe('rate(ship_orders_total[5m]) > sum(ship_orders_total)');
    await expect.poll(marks).toEqual(['>', 'sum']);
    await expect.poll(() => page.locator('[id]', { hasText: /^2 remarks\. F8 goes to the next\.$/ }).count()).toBe(1);
    await page.keyboard.press('F8');
    await page.keyboard.press('F8');
    await tip().getByText('ship_orders_total only counts up since its process began.').waitFor();
    await page.keyboard.press('Escape');
    expect([await tip().count(), await isFocused()]).toEqual([0, true]);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(written).toBe('rate(ship_orders_total) > sum(ship_orders_total)');
    // What the server would say of a hostile text is text.
    await write(`up{job=~"(${escaped(markup)}"}`);
    await page.locator('.cm-lintRange').first().hover();
    await tip().getByText(`missing closing ): \`(${markup}\``).waitFor();
  });

  it('formats in one step that can be undone, keeps comments, and says what it cannot read', async () => {
    const long = `sum by (deck) (rate(ship_orders_total{deck!=""}[5m])) # all of them\n / on (deck) group_left () sum by (deck) (rate(ship_orders_total[5m]))`;
    await write(long);
    const { height } = (await box.boundingBox()) ?? { height: 0 };
    await page.keyboard.press('Shift+Alt+f');
    const formatted = [
      '  sum by (deck) (rate(ship_orders_total{deck!=""}[5m])) # all of them',
      '/ on (deck) group_left ()',
      '  sum by (deck) (rate(ship_orders_total[5m]))',
    ].join('\n');
    await expect.poll(written).toBe(formatted);
    expect((await box.boundingBox())?.height).toBe(height + 20);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(written).toBe(long);
    await choose(page, 'A', 'Format the expression');
    await expect.poll(written).toBe(formatted);
    // Many lines are scrolled through, and leave room for the graph.
    await write(Array.from({ length: 40 }, (_, i) => `# line ${i}`).join('\n'));
    const outer = page.locator('.cm-editor').locator('..');
    expect((await outer.boundingBox())?.height).toBeLessThan(180);
    expect(await outer.evaluate((element) => element.scrollTop)).toBeGreaterThan(400);
    await write('sum(rate(ship_orders_total[5m])');
    await page.keyboard.press('Shift+Alt+f');
    await tip().getByText('This parenthesis is not closed.').waitFor();
  });

  it('helps in Korean, in the dark, on a narrow page', async () => {
    await opened.close();
    await open({ locale: 'ko-KR', colorScheme: 'dark', viewport: { width: 900, height: 800 } });
    await write('', 'rat');
    await expect.poll(labels).toContain('rate');
    await goDownTo('rate');
    await info().getByText('초').first().waitFor();
    expect((await details())[0]).toBe('함수');
    expect(await seriousViolations(page)).toEqual([]);
    await write('rate(up)');
    await page.locator('.cm-lintRange').hover();
    await tip().getByText('rate() 함수는 범위를 받습니다').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('takes an expression of 60 kB and goes on', async () => {
    const long = Array.from(
      { length: 1000 },
      (_, i) => `sum by (deck) (rate(ship_orders_total{deck!="${i}"}[5m]))`,
    ).join(' +\n');
    await write(long);
    await page.keyboard.type(' + ship_b');
    await expect.poll(labels).toContain('ship_bearing_degrees');
    await hasStood();
    await page.keyboard.press('Tab');
    await expect.poll(async () => (await marks()).length).toBe(1);
    await page.keyboard.press('Shift+Alt+f');
    await page.keyboard.press('ControlOrMeta+z');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await executed())?.length ?? 0).toBeGreaterThan(50_000);
  });

  it('helps while Prometheus is away, and says why it has no names', async () => {
    await gate.close();
    await write('', 'sum_');
    await expect.poll(labels).toContain('sum_over_time');
    // Before the list is of this letter too.
    await page.keyboard.type('o');
    await page.keyboard.press('Tab');
    await expect.poll(written).toBe('sum_over_time()');
    await page.keyboard.type('up');
    await page.keyboard.press('Escape');
    await expect.poll(marks).toEqual(['up']);
    await write('scrape_duration_seconds{', 'i');
    await expect.poll(labels).toEqual([expect.stringMatching(/^The names could not be read: ./)]);
    await page.keyboard.press('Tab');
    await expect
      .poll(async () => [await written(), await isFocused(), await options.count()])
      .toEqual(['scrape_duration_seconds{i', false, 0]);
    await gate.listen();
    // Binnacle tries by itself too, and may be first.
    const tryNow = page.getByRole('button', { name: 'Try now' });
    await tryNow.click({ timeout: 5000 }).catch(() => undefined);
    await expect.poll(() => tryNow.count()).toBe(0);
    await write('', 'ship_o');
    await expect.poll(labels).toContain('ship_orders_total');
  });

  it('does what the settings say, and shows the server’s error at its place without any help of its own', async () => {
    await write('rate(ship_orders_total)');
    await expect.poll(marks).toEqual(['ship_orders_total']);
    const colours = () =>
      box.evaluate(
        (element) => new Set([...element.querySelectorAll('span')].map((span) => getComputedStyle(span).color)).size,
      );
    await expect.poll(colours).toBeGreaterThan(1);
    await set('Check expressions while typing', 'Off');
    await set('Suggestions while typing', 'Off');
    await set('Colours in expressions', 'Off');
    await write('rate(ship_orders_total', ')');
    await page.keyboard.press('Enter');
    const place = page.locator('.cm-error-place');
    await expect.poll(() => place.allTextContents()).toEqual(['ship_orders_total']);
    await expect.poll(() => box.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(async () => [await marks(), await options.count(), await colours()]).toEqual([[], 0, 1]);
    // Whoever mends it is not told of it any more.
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('[5m]');
    await expect.poll(() => place.count()).toBe(0);
  });
});
