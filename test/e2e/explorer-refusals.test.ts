/**
 * Answers with nothing in them, and why; answers that are refusals, in Prometheus's own words; and what is said beside those that are
 * neither: warnings, notes, exemplars that could not be read.
 */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BadAnswer } from '../support/bad-prometheus.ts';
import { editor, execute, panel, waitForGraph } from './explorer-page.ts';
import { type Answers, answersMissing, expectAccessible, startAnswers } from './held-answers.ts';

/** An hour of history, and what an expression over all of it reads at once, is more than this. */
const fewSamples = '--query.max-samples=1000000';

describe.skipIf(answersMissing !== undefined)(`refusals${answersMissing ? ` (${answersMissing})` : ''}`, () => {
  let answers: Answers;
  beforeAll(async () => {
    answers = await startAnswers([fewSamples]);
  });
  afterAll(() => answers?.stop());
  afterEach(() => answers.closePage());

  const text = (page: Page, letter = 'A') => panel(page, letter).innerText();
  const off = { refresh: 'off' };
  const table = (page: Page) => panel(page, 'A').getByRole('tab', { name: 'Table' }).click();

  const missing: readonly (readonly [expr: string, why: string, near: string])[] = [
    [
      'sum(rate(container_cpu_usage_second_total[5m]))',
      'There is no metric container_cpu_usage_second_total in this cluster.',
      'container_cpu_usage_seconds_total',
    ],
    [
      'kube_pod_info{nmespace="payments"}',
      'The metric kube_pod_info exists, but none of its series has the label nmespace.',
      'namespace',
    ],
    [
      'kube_pod_info{namespace="paymets"}',
      'The metric exists in this cluster. No series has namespace="paymets".',
      'payments',
    ],
    ['count(kube_pod_info{namespace=~"paymets|shp"})', 'No series has namespace=~"paymets|shp".', 'payments|shp'],
  ];

  it('says what is not there, and mends it with a click', async () => {
    const page = await answers.open('harbor', { ...off, 'g0.expr': 'vector(1)' });
    for (const [expr, why, near] of missing) {
      await execute(page, expr);
      await expect.poll(() => text(page), { message: expr }).toContain(why);
      // With the day where the hour began before midnight.
      await expect
        .poll(() => text(page))
        .toMatch(/Nothing matched between (\d+ \w+ )?\d\d:\d\d and (\d+ \w+ )?\d\d:\d\d\./);
      await panel(page, 'A').getByRole('button', { name: near, exact: true }).click();
      await waitForGraph(page);
      await expect.poll(() => editor(page, 'A').innerText()).toContain(near);
    }
  });

  it('never says that there is something where nothing is looked for, or the other way round', async () => {
    // A window that holds samples, and a moment long after the last of them; a window before the first.
    const hourMs = 3_600_000;
    const after = new Date(Date.now() + hourMs).toISOString();
    const before = new Date(Date.now() - 5 * hourMs).toISOString();
    const page = await answers.open('harbor', {
      ...off,
      range: '12h',
      'g0.expr': 'kube_pod_info',
      'g0.tab': 'table',
      'g0.at': after,
    });
    const none = 'The series of kube_pod_info have no sample where this expression looks. The last one was at 20';
    await expect.poll(() => text(page)).toContain(none);
    for (const expr of ['kube_pod_info[3m]', 'count_over_time(kube_pod_info[1s] offset 9h) > 0']) {
      await execute(page, expr);
      await expect.poll(() => text(page)).toContain(none);
    }
    await page.goto(
      `${page.url().split('?')[0]}?${new URLSearchParams({ ...off, range: '1h', end: before, 'g0.expr': 'kube_pod_info' })}`,
    );
    await expect.poll(() => text(page)).toContain(none);
    await page.goto(`${page.url().split('?')[0]}?${new URLSearchParams({ ...off, 'g0.expr': 'kube_pod_info > 1' })}`);
    await expect
      .poll(() => text(page))
      .toContain('Every part of the expression has samples there; what is done with them');
    await execute(page, 'kube_pod_info and on() never_heard_of');
    await expect.poll(() => text(page)).toContain('There is no metric never_heard_of in this cluster.');
  });

  it('underlines where Prometheus found the error, in the editor and in the quotation, and has its words copied', async () => {
    const page = await answers.open('harbor', { ...off, 'g0.expr': 'rate(node_cpu_seconds_total[5x])' });
    await expect.poll(() => text(page)).toContain('Prometheus does not understand this expression at column 29.');
    const words = '1:29: parse error: bad duration syntax: "5"';
    await expect.poll(() => text(page)).toContain(words);
    await expect.poll(() => editor(page, 'A').locator('.cm-error-place').innerText()).toBe('5x');
    await expect
      .poll(() => panel(page, 'A').getByRole('alert').locator('pre').first().locator('span').innerText())
      .toBe('5x');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel(page, 'A').getByRole('button', { name: 'Copy' }).click();
    await editor(page, 'A').press('Control+A');
    await page.keyboard.press('Control+V');
    await expect.poll(() => editor(page, 'A').innerText()).toBe(words);
    await execute(page, 'sum(\n  up))');
    await expect.poll(() => text(page)).toContain('at line 2, column 7.');
    await execute(page, 'kube_pod_info * on(namespace) kube_pod_info');
    await expect
      .poll(() => text(page))
      .toMatch(/could not evaluate[\s\S]*many-to-many matching not allowed: matching labels must be unique/);
    await table(page);
    await execute(page, 'sum_over_time(sum({__name__=~".+"})[1h:1s])');
    await expect.poll(() => text(page)).toContain('query processing would load too many samples into memory');
  });

  it('says of each of several expressions what is wrong with it, by its letter', async () => {
    const page = await answers.open('harbor', {
      ...off,
      'g0.expr': 'rate(up[5x])',
      'g0.expr2': 'sum(',
      'g0.expr3': 'kube_pod_info > 5',
    });
    await expect.poll(() => panel(page, 'A').getByRole('alert').count()).toBe(2);
    await expect
      .poll(() => text(page))
      .toMatch(/\nA\n[\s\S]*bad duration syntax[\s\S]*\nA2\n[\s\S]*(end of input|unclosed)[\s\S]*A3 matched nothing\./);
    await expectAccessible(page);
    await editor(page, 'A', 'A').fill('kube_pod_info > 6');
    await editor(page, 'A', 'A2').fill('kube_pod_info > 7');
    await editor(page, 'A', 'A2').press('Enter');
    await expect.poll(async () => (await text(page)).match(/leaves nothing\./g)?.length).toBe(3);
    await expectAccessible(page);
  });

  const refusals: readonly (readonly [string, BadAnswer, RegExp])[] = [
    [
      'a timeout',
      { kind: 'error', code: 503, errorType: 'timeout', error: 'query timed out in expression evaluation' },
      /gave the query up[\s\S]*Ask for a shorter range[\s\S]*query timed out in expression evaluation[\s\S]*Ask again/,
    ],
    [
      'a server that starts',
      { kind: 'body', code: 503, contentType: 'text/plain', body: 'Service Unavailable' },
      /Prometheus is not ready: it answered with status 503\.[\s\S]*Service Unavailable/,
    ],
    [
      'a proxy’s page',
      { kind: 'html', code: 502 },
      /answered with status 502 Bad Gateway\.\s+A proxy in front of it may have answered/,
    ],
    ['a login page', { kind: 'html' }, /is not the API of Prometheus: text\/html/],
    ['half an answer', { kind: 'truncated' }, /was lost/],
    [
      'no JSON',
      {
        kind: 'body',
        body: '{"status":"success","data":{"resultType":"matrix","result":[{]',
        contentType: 'application/json',
      },
      /breaks its own format at byte 61/,
    ],
  ];

  it('tells refusals apart, and says what to do', async () => {
    const page = await answers.open('sound', { ...off, 'g0.expr': 'vector(1)' });
    await waitForGraph(page);
    for (const [name, answer, said] of refusals) {
      answers.answerTo('vector(7)', answer);
      await execute(page, `vector(7) # ${name}`);
      await expect.poll(() => text(page), { message: name }).toMatch(said);
      expect(await text(page), name).not.toContain('<html');
    }
    answers.answerTo('vector(7)', { kind: 'fine' });
    await execute(page, 'vector(7)');
    await expect.poll(() => text(page)).toContain('up{job="bad"}');
  });

  it('shows warnings and notes, of an empty answer too, unless they are switched off; and that exemplars could not be read', async () => {
    const extra = { warnings: ['doubtful <b>floats</b>'], infos: ['no counter, by its name'] };
    answers.answerTo('vector(7)', { kind: 'fine', extra });
    const nothing = { status: 'success', data: { resultType: 'matrix', result: [] }, ...extra };
    answers.answerTo('vector(8)', { kind: 'body', body: JSON.stringify(nothing) });
    const page = await answers.open('sound', { ...off, 'g0.expr': 'vector(7)', 'g1.expr': 'vector(8)' });
    const both = /Warning from Prometheus:\s+doubtful <b>floats<\/b>\s+Note from Prometheus:\s+no counter, by its name/;
    for (const letter of ['A', 'B']) await expect.poll(() => text(page, letter)).toMatch(both);
    await expectAccessible(page);
    const address = page.url();
    const set = async (setting: string, value: 'on' | 'off') => {
      await page.goto(`${new URL(address).origin}/settings`);
      const choice = page.getByRole('radiogroup', { name: setting }).getByRole('radio', { name: value });
      await choice.click();
      await expect.poll(() => choice.getAttribute('aria-checked')).toBe('true');
      await page.goto(address);
    };
    await set('Warnings beside results', 'off');
    await expect.poll(() => text(page)).toContain('no counter, by its name');
    await expect.poll(() => text(page)).not.toContain('doubtful');
    await set('Notes beside results', 'off');
    await expect.poll(() => text(page, 'B')).toContain('Nothing matched');
    await expect.poll(() => text(page)).toContain('up{job="bad"}');
    await expect.poll(() => page.getByRole('main').innerText()).not.toMatch(/doubtful|no counter/);
    await set('Warnings beside results', 'on');
    await set('Notes beside results', 'on');
    answers.answerTo('vector(7)', { kind: 'html', code: 502 }, 'query_exemplars');
    await page.goto(`${address}&g0.exemplars=1`);
    await expect.poll(() => text(page)).toContain('Exemplars could not be read: unexpected answer.');
    await expect.poll(() => text(page)).toContain('up{job="bad"}');
  });
});
