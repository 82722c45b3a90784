/**
 * Panels: several expressions in one graph, duplicated, named, moved, folded, removed and brought back; alive across views, contexts and
 * restarts; in the link. And the window that all of them share.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { choose, contextButton, editor, execute, legendNames, panel, search, waitForGraph } from './explorer-page.ts';
import { type Host, hosts } from './hosts.ts';
import type { OpenPage } from './web-host.ts';

const serversMissing = serverMissing('prometheus', 'prometheus-node-exporter');

for (const host of hosts) {
  const missing = serversMissing ?? host.missing;
  describe.skipIf(missing !== undefined)(`panels in ${host.name}${missing ? ` (${missing})` : ''}`, () =>
    scenarios(host),
  );
}

function scenarios(host: Host): void {
  let demo: DemoCluster;
  let dataDir: string;
  let opened: OpenPage;
  let page: Page;
  const open = async () => {
    opened = await host.open({ kubeconfig: [demo.kubeconfigFile], dataDir });
    page = opened.page;
    await contextButton(page, 'harbor').click();
  };
  const close = async () => {
    const { faults } = opened;
    await opened.close();
    expect(faults).toEqual([]);
  };

  beforeAll(async () => {
    demo = await startDemoCluster({ historyHours: 1 });
  });
  afterAll(async () => {
    await host.close();
    await demo?.stop();
  });
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'binnacle-data-'));
    await open();
  });
  afterEach(async () => {
    await close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const letters = () => page.getByRole('region', { name: /^Panel [A-Z]$/ }).count();

  it('draws several expressions in one graph, hides one, and removes one', async () => {
    await execute(page, 'label_replace(vector(1), "which", "first", "", "")');
    await waitForGraph(page);
    await choose(page, 'A', 'Add an expression');
    const second = editor(page, 'A', 'A2');
    await second.fill('label_replace(vector(2), "which", "second", "", "")');
    await second.press('Enter');
    await expect.poll(() => legendNames(page)).toEqual(['A2 second', 'A first']);
    await panel(page, 'A').getByRole('button', { name: 'Show or hide A2' }).click();
    await expect.poll(() => legendNames(page)).toEqual(['first']);
    await panel(page, 'A').getByRole('button', { name: 'Show or hide A2' }).click();
    await expect.poll(() => legendNames(page)).toEqual(['A2 second', 'A first']);
    expect(search(page).getAll('g0.expr2')).toEqual(['label_replace(vector(2), "which", "second", "", "")']);
    await panel(page, 'A').getByRole('button', { name: 'Remove A2' }).click();
    await expect
      .poll(() =>
        panel(page, 'A')
          .getByRole('textbox', { name: /^Expression/ })
          .count(),
      )
      .toBe(1);
  });

  it('says which of several expressions failed, at its place, and draws the others', async () => {
    await execute(page, 'vector(1)');
    await choose(page, 'A', 'Add an expression');
    const second = editor(page, 'A', 'A2');
    await second.fill('rate(up[5x])');
    await second.press('Enter');
    await expect.poll(() => panel(page, 'A').innerText()).toMatch(/A2 failed:[\s\S]*bad duration syntax/);
    await waitForGraph(page);
  });

  it('duplicates, names, moves, folds away, removes and brings back', async () => {
    await execute(page, 'vector(1)');
    await choose(page, 'A', 'Duplicate');
    await expect.poll(letters).toBe(2);
    await expect.poll(() => editor(page, 'B').innerText()).toBe('vector(1)');
    await execute(page, 'vector(2)', 'B');
    await choose(page, 'B', 'Name the panel, or take its name away');
    const name = panel(page, 'B').getByRole('textbox', { name: 'Name of panel B' });
    await name.fill('Disk <b>');
    await choose(page, 'B', 'Move up');
    await expect.poll(() => editor(page, 'A').innerText()).toBe('vector(2)');
    await expect
      .poll(() => panel(page, 'A').getByRole('textbox', { name: 'Name of panel A' }).inputValue())
      .toBe('Disk <b>');
    await choose(page, 'A', 'Fold away');
    await expect.poll(() => panel(page, 'A').locator('canvas').count()).toBe(0);
    await panel(page, 'A')
      .getByRole('button', { name: /Folded away/ })
      .click();
    await expect.poll(() => panel(page, 'A').locator('canvas').count()).toBeGreaterThan(0);
    await choose(page, 'A', 'Remove panel');
    await expect.poll(letters).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('vector(2)');
    await expect.poll(letters).toBe(2);
  });

  it('is alive after another view, another context, and a restart', async () => {
    await execute(page, 'vector(3)');
    await page.getByRole('button', { name: 'Add panel' }).click();
    await execute(page, 'vector(4)', 'B');
    await panel(page, 'B').getByRole('tab', { name: 'Table' }).click();
    const standing = async () => {
      await expect.poll(() => editor(page, 'A').innerText()).toBe('vector(3)');
      await expect.poll(() => editor(page, 'B').innerText()).toBe('vector(4)');
      await expect
        .poll(() => panel(page, 'B').getByRole('tab', { name: 'Table' }).getAttribute('aria-selected'))
        .toBe('true');
    };
    await page
      .getByRole('link', { name: 'Discovery' })
      .or(page.getByRole('tab', { name: 'Discovery' }))
      .first()
      .click();
    await page
      .getByRole('link', { name: 'Explorer' })
      .or(page.getByRole('tab', { name: 'Explorer' }))
      .first()
      .click();
    await standing();
    await contextButton(page, 'reef').click();
    await waitForGraph(page);
    await contextButton(page, 'harbor').click();
    await standing();
    // What was shown last is kept soon after.
    await page.waitForTimeout(600);
    await close();
    await open();
    await standing();
  });

  it('copies a link that opens the same panel', async () => {
    if (host.name === 'Electron') return;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await execute(page, 'vector(5)');
    await panel(page, 'A').getByRole('tab', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Add panel' }).click();
    await choose(page, 'A', 'Copy a link to this panel');
    await expect.poll(() => panel(page, 'A').innerText()).toContain('Link copied');
    // The page itself may not read the clipboard; a person pastes it.
    await editor(page, 'B').focus();
    await page.keyboard.press('Control+V');
    await expect.poll(() => editor(page, 'B').innerText()).toContain('http');
    await page.goto(await editor(page, 'B').innerText());
    await expect.poll(() => editor(page, 'A').innerText()).toBe('vector(5)');
    await expect.poll(letters).toBe(1);
    await expect.poll(() => panel(page, 'A').getByRole('grid').innerText()).toContain('5');
  });

  it('opens links of Prometheus’s own page', async () => {
    const { pathname, origin } = new URL(page.url());
    await page.goto(
      `${origin}${pathname}?g0.expr=vector(6)&g0.tab=table&g0.range_input=2h&g1.expr=vector(7)&g1.tab=graph&g1.display_mode=stacked`,
    );
    await expect.poll(() => panel(page, 'A').getByRole('grid').innerText()).toContain('6');
    await waitForGraph(page, 'B');
    expect(
      await panel(page, 'B')
        .getByRole('button', { name: /^Lines .*, panel B$/ })
        .innerText(),
    ).toContain('stacked');
  });

  it('moves the window: by ranges, by halves, out, back, by typed ends; and goes back in the history', async () => {
    await execute(page, 'vector(1)');
    const range = () => search(page).get('range');
    await page
      .getByRole('radio', { name: '3h' })
      .or(page.getByRole('button', { name: '3h', exact: true }))
      .first()
      .click();
    await expect.poll(range).toBe('3h');
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(range).toBe('6h');
    await page.getByRole('button', { name: 'Half a window back' }).click();
    const ends = Date.parse(search(page).get('end') ?? '');
    expect(Math.abs(ends - (Date.now() - 3 * 3_600_000))).toBeLessThan(60_000);
    await page.keyboard.press('Shift+Z');
    await page.getByRole('button', { name: /choose another/ }).click();
    await page.getByRole('textbox', { name: 'From' }).fill('2026-11-22 10:00');
    await page.getByRole('textbox', { name: 'To' }).fill('2026-11-22 09:00');
    await expect.poll(() => page.getByText('The begin has to be before the end.').count()).toBe(1);
    await page.getByRole('textbox', { name: 'To' }).fill('2026-11-22 11:30');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect.poll(range).toBe('1h30m');
    expect(search(page).get('end')).toBe('2026-11-22T11:30:00.000Z');
    await page.goBack();
    await expect.poll(range).not.toBe('1h30m');
    await page.goForward();
    await expect.poll(range).toBe('1h30m');
    await page.getByRole('button', { name: 'Now', exact: true }).click();
    await expect.poll(() => search(page).get('end')).toBe(null);
  });

  it('asks again by itself, but not while somebody points at a value', async () => {
    const { pathname, origin } = new URL(page.url());
    await page.goto(`${origin}${pathname}?range=15m&refresh=1s&g0.expr=time()&g0.tab=graph`);
    await waitForGraph(page);
    const readout = () => page.getByRole('button', { name: /choose another/ }).innerText();
    const asked = async () =>
      (await fetch(`${demo.prometheus.url}/metrics`).then((r) => r.text())).match(
        /prometheus_http_requests_total\{code="200",handler="\/api\/v1\/query_range"\} (\d+)/,
      )?.[1];
    const first = await asked();
    await expect.poll(asked, { timeout: 10_000 }).not.toBe(first);
    const canvas = panel(page, 'A').locator('canvas').first();
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('the graph has no place');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    // What was asked for before the pointer came may still be under way.
    await page.waitForTimeout(1500);
    const held = await asked();
    await page.waitForTimeout(3000);
    await expect.poll(asked).toBe(held);
    await page.mouse.move(5, 5);
    await expect.poll(asked, { timeout: 10_000 }).not.toBe(held);
    await expect.poll(readout).toMatch(/\d\d:\d\d to \d\d:\d\d/);
  });
}
