/**
 * Looking at the record: what is not live opens from it and says so, the switch, the coverage timeline and its keys, gaps, and a recording
 * that was brought. The real application records this computer for some seconds, and then does not.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { history } from '../integration/history/run-command.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, editor, execute, panel, search, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const screens = join(import.meta.dirname, '../../test-results/screens');
const computer = 'This computer';
const minute = 60_000;
/** Of what was recorded since the scenario began. */
const somePixels = 3;

for (const host of hosts) {
  describe.skipIf(host.missing !== undefined)(
    `the record in ${host.name}${host.missing === undefined ? '' : ` (${host.missing})`}`,
    () => scenarios(host),
  );
}

function scenarios(host: Host): void {
  let opened: OpenPage;
  let dataDir: string;
  const screen = (name: string) => join(screens, `${host.name.toLowerCase()}-record-${name}.png`);

  beforeEach(() => {
    mkdirSync(screens, { recursive: true });
    dataDir = mkdtempSync(join(tmpdir(), 'binnacle-data-'));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await opened.page.screenshot({ path: screen(`failed ${task.name}`) });
    await opened.close();
    rmSync(dataDir, { recursive: true, force: true });
    expect(opened.faults).toEqual([]);
  });
  afterAll(() => host.close());

  const open = async (recordsComputer: boolean) => {
    opened = await host.open({ kubeconfig: ['/nowhere/config'], dataDir, recordsComputer });
    return opened.page;
  };
  const source = (page: Page) => page.getByRole('radiogroup', { name: 'Where the answers come from' });
  const choose = (page: Page, from: 'Live' | 'Recorded') => source(page).getByRole('radio', { name: from }).click();
  const isChosen = (page: Page, from: 'Live' | 'Recorded') =>
    source(page).getByRole('radio', { name: from, checked: true }).waitFor();
  const coverage = (page: Page) => page.getByRole('region', { name: 'Coverage' });
  const fromRecord = (page: Page) =>
    panel(page, 'A')
      .getByText(/^\d+ series from the record in /)
      .waitFor({ timeout: 30_000 });

  async function openExplorer(page: Page): Promise<void> {
    await contextButton(page, computer).click();
    await page.getByRole('tab', { name: 'Explorer' }).click();
    await panel(page, 'A').waitFor();
  }

  /** Some of it is there as soon as it can be switched to. */
  async function record(page: Page): Promise<void> {
    await openExplorer(page);
    await execute(page, 'node_load1');
    await source(page).waitFor({ timeout: 30_000 });
    await waitForGraph(page, 'A', somePixels);
  }

  /** Before it was recorded, there is a hatch, and the crosshair says why; what is recorded is not in it. */
  async function findGap(page: Page): Promise<void> {
    const chart = panel(page, 'A').getByRole('application');
    const tip = panel(page, 'A').getByText('Not recorded', { exact: true });
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await tip.count()).toBe(0);
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowLeft');
        return tip.count();
      })
      .toBeGreaterThan(0);
    await page.keyboard.press('Escape');
  }

  async function setRecording(page: Page, to: 'On' | 'Off'): Promise<void> {
    await page
      .getByRole('link', { name: 'Settings' })
      .or(page.getByRole('button', { name: 'Settings' }))
      .click();
    await page.getByRole('radiogroup', { name: 'Record this computer' }).getByText(to, { exact: true }).click();
  }

  it('is what a context opens from that is not live: in the past, said plainly, and left as it came', async () => {
    const page = await open(true);
    await record(page);
    await setRecording(page, 'Off');
    const row = page.getByRole('navigation', { name: 'Contexts' });
    await row.getByText(/^From the record · \d\d:\d\d$/).waitFor();
    await openExplorer(page);
    await page.getByText(/^From the record, last seen \d\d:\d\d\.$/).waitFor();
    await page.getByText('The settings say that this computer is not recorded now.').waitFor();
    await fromRecord(page);
    await waitForGraph(page, 'A', somePixels);
    const banner = page.getByRole('banner').first();
    await expect.poll(() => banner.innerText()).toMatch(/State\s+From the record\s+Last seen\s+today \d\d:\d\d:\d\d/);
    // Nothing of it renews itself.
    expect(await page.getByRole('button', { name: 'Refresh', exact: true }).count()).toBe(0);
    expect(search(page).has('from')).toBe(false);
    expect(await seriousViolations(page)).toEqual([]);
    await page.screenshot({ path: screen('computer') });

    // The time since then can be entered, and is a gap; where it was seen last is a stop on the way back.
    const slider = coverage(page).getByRole('slider', { name: 'Window', exact: true });
    const end = () => search(page).get('end');
    await slider.focus();
    // Far enough that points of the graph lie in it. The view has it once no other key follows; the timeline looks at the clock twice a minute.
    const begunMs = Date.now();
    await expect
      .poll(
        async () => {
          await page.keyboard.press('ArrowRight');
          return Date.parse(end() ?? '') - begunMs;
        },
        { interval: 1000, timeout: 80_000 },
      )
      .toBeGreaterThan(20_000);
    await panel(page, 'A').getByRole('application').focus();
    await page.keyboard.press('ArrowLeft');
    await panel(page, 'A').getByText('Not recorded', { exact: true }).waitFor();
    await coverage(page).getByRole('button', { name: 'Last seen' }).click();
    await expect.poll(end).toBe(null);

    await editor(page, 'A').fill('node_load5 + 1');
    // What is live is not there: back in the record, all is as it was.
    await choose(page, 'Live');
    await page.getByRole('heading', { name: 'This computer is not recorded.' }).waitFor();
    expect(await panel(page, 'A').isVisible()).toBe(false);
    await choose(page, 'Recorded');
    await fromRecord(page);
    expect(await editor(page, 'A').innerText()).toBe('node_load5 + 1');
    await page.goBack();
    await page.goBack();
    await page.getByRole('button', { name: 'Record this computer' }).waitFor();
    expect(search(page).has('from')).toBe(false);
    await page.getByRole('button', { name: 'Record this computer' }).click();
    // Nobody chose the record: it is live as soon as it can be, with what was typed.
    await isChosen(page, 'Live');
    await expect.poll(() => editor(page, 'A').innerText()).toBe('node_load5 + 1');
    await panel(page, 'A')
      .getByText(/^\d+ series in /)
      .waitFor({ timeout: 30_000 });
    // What lies between the two recordings is not there in either.
    await choose(page, 'Recorded');
    await fromRecord(page);
  });

  it('is chosen in the header, and stays chosen in the address, from view to view', async () => {
    const page = await open(true);
    await record(page);
    await isChosen(page, 'Live');
    await findGap(page);
    await choose(page, 'Recorded');
    await fromRecord(page);
    expect(search(page).get('from')).toBe('record');
    await page.getByText('The context is live.').waitFor();
    await page.getByRole('tab', { name: 'Targets' }).click();
    await isChosen(page, 'Recorded');
    await page.getByRole('tab', { name: 'History' }).click();
    await isChosen(page, 'Recorded');
    await page.getByText(/^From the record, last seen \d\d:\d\d\.$/).waitFor();
    await page.getByRole('tab', { name: 'Explorer' }).click();
    await fromRecord(page);
    await expect.poll(() => [search(page).get('from'), search(page).get('g0.expr')]).toEqual(['record', 'node_load1']);
    await page.reload();
    await fromRecord(page);
    // A completion, and the explorer of metrics, are of the record as well.
    await page.getByRole('button', { name: 'Metrics' }).click();
    await page.getByRole('button', { name: 'All metrics' }).click();
    await page
      .getByRole('textbox', { name: /name or its help/ })
      .or(page.getByPlaceholder('Words of its name or its help'))
      .first()
      .fill('load15');
    await page.getByText('15m load average.').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Go live' }).click();
    await isChosen(page, 'Live');
    await panel(page, 'A')
      .getByText(/^\d+ series in /)
      .waitFor({ timeout: 30_000 });
    await page.goBack();
    await fromRecord(page);
  });

  describe('that was brought', () => {
    const endMs = Math.floor((Date.now() - 3 * 3_600_000) / minute) * minute;
    const startMs = endMs - 24 * 3_600_000;

    beforeEach(async () => {
      const lines = ['# TYPE depth_fathoms gauge'];
      for (let timeMs = startMs; timeMs <= endMs; timeMs += minute) {
        lines.push(`depth_fathoms{harbor="rotterdam"} ${7 + Math.sin(timeMs / 3_600_000)} ${timeMs / 1000}`);
      }
      const file = join(dataDir, 'harbor.txt');
      writeFileSync(file, `${lines.join('\n')}\n# EOF\n`);
      expect((await history(dataDir, 'import', file, '--openmetrics')).code).toBe(0);
    });

    const openRecord = async () => {
      const page = await open(false);
      const row = page.getByRole('navigation', { name: 'Contexts' }).getByRole('button', { name: /^harbor\.txt/ });
      await row.click({ timeout: 30_000 });
      await execute(page, 'depth_fathoms');
      await fromRecord(page);
      await waitForGraph(page);
      return page;
    };

    it('has a row of its own, and nothing to connect to', async () => {
      const page = await openRecord();
      await page.getByRole('heading', { name: 'Recorded', level: 2 }).waitFor();
      await page.getByText('It is a record alone, with nothing to connect to.').waitFor();
      expect(await source(page).count()).toBe(0);
      expect(await page.getByRole('tab').allInnerTexts()).not.toContain('Discovery');
      expect(await seriousViolations(page)).toEqual([]);
      await page.screenshot({ path: screen('brought') });
      await execute(page, 'depth_fathom');
      await page.getByRole('heading', { name: 'This was not recorded.' }).waitFor();
      await page.getByRole('button', { name: 'depth_fathoms' }).waitFor();
    });

    // Only there the calls can be read on their way.
    it.runIf(host.name === 'Chromium')('is asked once for equal expressions, and for no collapsed panel', async () => {
      const page = await openRecord();
      const packr = new Packr({ structuredClone: true, useRecords: false });
      const asked: unknown[] = [];
      page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => {
          if (typeof payload === 'string') return;
          const frame = packr.unpack(payload) as {
            readonly method?: string;
            readonly input?: { readonly expr?: unknown };
          };
          if (frame.method === 'history.coverage') asked.push(frame.input?.expr);
        }),
      );
      const url = new URL(page.url());
      url.search = new URLSearchParams({
        ...{ 'g0.expr': 'depth_fathoms', 'g1.expr': 'depth_fathoms', 'g2.expr': 'depth_fathoms * 2' },
        ...{ 'g3.expr': 'depth_fathoms * 3', 'g3.collapsed': '1' },
      }).toString();
      await page.goto(url.href);
      for (const letter of ['A', 'B', 'C']) await waitForGraph(page, letter);
      await panel(page, 'D')
        .getByRole('button', { name: /^Folded away/ })
        .waitFor();
      const ofExprs = () => asked.filter((expr) => expr !== undefined).sort();
      await expect.poll(ofExprs).toEqual(['depth_fathoms', 'depth_fathoms * 2']);
    });

    it('has a window that is moved on the timeline by keys and by hand, and that the Explorer has then', async () => {
      const page = await openRecord();
      const slider = coverage(page).getByRole('slider', { name: 'Window', exact: true });
      const window = () => [search(page).get('range'), search(page).get('end')];
      const ago = (ms: number) => new Date(endMs - ms).toISOString();
      await expect.poll(window).toEqual(['1h', null]);
      await slider.focus();
      await page.keyboard.press('Shift+ArrowLeft');
      await page.keyboard.press('Shift+ArrowLeft');
      await expect.poll(window).toEqual(['1h', ago(2 * 60 * minute)]);
      await page.keyboard.press('-');
      await expect.poll(window).toEqual(['2h', ago(90 * minute)]);
      await page.keyboard.press('Home');
      await expect.poll(window).toEqual(['2h', new Date(startMs + 120 * minute).toISOString()]);
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/^\d+ \w+ \d\d:\d\d:\d\d to \d+ \w+ \d\d:\d\d:\d\d$/);
      await page.keyboard.press('End');
      await expect.poll(window).toEqual(['2h', null]);
      await coverage(page).getByRole('slider', { name: 'Begin of the window' }).focus();
      await page.keyboard.press('Home');
      await expect.poll(window).toEqual(['1d', null]);
      await page.keyboard.press('End');
      await expect.poll(window).toEqual(['1s', null]);
      await page.goBack();
      await expect.poll(window).toEqual(['1d', null]);
      await page.goBack();
      await expect.poll(window).toEqual(['2h', null]);

      const box = await slider.boundingBox();
      if (box === null) throw new Error('no window on the timeline');
      await page.mouse.move(box.x + box.width / 2, box.y + 40);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2 - 200, box.y + 40, { steps: 4 });
      await page.mouse.up();
      await expect.poll(() => window()[1]).not.toBe(null);
      await coverage(page).getByRole('button', { name: 'Last seen' }).click();
      await expect.poll(window).toEqual(['2h', null]);
    });
  });
}
