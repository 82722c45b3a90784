/** The Alerts view over a real Prometheus in a cluster: in all states, searched and grouped, from the record, where its server is slow or fails. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { BadAnswer } from '../support/bad-prometheus.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, editor, search, speakKorean } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { stageMissing as missing, type Stage, startStage } from './view-stage.ts';

/** To reach a server through a cluster, and to begin to record it. */
const patient = { timeout: 30_000 };
const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';
const runbook = 'https://runbooks.example/dead';

const configuration = stringify({
  global: { scrape_interval: '1s', evaluation_interval: '1s' },
  rule_files: ['rules.yml'],
  scrape_configs: [
    {
      job_name: 'dead',
      static_configs: [
        { targets: ['127.0.0.1:9'], labels: { zone: 'a', hostile } },
        { targets: ['127.0.0.1:10'], labels: { zone: 'b' } },
      ],
    },
  ],
});

const rules = stringify({
  groups: [
    {
      name: 'availability',
      rules: [
        {
          ...{ alert: 'DeadTarget', expr: 'up < 1', keep_firing_for: '5m', labels: { severity: 'page' } },
          annotations: {
            summary: '{{ $labels.instance }} is dead',
            description: `Look at https://a.example/x, not at javascript:alert(1). ${hostile}`,
            runbook_url: runbook,
          },
        },
        { alert: 'Waiting', expr: 'up == 0', for: '1h', labels: { severity: 'info' } },
        { alert: 'Calm', expr: 'vector(1) > 2', annotations: { summary: 'lighthouse keeper' } },
        // Of one target alone it is none, and of both it cannot be evaluated.
        { alert: 'Broken', expr: '(up * on (job) up) > 2' },
      ],
    },
    { name: 'sums', rules: [{ record: 'job:up:sum', expr: 'sum by (job) (up)' }] },
  ],
});

describe.skipIf(missing !== undefined)(`the alerts${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let page: Page;
  let grid: Locator;

  const answerRules = (answer: BadAnswer) => stage.answer(/\/api\/v1\/rules$/, answer);

  beforeAll(async () => {
    stage = await startStage({
      prometheus: { config: configuration, prepare: (dir) => writeFile(join(dir, 'rules.yml'), rules) },
      isReady: {
        path: '/api/v1/rules',
        said: (text) => text.includes('found duplicate series') && text.split('"state":"pending"').length === 4,
      },
      ...{ address: 'slow', cluster: 'harbor' },
    });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.close());

  const main = () => page.getByRole('main').innerText();
  const section = (name: string) =>
    grid.locator('[aria-level="1"]').filter({ has: page.getByText(name, { exact: true }) });
  const alerts = () => grid.locator('[aria-level="2"]');
  const names = () =>
    grid
      .locator('[aria-level="1"]')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('b [title]')?.getAttribute('title') ?? ''));
  const fact = (label: string) => page.locator('header dl > div', { hasText: label }).locator('dd');
  const focusedRow = () =>
    page.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row') ?? '');
  const find = () => page.getByRole('searchbox', { name: 'Find by name, label or annotation' });

  async function start(context: 'harbor' | 'slow'): Promise<void> {
    page = await stage.openLive(context);
    grid = page.getByRole('treegrid', { name: 'Alerts' });
  }

  async function open(context: 'harbor' | 'slow'): Promise<void> {
    await start(context);
    await page.getByRole('tab', { name: 'Alerts' }).click();
  }

  it('lists what fires first, then what is pending, with counts, since when, and what cannot be evaluated', async () => {
    await start('harbor');
    await page.getByRole('main').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await expect.poll(names, patient).toEqual(['DeadTarget', 'Waiting', 'Broken', 'Calm']);
    await expect
      .poll(() => section('DeadTarget').innerText())
      .toMatch(/^Firing\s+DeadTarget\s+availability · .*rules\.yml\s+page\s+2 firing\s+(for \d|\d{4}-)/);
    await expect.poll(() => section('Waiting').innerText()).toMatch(/^Pending\s+Waiting[\s\S]*info\s+2 pending/);
    await expect.poll(() => section('Broken').innerText()).toContain('cannot be evaluated');
    await expect
      .poll(() => page.getByRole('group', { name: 'State' }).innerText())
      .toMatch(/All 4\s+Firing 1\s+Pending 1\s+Inactive 2/);
    await expect.poll(() => fact('Firing').innerText()).toBe('2');
    await expect.poll(() => fact('Alerting rules').innerText()).toBe('1 of 4 fail');
    await section('Broken').click();
    await expect
      .poll(() => section('Broken').innerText())
      .toMatch(/The last evaluation failed:\s+found duplicate series/);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('opens a rule and an alert: what it is, links that are safe, and its graph; and leads to the Explorer', async () => {
    await open('harbor');
    await section('DeadTarget').click();
    await expect.poll(() => section('DeadTarget').innerText()).toMatch(/up < 1\s+for\s+at once\s+keep_firing_for\s+5m/);
    await expect.poll(() => alerts().count()).toBe(2);
    const first = alerts().filter({ hasText: 'zone="a"' });
    await first.click({ position: { x: 60, y: 10 } });
    const details = page.getByRole('region', { name: 'Details of the alert' });
    await expect
      .poll(() => details.innerText())
      .toMatch(/Runbook\s+https:\/\/runbooks\.example\/dead\s+Annotations\s+description/);
    await expect
      .poll(() => details.innerText())
      .toMatch(/127\.0\.0\.1:9 is dead[\s\S]*severity\s+page[\s\S]*Active since \d{4}-/);
    const links = () =>
      details
        .getByRole('link')
        .evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.getAttribute('rel')]));
    await expect.poll(links).toEqual([
      [runbook, 'noopener noreferrer'],
      ['https://a.example/x', 'noopener noreferrer'],
    ]);
    await details.getByRole('application', { name: /^Expression of DeadTarget, / }).waitFor();
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    await details.getByRole('button', { name: 'Show in Explorer' }).click();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('up < 1');
    await expect.poll(() => new URL(page.url()).searchParams.get('end')).not.toBeNull();
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await expect.poll(() => details.count(), patient).toBe(1);
  });

  it('is searched by text and state and grouped by a label; the address keeps it', async () => {
    await open('harbor');
    await expect.poll(names, patient).toHaveLength(4);
    await find().fill('lighthouse');
    await expect.poll(names).toEqual(['Calm']);
    await find().fill('zone="b" dead');
    await expect.poll(names).toEqual(['DeadTarget', 'Waiting']);
    await expect.poll(() => section('DeadTarget').innerText()).toContain('1 of 2 fit');
    await page.getByRole('button', { name: /^Pending \d/ }).click();
    await expect.poll(names).toEqual(['Waiting']);
    await expect.poll(() => page.getByRole('status').allInnerTexts()).toContain('1 rule shown.');
    await expect.poll(() => search(page).get('state')).toBe('pending');
    await page.reload();
    await expect.poll(names, patient).toEqual(['Waiting']);
    await find().fill('nowhere to be found');
    await expect.poll(main).toContain('No rule and no alert has “nowhere to be found”');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Alerts stand together by: rule' }).click();
    await page.getByRole('menuitemradio', { name: 'zone', exact: true }).click();
    await expect.poll(names).toEqual(['a', 'b']);
    await section('b').click();
    await expect
      .poll(() => alerts().allInnerTexts())
      .toEqual([expect.stringMatching(/^Firing\s+DeadTarget/), expect.stringMatching(/^Pending\s+Waiting/)]);
    await page.getByRole('button', { name: 'Annotations' }).click();
    await expect.poll(() => alerts().first().innerText()).toContain('127.0.0.1:10 is dead');
    await expect.poll(() => search(page).get('by')).toBe('zone');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('is gone through by the keyboard alone', async () => {
    await open('harbor');
    await expect.poll(names, patient).toHaveLength(4);
    await page.getByRole('main').focus();
    await page.keyboard.press('j');
    await expect.poll(focusedRow).toMatch(/^section /);
    const rule = await focusedRow();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => alerts().count()).toBe(2);
    await page.keyboard.press('ArrowRight');
    await expect.poll(focusedRow).toMatch(/^alert /);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('region', { name: 'Details of the alert' }).count()).toBe(1);
    const first = await focusedRow();
    await page.keyboard.press('Tab');
    await expect.poll(focusedRow).toBe(first);
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(focusedRow).toBe(rule);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => alerts().count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('calm');
    await expect.poll(names).toEqual(['Calm']);
  });

  it('has thousands of alerts, of which only those in sight are in the page, and keeps its place when they are read again', async () => {
    const alert = (n: number) => ({
      ...{ labels: { alertname: 'Many', instance: `host-${n}` }, annotations: {}, state: 'firing', value: '1e+00' },
      activeAt: '2026-11-22T10:56:26.074527227Z',
    });
    const many = Array.from({ length: 413 }, (_, g) => ({
      ...{ name: `group ${g}`, file: 'many.yml', interval: 15 },
      rules: [
        {
          type: 'alerting',
          name: `Many${g}`,
          query: 'up == 0',
          health: 'ok',
          state: 'firing',
          alerts: Array.from({ length: 32 }, (_, n) => alert(g * 32 + n)),
        },
      ],
    }));
    answerRules({ kind: 'body', body: JSON.stringify({ status: 'success', data: { groups: many } }) });
    await open('slow');
    await expect.poll(() => grid.getAttribute('aria-rowcount'), patient).toBe('414');
    await find().fill('host-100');
    // host-100, 1000 to 1009, 10000 to 10099.
    await expect.poll(names).toEqual(['Many3', 'Many31', 'Many312', 'Many313', 'Many314', 'Many315']);
    await find().fill('');
    await page.getByRole('button', { name: 'Alerts stand together by: rule' }).click();
    await page.getByRole('menuitemradio', { name: 'alertname', exact: true }).click();
    await expect.poll(names).toEqual(['Many']);
    await section('Many').click();
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('13218');
    expect(await grid.getByRole('row').count()).toBeLessThan(80);
    await section('Many').focus();
    await page.keyboard.press('End');
    await expect.poll(focusedRow).toMatch(/^alert /);
    const place = () => page.evaluate(() => Math.round(document.activeElement?.getBoundingClientRect().top ?? 0));
    const before = [await focusedRow(), await place()];
    const read = await fact('Read').getAttribute('title');
    await page.keyboard.press('r');
    await expect.poll(() => fact('Read').getAttribute('title'), patient).not.toBe(read);
    expect([await focusedRow(), await place()]).toEqual(before);
  });

  it('has hostile texts only as text, in English and Korean', async () => {
    await open('harbor');
    await section('DeadTarget').click();
    await page.getByRole('button', { name: 'Annotations' }).click();
    await expect.poll(() => grid.innerText()).toContain('⟨U+202E⟩gnp');
    await alerts()
      .filter({ hasText: 'zone="a"' })
      .click({ position: { x: 60, y: 10 } });
    await page.getByRole('region', { name: 'Details of the alert' }).waitFor();
    expect(await outbreaks(page)).toEqual([]);
    await speakKorean(page);
    await expect.poll(main, patient).toMatch(/발생\s+DeadTarget[\s\S]*발생 2개/);
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('is there from the record, as of when it was seen, and at any time before', async () => {
    await start('harbor');
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Record', exact: true }).click(patient);
    await page.getByRole('heading', { name: /^harbor is recorded: \d+ series\.$/ }).waitFor(patient);
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await page.getByRole('radio', { name: 'Recorded', exact: true }).click(patient);
    await expect.poll(main, patient).toMatch(/As of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\s+Like this since/);
    await expect.poll(names, patient).toEqual(['DeadTarget', 'Waiting', 'Broken', 'Calm']);
    expect(await page.getByRole('button', { name: 'Refresh', exact: true }).count()).toBe(0);
    await section('DeadTarget').click();
    await alerts()
      .first()
      .click({ position: { x: 60, y: 10 } });
    await expect.poll(main).toContain('Its value was not kept.');
    await page.getByRole('application', { name: /^Expression of DeadTarget, / }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    const url = new URL(page.url());
    url.searchParams.set('at', '1000');
    await page.goto(url.href);
    await expect.poll(main, patient).toContain('No rules were kept of this time.');
    await page.getByRole('button', { name: 'Go to the first' }).click();
    await expect.poll(names, patient).toHaveLength(4);
    await expect.poll(() => Number(search(page).get('at'))).toBeGreaterThan(1000);
    await page.getByRole('button', { name: 'Newest', exact: true }).click();
    await expect.poll(() => search(page).has('at')).toBe(false);
    await expect.poll(() => section('DeadTarget').innerText()).toContain('2 firing');
  });

  it('waits as long as a person does, says why there is nothing, and keeps what was read', async () => {
    let go: (value?: unknown) => void = () => undefined;
    answerRules({ kind: 'later', when: new Promise((resolve) => (go = resolve)), answer: stage.forward() });
    await open('slow');
    await expect.poll(main).toMatch(/Asking slow for its rules and alerts, \d+\.\d s\./);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect.poll(main).toContain('The alerts were not read.');
    go();
    answerRules({ kind: 'error', code: 503, errorType: 'unavailable', error: 'starting up' });
    await page.getByRole('button', { name: 'Read now', exact: true }).click();
    await expect.poll(main).toContain('Prometheus is not ready: it answered with status 503.');
    answerRules({ kind: 'body', code: 404, contentType: 'text/plain', body: '404 page not found' });
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await expect.poll(main).toContain('This server does not tell its rules.');
    answerRules({ kind: 'body', body: '{"status":"success","data":{"groups":[]}}' });
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toContain('slow has no alerting rules.');
    answerRules({
      kind: 'body',
      body: '{"status":"success","data":{"groups":[7,{"name":"g","rules":[{"type":"alerting","name":"Odd","query":"up"}]}]}}',
    });
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toContain('1 entry of the server’s answer could not be read');
    expect(await seriousViolations(page)).toEqual([]);
    answerRules(stage.forward());
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(names).toHaveLength(4);
    answerRules({ kind: 'reset' });
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toMatch(/As of \d\d:\d\d:\d\d, [\s\S]*The last reading failed: /);
    expect(await names()).toHaveLength(4);
    expect(await seriousViolations(page)).toEqual([]);
    // It is gone altogether.
    stage.between.answer = { kind: 'reset' };
    stage.between.buildInfo = { kind: 'reset' };
    await expect.poll(main, patient).toContain('Not connected: this is what was read last.');
    expect(await names()).toHaveLength(4);
  });

  it('says plainly of what is scraped from here that it has no rules', async () => {
    page = await stage.open({ recordsComputer: true });
    await contextButton(page, 'This computer').click();
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await expect.poll(main, patient).toContain('Nothing here has rules.');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('tries a rule on the past: when it would have fired with another duration, and with another expression', async () => {
    await open('harbor');
    await section('Waiting').click();
    await page.getByRole('button', { name: 'Try on the past' }).click();
    const dialog = page.getByRole('dialog', { name: 'Try the rule on the past' });
    await dialog.getByRole('radio', { name: '6 h' }).click();
    const numbers = () => dialog.getByRole('table').innerText();
    await expect.poll(numbers).toMatch(/Alerts that fired\s+0\s[\s\S]*Alerts that were only pending\s+2$/);
    await dialog.getByRole('textbox', { name: 'for', exact: true }).fill('0s');
    await expect.poll(numbers).toMatch(/As it is\s+As tried\s+Alerts that fired\s+0\s+2\s/);
    const bars = dialog.getByRole('img', { name: /^As tried: fired once, for [\dms]+$/ });
    await expect.poll(() => bars.count()).toBe(2);
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'for', exact: true }).fill('soon');
    await expect.poll(() => dialog.innerText()).toContain('A duration as Prometheus writes it');
    // What is not finished is not tried.
    expect(await numbers()).toMatch(/Alerts that fired\s+0\s/);
    const expression = dialog.getByRole('textbox', { name: 'Expression of Waiting' });
    await expression.fill('up{zone="a"} ==');
    await expression.press('Enter');
    await expect.poll(() => dialog.innerText()).toContain('Prometheus does not understand this expression.');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => dialog.innerText()).toContain('Prometheus does not understand this expression.');
    await expression.fill('up{zone="a"} == 0');
    await dialog.getByRole('button', { name: 'Try it' }).click();
    await expect.poll(numbers).toMatch(/Alerts that were only pending\s+2\s+1$/);
    await dialog.getByRole('button', { name: 'Open in the Explorer' }).click();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('up{zone="a"} == 0');
  });

  it('shows what a mended rule would have done, where the rule as it is cannot be evaluated', async () => {
    await open('harbor');
    await section('Broken').click();
    await page.getByRole('button', { name: 'Try on the past' }).click();
    const dialog = page.getByRole('dialog', { name: 'Try the rule on the past' });
    await dialog.getByRole('radio', { name: '6 h' }).click();
    await expect.poll(() => dialog.innerText()).toContain('found duplicate series');
    await dialog.getByRole('textbox', { name: 'Expression of Broken' }).fill('up * on (job, zone) up < 1');
    await dialog.getByRole('button', { name: 'Try it' }).click();
    await expect.poll(() => dialog.getByRole('table').innerText()).toMatch(/Alerts that fired\s+2\s/);
    expect(await dialog.innerText()).toContain('could not be evaluated, so there is nothing to compare with');
  });
});
