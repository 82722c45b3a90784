/** What fired when: the history of alerts over a real Prometheus whose rules fire, end and fire again; out of its record; and where there is none. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseDuration } from '../../shared/format/duration.ts';
import { askedUntil, historyGrid, ruleRow, startAlertStage, whenItFired } from './alert-history-page.ts';
import { seriousViolations } from './axe.ts';
import { editor, search } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { stageMissing as missing, type Stage } from './view-stage.ts';

/** To reach a server through a cluster, and to begin to record it. */
const patient = { timeout: 30_000 };
const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';

describe.skipIf(missing !== undefined)(`the history of alerts${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let page: Page;
  let grid: Locator;

  beforeAll(async () => {
    stage = await startAlertStage({
      // Two seconds of every four.
      flapper: 'vector(time() % 4) < 2',
      labels: { hostile },
      // It fired for the third time at least.
      ...{ readyExpr: 'count_over_time(ALERTS{alertname="Flapper"}[1m]) > 4', of: 'Flapper' },
    });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.close());

  const main = () => page.getByRole('main').innerText();
  const rule = (name: string) => ruleRow(page, name);
  const alerts = () => grid.locator('[aria-level="2"]');
  const names = () =>
    grid
      .locator('[aria-level="1"]')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('b [title]')?.getAttribute('title') ?? ''));
  const details = () => whenItFired(page);
  const axis = () => page.getByRole('slider', { name: 'Time that is pointed at' });
  /** How long the window is that the summary says, and not the one that is asked for. */
  const shownHours = async () => {
    const [, from = '', to = ''] = /(\d{4}-\S+ [\d:]+) to (\d{4}-\S+ [\d:]+)/.exec(await main()) ?? [];
    return (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 3_600_000;
  };

  const until = (look: () => Promise<string>, wanted: RegExp) => askedUntil(page, look, wanted, patient);

  async function open(context: 'harbor' | 'slow'): Promise<void> {
    page = await stage.openLive(context);
    grid = historyGrid(page);
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await page.getByRole('radio', { name: 'History', exact: true }).waitFor();
    await page.getByRole('main').focus();
    await page.keyboard.press('h');
  }

  it('has a row for each rule that was pending or fired, with from when to when, for how long and how often', async () => {
    await open('harbor');
    await expect.poll(async () => (await names()).toSorted(), patient).toEqual(['Dead', 'Flapper', 'Waits']);
    // How long it has fired depends on how long the scenarios before took.
    const dead = /^Dead\s+warning\s+2 alerts\s+watch\s+(before|\d\d:\d\d:\d\d)\s+goes on\s+\d+ (s|min)( \d+ s)?\s+2$/;
    await until(() => rule('Dead').innerText(), dead);
    await until(() => rule('Waits').innerText(), /^Waits\s+info\s+1 alert\s+watch\s+\S+\s+goes on$/);
    const times = async () => Number(/(\d+)$/.exec(await rule('Flapper').innerText())?.[1]);
    expect(await times()).toBeGreaterThan(1);
    expect(await rule('Flapper').getByRole('img').getAttribute('aria-label')).toMatch(
      /^Fired \d+ times, for \d+ (s|min)/,
    );
    await expect.poll(main).toMatch(/2 rules fired, 3 alerts\.\s+First: \w+ at \d{4}-/);
    // The server is younger than the window: of before nothing is known.
    expect(await main()).toMatch(/evaluated every 1s\.[\s\S]*stored samples in \d\.\d % of this time[\s\S]*Hatched/);
    await expect.poll(() => search(page).get('mode')).toBe('history');
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('radio', { name: '30 d' }).click();
    await expect.poll(() => search(page).get('window')).toBe('30d');
    await page.reload();
    await expect
      .poll(() => page.getByRole('radio', { name: '30 d' }).getAttribute('aria-checked'), patient)
      .toBe('true');
    await expect.poll(names, patient).toHaveLength(3);
  });

  it('opens a rule and an alert of it: each time that it fired, hostile labels as text, and the ways on', async () => {
    await open('harbor');
    await rule('Dead').click();
    await expect.poll(() => alerts().count(), patient).toBe(2);
    await alerts()
      .first()
      .click({ position: { x: 60, y: 10 } });
    await expect
      .poll(() => details().innerText())
      .toMatch(/Firing\s+\d{4}-\S+ \S+\s+goes on[\s\S]*Pending\s+before\s+\d{4}-[\s\S]*⟨U\+202E⟩gnp/);
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    await details().getByRole('button', { name: 'Zoom to it' }).first().click();
    const lengthMs = () => parseDuration(search(page).get('window') ?? '') ?? 0;
    await expect.poll(lengthMs, patient).toBeLessThan(3_600_000);
    const zoomedMs = lengthMs();
    await expect.poll(shownHours, patient).toBeLessThan(1);
    // It is shown with its beginning: not from an edge of the window on.
    await expect.poll(() => details().innerText(), patient).not.toMatch(/Firing\s+before/);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(lengthMs).toBeGreaterThan(1.5 * zoomedMs);
    await expect.poll(() => alerts().count(), patient).toBe(2);
    await details().getByRole('button', { name: 'Show in Explorer' }).first().click();
    await expect
      .poll(() => editor(page, 'A').innerText())
      .toMatch(/^ALERTS\{alertname="Dead", alertstate="firing", hostile=/);
  });

  it('is searched, filtered and put in order, and gone through by the keyboard; a time is pointed at and zoomed in to', async () => {
    await open('harbor');
    await expect.poll(names, patient).toHaveLength(3);
    await page.getByRole('searchbox', { name: 'Find by name or label' }).fill('127.0.0.1:10');
    await expect.poll(names).toEqual(['Dead']);
    await expect.poll(() => rule('Dead').innerText()).toContain('1 of 2 alerts fit');
    await page.getByRole('searchbox', { name: 'Find by name or label' }).fill('');
    await page.getByRole('button', { name: 'Severity: any' }).click();
    await page.getByRole('menuitemradio', { name: 'page', exact: true }).click();
    await expect.poll(names).toEqual(['Flapper']);
    await page.getByRole('button', { name: 'Severity: page' }).click();
    await page.getByRole('menuitemradio', { name: 'any', exact: true }).click();
    await page.getByRole('button', { name: 'Order: fired last' }).click();
    await page.getByRole('menuitemradio', { name: 'fired most often', exact: true }).click();
    await expect.poll(names).toEqual(['Flapper', 'Dead', 'Waits']);
    await page.getByRole('main').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => alerts().count()).toBe(2);
    // What goes on at the end of the window fires there.
    const said = async () => (await axis().getAttribute('aria-valuetext')) ?? '';
    const firing = /^\d{4}-.*: [23] firing, Dead \(2\)/;
    await until(said, firing);
    await axis().focus();
    await page.keyboard.press('Home');
    await expect.poll(said).not.toMatch(firing);
    await page.keyboard.press('End');
    await expect.poll(said).toMatch(firing);
    await page.keyboard.press('Enter');
    await expect.poll(() => search(page).get('window')).toBe('3h');
    await page.keyboard.press('z');
    await expect.poll(() => search(page).get('window')).not.toBe('3h');
  });

  it('shows what fired at the pointer, and zooms in to what is dragged over', async () => {
    await open('slow');
    await page.getByRole('radio', { name: '6 h' }).click();
    // The rows of a day may be there before: the time that is dragged over is one of six hours.
    await expect.poll(shownHours, patient).toBe(6);
    await expect.poll(names, patient).toHaveLength(3);
    const box = (await axis().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
    await page.getByText('Nothing is known of this time').waitFor();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 3 });
    await page.mouse.move(box.x + box.width + 40, box.y + 60, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => search(page).get('window')).toMatch(/^(3h|2h59m)/);
    await expect.poll(shownHours, patient).toBeLessThan(3.1);
    // What was dragged over did not open the row.
    expect(search(page).get('open')).toBeNull();
    expect(await alerts().count()).toBe(0);
    await page.getByRole('button', { name: 'Copy or save what happened' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save as CSV' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^alerts-\d{8}T\d{4}-\d{8}T\d{4}\.csv$/);
  });

  it('is there from the record, in English and Korean; leads to the alerts as of then, and back', async () => {
    page = await stage.openLive('harbor');
    grid = historyGrid(page);
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Record', exact: true }).click(patient);
    await page.getByRole('heading', { name: /^harbor is recorded: \d+ series\.$/ }).waitFor(patient);
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await page.getByRole('radio', { name: 'Recorded', exact: true }).click(patient);
    await page.getByText('Like this since').waitFor(patient);
    await page.getByRole('radio', { name: 'History', exact: true }).click();
    // It ends with what was recorded when it was opened, which may be before the first of Flapper.
    await until(async () => (await names()).toSorted().join(' '), /^Dead Flapper Waits$/);
    await expect.poll(main).toMatch(/\d\.\d % of this time was recorded\.\s+Hatched/);
    expect(await seriousViolations(page)).toEqual([]);
    await rule('Dead').click();
    await alerts()
      .first()
      .click({ position: { x: 60, y: 10 } });
    await expect.poll(() => details().innerText()).toContain('⟨U+202E⟩gnp');
    await details().getByRole('button', { name: 'Alerts as of then' }).first().click();
    await expect.poll(() => search(page).get('mode')).toBeNull();
    await expect.poll(() => Number(search(page).get('at'))).toBeGreaterThan(0);
    await page.getByRole('radio', { name: 'History', exact: true }).click();
    await expect.poll(names, patient).toHaveLength(3);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('menuitemradio', { name: '한국어' }).click();
    await expect.poll(main, patient).toMatch(/규칙 2개, 경고 3개가 발생했습니다\.[\s\S]*계속됨/);
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('does without the rules where they never come, and asks for them again; what a cancel leaves shown is said', async () => {
    page = await stage.openLive('slow');
    grid = historyGrid(page);
    const never = new Promise(() => undefined);
    stage.answer(/\/api\/v1\/rules/, { kind: 'later', when: never, answer: stage.forward() });
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await page.getByRole('radio', { name: 'History', exact: true }).click();
    await expect.poll(main, patient).toMatch(/Asking slow how often its rules are evaluated, \d+\.\d s\./);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect.poll(names, patient).toHaveLength(3);
    await expect.poll(main).toContain('Without the rules, which were not waited for');
    expect(await rule('Dead').innerText()).not.toContain('watch');
    expect(await seriousViolations(page)).toEqual([]);
    // Asked again they do not come either: the key ends it, and what is shown stays.
    await page.getByRole('button', { name: 'Read now', exact: true }).click();
    await expect.poll(main).toMatch(/Asking slow how often its rules are evaluated, \d+\.\d s\./);
    await page.getByRole('main').focus();
    await page.keyboard.press('.');
    await expect.poll(main).toContain('Without the rules, which were not waited for');
    expect(await names()).toHaveLength(3);
    stage.answer(/^$/, stage.forward());
    await page.getByRole('button', { name: 'Read now', exact: true }).click();
    await expect.poll(() => rule('Dead').innerText(), patient).toContain('watch');
    expect(await main()).not.toContain('Without the rules');
    // Of another window that is not waited for, what was read before stays, and says so.
    stage.answer(/\/api\/v1\/query/, { kind: 'later', when: never, answer: stage.forward() });
    await page.getByRole('radio', { name: '30 d' }).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click(patient);
    await expect.poll(main).toMatch(/The asking for .* to .* was cancelled: what was read before is shown\./);
    expect(await shownHours()).toBe(24);
    stage.answer(/^$/, stage.forward());
    await page.getByRole('button', { name: 'Read now', exact: true }).click();
    await expect.poll(shownHours, patient).toBe(720);
    expect(await main()).not.toContain('was cancelled');
  });

  it('waits as long as a person does, and says why there is nothing', async () => {
    await open('slow');
    await expect.poll(names, patient).toHaveLength(3);
    stage.answer(/\/api\/v1\/query/, { kind: 'error', code: 422, errorType: 'execution', error: 'too many samples' });
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toContain('too many samples');
    let go: (value?: unknown) => void = () => undefined;
    const when = new Promise((resolve) => (go = resolve));
    stage.answer(/\/api\/v1\/query/, { kind: 'later', when, answer: stage.forward() });
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await expect.poll(main).toMatch(/Asking slow what fired from .* to .*, \d+\.\d s\./);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect.poll(main).toContain('Nothing was read.');
    go();
    // It is the one window that is not asked for any more.
    await page.getByRole('button', { name: 'Earlier' }).click();
    await expect.poll(main, patient).toContain('Nothing is known of this time.');
    await page.getByRole('button', { name: 'Later' }).click();
    await expect.poll(names, patient).toHaveLength(3);
    const empty = '{"status":"success","data":{"resultType":"vector","result":[]}}';
    stage.answer(/\/api\/v1\/query$/, { kind: 'body', body: empty });
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toContain('No alert was pending or fired.');
    await page.getByRole('button', { name: 'Look at 3 d' }).click();
    await expect.poll(() => search(page).get('window')).toBe('3d');
    expect(await seriousViolations(page)).toEqual([]);
  });
});
