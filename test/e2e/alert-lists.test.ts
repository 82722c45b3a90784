/** The history of alerts where no samples of them were recorded: out of the lists of alerts that a real recording keeps of a real Prometheus. */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askedUntil, historyGrid, ruleRow, startAlertStage, whenItFired } from './alert-history-page.ts';
import { seriousViolations } from './axe.ts';
import { outbreaks } from './inert-page.ts';
import { stageMissing as missing, type Stage } from './view-stage.ts';

/** Two lists, which are a minute apart. */
const patient = { timeout: 110_000 };

describe.skipIf(missing !== undefined)(`lists of alerts${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let page: Page;
  let grid: Locator;

  beforeAll(async () => {
    stage = await startAlertStage({
      // A minute of every two: of two lists one has it, and the other has not.
      flapper: 'vector(time() % 120) < 60',
      ...{ readyExpr: 'ALERTS{alertname="Dead",alertstate="firing"}', of: 'Dead' },
    });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.close());

  const main = () => page.getByRole('main').innerText();
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const rule = (name: string) => ruleRow(page, name);
  const details = () => whenItFired(page);
  /** The next list comes within a minute. */
  const untilSaid = (wanted: RegExp) => askedUntil(page, main, wanted, { ...patient, interval: 1000 });

  it('make the timeline where ALERTS was not recorded: exact where an alert says so, else between two lists', async () => {
    page = await stage.openLive('harbor');
    grid = historyGrid(page);
    await page.getByRole('tab', { name: 'History' }).click();
    await button('Choose what…').click(patient);
    await page.getByRole('checkbox', { name: 'Record Alerts' }).click(patient);
    await button('Record these').click(patient);
    await page.getByRole('heading', { name: /^harbor is recorded: \d+ series\.$/ }).waitFor(patient);
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await page.getByRole('radio', { name: 'Recorded', exact: true }).click(patient);
    await page.getByText('Like this since').waitFor(patient);
    await page.getByRole('radio', { name: 'History', exact: true }).click();
    // It fired before anything was recorded, as it says itself.
    await untilSaid(/2 rules? fired/);
    expect(await rule('Dead').innerText()).toMatch(
      /^Dead\s+warning\s+2 alerts\s+watch\s+\d\d:\d\d:\d\d\s+goes on\s+\d+ (s|min)/,
    );
    await untilSaid(/out of \d+ lists of alerts, (5\ds|1m\S*) apart\.[\s\S]*what may have been is faint/);
    const flapper = await rule('Flapper').innerText();
    expect(flapper).toMatch(/^Flapper\s+page\s+1 alert\s+watch\s+\d\d:\d\d:\d\d\s+(goes on|~ \d\d:\d\d:\d\d)/);
    expect(await rule('Waits').innerText()).toMatch(/^Waits\s+info\s+1 alert\s+watch\s+\d\d:\d\d:\d\d\s+goes on$/);
    // Before the first list nothing is known.
    expect(await main()).toMatch(/\d\.\d % of this time was recorded\.\s+Hatched/);
    expect(await seriousViolations(page)).toEqual([]);
    await rule('Dead').click();
    await grid
      .locator('[aria-level="2"]')
      .first()
      .click({ position: { x: 60, y: 10 } });
    const pending = /Firing\s+(\d{4}-\S+ \S+)\s+goes on[\s\S]*Pending\s+(\d{4}-\S+ \S+)\s+(\d{4}-\S+ \S+)\s+2 s/;
    await expect.poll(() => details().innerText()).toMatch(pending);
    const [, fires = '', since = ''] = pending.exec(await details().innerText()) ?? [];
    // As the server says it of the alert.
    const { data } = await (await fetch(`${stage.prometheus.url}/api/v1/alerts`)).json();
    const actives: readonly string[] = data.alerts.map((one: { readonly activeAt: string }) =>
      one.activeAt.slice(0, 19),
    );
    expect(actives).toContain(since.replace(' ', 'T'));
    expect(Date.parse(fires) - Date.parse(since)).toBe(2000);
    expect(await outbreaks(page)).toEqual([]);
    await button('Copy or save what happened').click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save as CSV' }).click();
    const csv = await readFile(await (await saved).path(), 'utf8');
    expect(csv).toMatch(/^alertname,.*,began_earliest,ended_latest,labels\r\n/);
    expect(csv).toMatch(/\r\nDead,warning,firing,.*,true,false,/);
  });
});
