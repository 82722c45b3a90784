/** The Rules view over a real Prometheus: in all states, searched and ordered, from the record, with thousands of them, and where its server fails. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { BadAnswer } from '../support/bad-prometheus.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, editor, search } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { stageMissing as missing, type OpenOptions, type Stage, startStage } from './view-stage.ts';

/** To reach a server, and to begin to record it. */
const patient = { timeout: 40_000 };
const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';

const rules = stringify({
  groups: [
    {
      ...{ name: 'availability', interval: '1s' },
      rules: [
        {
          ...{ alert: 'DeadTarget', expr: 'up < 1', for: '1m', labels: { severity: 'page' } },
          annotations: { summary: hostile, runbook: 'https://runbooks.example/dead' },
        },
        // Of one target alone it is none, and of both it cannot be evaluated.
        { alert: 'Broken', expr: '(up * on (job) up) > 2' },
        { record: 'job:up:sum', expr: 'sum by (job) (up)', labels: { team: 'harbour' } },
      ],
    },
    // Somewhere within the hour it is evaluated, which no test waits for.
    { name: 'hourly', interval: '23h', rules: [{ record: 'job:up:day', expr: 'sum by (job) (up)' }] },
  ],
});

/** As a large installation has them; one group takes nearly all of its time. */
function manyRules(groups: number): BadAnswer {
  const lastEvaluation = new Date().toISOString();
  const rule = (group: number, n: number) => ({
    ...{ type: 'recording', name: `group_${group}:rule_${n}`, query: `sum(m{shard="${n}"})`, health: 'ok' },
    ...{ evaluationTime: group === 300 && n === 3 ? 9 : ((group * 31 + n * 7) % 200) / 1000, lastEvaluation },
  });
  const list = Array.from({ length: groups }, (_, group) => ({
    ...{ name: `group-${group}`, file: `/etc/rules/${group % 7}.yml`, interval: 30, lastEvaluation },
    ...{ evaluationTime: group === 300 ? 27 : 0.1, rules: Array.from({ length: 12 }, (_, n) => rule(group, n)) },
  }));
  return { kind: 'body', body: JSON.stringify({ status: 'success', data: { groups: list } }) };
}

describe.skipIf(missing !== undefined)(`the rules${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let page: Page;
  let grid: Locator;

  const answerRules = (answer: BadAnswer) => stage.answer(/\/api\/v1\/rules$/, answer);

  beforeAll(async () => {
    const jobs = [{ job: 'dead', targets: ['127.0.0.1:9', '127.0.0.1:10'] }];
    stage = await startStage({
      prometheus: { rules: [rules], jobs },
      isReady: { path: '/api/v1/rules', said: (text) => text.includes('"err"') },
      address: 'quay',
    });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.close());

  const main = () => page.getByRole('main').innerText();
  const row = (has: string) => grid.getByRole('row').filter({ hasText: has }).last();
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const names = () => grid.getByRole('row').locator('b').allInnerTexts();
  const choose = async (menu: RegExp, item: RegExp) => {
    await page.getByRole('button', { name: menu }).click();
    await page.getByRole('menuitemradio', { name: item }).click();
  };

  async function open(options: OpenOptions = {}): Promise<void> {
    page = await stage.openLive('quay', options);
    grid = page.getByRole('treegrid', { name: 'Rules' });
    await page.getByRole('main').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('u');
  }

  it('stand by groups with how they are, when they were evaluated and how long that took; what fails in the server’s words', async () => {
    await open();
    await expect
      .poll(names, patient)
      .toEqual(['availability', 'DeadTarget', 'Broken', 'job:up:sum', 'hourly', 'job:up:day']);
    expect(await row('availability').innerText()).toMatch(
      /1 fails\s+3 rules[\s\S]*every 1 s[\s\S]*\d s ago[\s\S]*\d (ms|µs)/,
    );
    expect(await row('DeadTarget').innerText()).toMatch(/^OK\s+DeadTarget\s+alerting[\s\S]*\d s ago[\s\S]*[mµ]s$/);
    expect(await row('Broken').innerText()).toMatch(/^Failing[\s\S]*found duplicate series for the match group/);
    expect(await row('job:up:day').innerText()).toMatch(/^Unknown\s+job:up:day\s+recording\s+not yet$/);
    const header = await page.getByRole('banner').innerText();
    expect(header).toMatch(/Rules\s+4\s+Groups\s+2\s+Failing\s+1/);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await outbreaks(page)).toEqual([]);
  });

  it('open with what they say, and lead to the Explorer and to their alerts', async () => {
    await open();
    await row('DeadTarget').click({ position: { x: 300, y: 8 } });
    const details = page.getByRole('region', { name: 'Definition of the rule' });
    await expect
      .poll(() => details.innerText())
      .toMatch(/up < 1[\s\S]*for\s+1m[\s\S]*severity\s+page[\s\S]*⟨U\+202E⟩gnp/);
    expect(await details.getByRole('link').getAttribute('href')).toBe('https://runbooks.example/dead');
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    await details.getByRole('button', { name: 'Show its alerts' }).click();
    await expect.poll(main, patient).toMatch(/DeadTarget[\s\S]*(Firing|Pending)/);
    expect(search(page).get('q')).toBe('DeadTarget');
    await page.goBack();
    await row('Broken').click({ position: { x: 300, y: 8 } });
    await expect
      .poll(() => details.last().innerText())
      .toMatch(/The last evaluation failed:\s+found duplicate series[\s\S]*many-to-many/);
    await details.last().getByRole('button', { name: 'Show in Explorer' }).click();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('(up * on (job) up) > 2');
  });

  it('are searched and narrowed with counts, and gone through by keys; the address keeps it', async () => {
    await open();
    await grid.waitFor();
    await page.getByRole('button', { name: 'Failing 1' }).click();
    await expect.poll(names).toEqual(['availability', 'Broken']);
    await page.getByRole('button', { name: 'All 4' }).click();
    await choose(/^Which kind of rules/, /^Recording 2/);
    await expect.poll(names).toEqual(['availability', 'job:up:sum', 'hourly', 'job:up:day']);
    await page.keyboard.press('/');
    await page.keyboard.type('harbour');
    await expect.poll(names).toEqual(['availability', 'job:up:sum']);
    expect(await row('availability').innerText()).toContain('1 of 3 fit');
    await expect.poll(() => search(page).get('q')).toBe('harbour');
    await page.reload();
    await expect.poll(names, patient).toEqual(['availability', 'job:up:sum']);
    await page.getByRole('searchbox', { name: /^Find by name/ }).fill('nowhere to be found');
    await expect.poll(main).toContain('No rule has “nowhere to be found”');
    await button('Show all').click();
    await expect.poll(names).toHaveLength(6);
    await page.getByRole('main').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(names).toEqual(['availability', 'hourly', 'job:up:day']);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('region', { name: 'Definition of the rule' }).innerText())
      .toContain('sum by (job) (up)');
    expect(Object.fromEntries(search(page))).toMatchObject({ turned: expect.any(String) });
    await page.getByRole('radio', { name: 'Rules alone' }).click();
    await expect.poll(names).toEqual(['DeadTarget', 'Broken', 'job:up:sum', 'job:up:day']);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('stand the slowest first of thousands, keep the place when they are read again, and mark a group that is short of time', async () => {
    answerRules(manyRules(413));
    await open();
    await expect
      .poll(() => page.getByRole('banner').innerText(), patient)
      .toMatch(/Rules\s+4,956\s+Groups\s+413[\s\S]*90 %, group-300/);
    expect(await grid.getByRole('row').count()).toBeLessThan(100);
    await choose(/^In which order/, /^Slowest first/);
    await expect.poll(async () => (await names()).slice(0, 2)).toEqual(['group-300', 'group_300:rule_3']);
    expect(await row('group-300').locator('[data-near]').getAttribute('data-near')).toBe('true');
    expect(await row('group_300:rule_3').locator('[data-near]').getAttribute('data-near')).toBe('false');
    await page.getByRole('radio', { name: 'Rules alone' }).click();
    await expect.poll(async () => (await names())[0]).toBe('group_300:rule_3');
    await choose(/^In which order/, /^As in the files/);
    const scroller = grid.locator('xpath=..');
    await scroller.evaluate((element) => element.scrollTo(0, 26_000));
    await expect.poll(async () => (await names()).length).toBeGreaterThan(10);
    const before = await scroller.evaluate((element) => element.scrollTop);
    answerRules(manyRules(413));
    await button('Refresh').click();
    await expect.poll(() => page.getByRole('banner').innerText()).toMatch(/Read\s+[0-2] s ago/);
    expect(await scroller.evaluate((element) => element.scrollTop)).toBe(before);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('are there from the record, as of when they were seen', async () => {
    await open();
    await page.getByRole('tab', { name: 'History' }).click();
    await button('Record').click(patient);
    await page.getByRole('heading', { name: /^quay is recorded: \d+ series\.$/ }).waitFor(patient);
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByRole('radio', { name: 'Recorded', exact: true }).click(patient);
    await expect.poll(main, patient).toMatch(/As of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\s+Like this since/);
    await expect.poll(names).toContain('job:up:sum');
    expect(await row('Broken').innerText()).toContain('found duplicate series');
    expect(await page.getByRole('button', { name: 'Refresh', exact: true }).count()).toBe(0);
    const url = new URL(page.url());
    url.searchParams.set('at', '1000');
    await page.goto(url.href);
    await expect.poll(main, patient).toContain('No rules were kept of this time.');
    await button('Go to the first').click();
    await expect.poll(names, patient).toContain('job:up:sum');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('wait as long as a person does, say why there are none, and stay when their server goes', async () => {
    let go: (value?: unknown) => void = () => undefined;
    answerRules({ kind: 'later', when: new Promise((resolve) => (go = resolve)), answer: stage.forward() });
    await open({ recordsComputer: true });
    await expect.poll(main, patient).toMatch(/Asking quay for its rules, \d+\.\d s\./);
    await button('Cancel').click();
    await expect.poll(main).toContain('The rules were not read.');
    go();
    answerRules({ kind: 'error', code: 503, errorType: 'unavailable', error: 'it is not there yet' });
    await button('Read now').click();
    await expect.poll(main).toContain('it is not there yet');
    answerRules({ kind: 'body', code: 404, contentType: 'text/plain', body: '404 page not found' });
    await button('Try again').click();
    await expect.poll(main).toContain('This server does not tell its rules.');
    answerRules({ kind: 'body', body: '{"status":"success","data":{"groups":[]}}' });
    await button('Refresh').click();
    await expect.poll(main).toContain('quay has no rules.');
    expect(await seriousViolations(page)).toEqual([]);
    stage.between.answer = stage.forward();
    await button('Refresh').click();
    await expect.poll(names).toContain('DeadTarget');
    stage.between.answer = { kind: 'reset' };
    stage.between.buildInfo = { kind: 'reset' };
    await expect.poll(main, patient).toContain('Not connected: this is what was read last.');
    expect(await names()).toContain('DeadTarget');
    await contextButton(page, 'This computer').click();
    await page.getByRole('tab', { name: 'Rules' }).click();
    await expect.poll(main, patient).toContain('Nothing here has rules.');
  });
});
