/** The Configuration view over a real Prometheus: live, as it is reloaded, from the record with its changes, and with what is hostile or large in it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { BadAnswer } from '../support/bad-prometheus.ts';
import { writeRecordedDocuments } from '../support/recorded-documents.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, search } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { stageMissing as missing, type Stage, startStage } from './view-stage.ts';

/** To reach a server, to record it, and to be asked again by itself. */
const patient = { timeout: 40_000 };
const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';
/** What must not be seen anywhere. */
const secret = 'hunter2';

/** As many jobs as a page of text has lines, so that there is something to scroll to. */
function configuration(more: Record<string, unknown> = {}, jobs = 20): string {
  const job = (index: number) => ({
    job_name: `job-${index}`,
    basic_auth: { username: 'reader', password: secret },
    static_configs: [{ targets: ['127.0.0.1:9'], labels: { place: `quay ${index}` } }],
  });
  return stringify({
    global: { scrape_interval: '20s', evaluation_interval: '20s', external_labels: { hostile } },
    scrape_configs: [
      {
        job_name: 'params',
        params: { api_token: [secret] },
        proxy_url: `http://user:${secret}@127.0.0.1:9`,
        static_configs: [{ targets: ['127.0.0.1:9'] }],
      },
      ...Array.from({ length: jobs }, (_, index) => job(index)),
    ],
    ...more,
  });
}

describe.skipIf(missing !== undefined)(`the configuration${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let page: Page;

  const answerConfig = (answer: BadAnswer) => stage.answer(/\/status\/(config|runtimeinfo)/, answer);
  const answerYaml = (yaml: string) =>
    stage.answer(/\/status\/config$/, { kind: 'body', body: JSON.stringify({ status: 'success', data: { yaml } }) });
  /** What the server is given, and whether it takes it. */
  async function reload(yaml: string): Promise<number> {
    await writeFile(join(stage.prometheus.dataDir, 'prometheus.yml'), yaml);
    return (await fetch(`${stage.prometheus.url}/-/reload`, { method: 'POST' })).status;
  }

  beforeAll(async () => {
    stage = await startStage({ prometheus: { config: configuration() }, address: 'quay' });
  });
  afterAll(() => stage?.stop());
  beforeEach(() => reload(configuration()));
  afterEach(() => stage.close());

  const main = () => page.getByRole('main').innerText();
  const text = () => page.getByRole('tree');
  const lines = () => text().getByRole('treeitem').allInnerTexts();
  const line = (has: string) => text().getByRole('treeitem').filter({ hasText: has });
  const mode = (name: string) => page.getByRole('radio', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const parameters = () => Object.fromEntries(search(page));

  async function open(): Promise<void> {
    page = await stage.openLive('quay');
    await page.getByRole('main').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
  }

  it('is there as text with its parts, says when it was loaded, and has no secret in it', async () => {
    await open();
    await expect
      .poll(main, patient)
      .toMatch(/The server loaded it at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\. Secrets are masked/);
    expect(await main()).toMatch(/\d+ lines · 21 pools/);
    expect((await lines())[0]).toMatch(/^1\s+global:/);
    await page.getByRole('button', { name: /^params \d+$/ }).click();
    await line('job_name: params').waitFor();
    const whole = (await lines()).join('\n');
    expect(whole).toMatch(/api_token:\s+\d+\s+- <secret>/);
    expect(whole).toContain('password: <secret>');
    expect(whole).toMatch(/proxy_url: http:\/\/\S+@127\.0\.0\.1:9/);
    expect(await page.content()).not.toContain(secret);
    expect(await outbreaks(page)).toEqual([]);
    expect(parameters()).toEqual({ mode: 'yaml' });
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('is searched: how often, where, on and back, also within what is folded; the address keeps it', async () => {
    await open();
    await text().waitFor();
    await button('Fold all').click();
    await expect.poll(() => line('job_name: job-3').innerText()).toMatch(/job_name: job-3\s+… 15 lines$/);
    await page.getByRole('main').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('QUAY 1');
    // Of "quay 1", and of "quay 10" to "quay 19".
    await expect.poll(main).toContain('1 of 11');
    await page.keyboard.press('Enter');
    await expect.poll(main).toContain('2 of 11');
    await expect.poll(() => text().locator('mark[data-mark=current]').allInnerTexts()).toEqual(['quay 1']);
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(main).toContain('11 of 11');
    await expect.poll(() => line('place: quay 19').count()).toBe(1);
    await expect.poll(() => search(page).get('q')).toBe('QUAY 1');
    await page.reload();
    await expect.poll(main, patient).toContain('1 of 11');
    await page.getByRole('searchbox', { name: 'Find in the text' }).fill('nowhere to be found');
    await expect.poll(main).toMatch(/nowhere|none/);
    expect(await page.getByRole('button', { name: 'Next match' }).isDisabled()).toBe(true);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('shows the part of one pool by a link, leads to its targets and back, and is gone through by keys', async () => {
    await open();
    await text().waitFor();
    const find = page.getByRole('searchbox', { name: 'Find a section or pool' });
    await find.fill('job-7');
    await find.press('Enter');
    await expect.poll(() => line('job_name: job-7').getAttribute('data-current')).toBe('true');
    await text().focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => line('job_name: job-7').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('j');
    await expect.poll(() => line('job_name: job-8').getAttribute('data-current')).toBe('true');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await lines())[0]).toMatch(/job_name: job-8$/);
    expect(await lines()).toHaveLength(16);
    expect(parameters()).toEqual({ mode: 'yaml', job: 'job-8' });
    await button('Targets of job-8').click();
    await expect.poll(parameters).toMatchObject({ pool: 'job-8' });
    await page.getByRole('row').filter({ hasText: '127.0.0.1:9' }).last().focus();
    await page.keyboard.press('Enter');
    await button('Show pool’s configuration').click();
    await button('Open in the Configuration').click();
    await expect.poll(async () => (await lines())[0], patient).toMatch(/job_name: job-8$/);
    await button('Show all of it').click();
    await expect.poll(main).toContain('21 pools');
    await expect.poll(() => line('job_name: job-8').count()).toBe(1);
    // What was folded before the views were changed, and the page was loaded again, is so.
    await expect.poll(() => line('job_name: job-7').getAttribute('aria-expanded')).toBe('false');
    await page.reload();
    await expect.poll(() => line('job_name: job-1\n').count(), patient).toBe(1);
    await find.fill('job-8');
    await find.press('Enter');
    await expect.poll(() => line('job_name: job-7').getAttribute('aria-expanded')).toBe('false');
    await expect.poll(() => line('job_name: job-6').getAttribute('aria-expanded')).toBe('true');
    await button('Unfold all').click();
    await expect.poll(() => line('job_name: job-7').getAttribute('aria-expanded')).toBe('true');
    const url = new URL(page.url());
    url.searchParams.set('job', 'gone');
    await page.goto(url.href);
    await expect.poll(main, patient).toContain('There is no pool gone in this configuration.');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('shows another one as soon as it is loaded, keeps the place, and warns of one that was refused', async () => {
    await open();
    await text().waitFor();
    await page.getByRole('button', { name: /^Read again every/ }).click();
    await page.getByRole('menuitemradio', { name: '5 s', exact: true }).click();
    const find = page.getByRole('searchbox', { name: 'Find a section or pool' });
    await find.fill('job-16');
    await find.press('Enter');
    await expect.poll(() => line('job_name: job-16').getAttribute('data-current')).toBe('true');
    await text().focus();
    await page.keyboard.press('ArrowLeft');
    await find.fill('job-15');
    await find.press('Enter');
    const current = line('job_name: job-15');
    await expect.poll(() => current.getAttribute('data-current')).toBe('true');
    const topOf = async () =>
      Math.round((await current.boundingBox())?.y ?? 0) - Math.round((await text().boundingBox())?.y ?? 0);
    const before = await topOf();
    // More lines above; the server says when it loaded them by whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(
      await reload(
        configuration({ remote_read: [{ url: 'http://127.0.0.1:9/read' }] }).replace('job-2\n', 'job-two\n'),
      ),
    ).toBe(200);
    await expect
      .poll(main, patient)
      .toMatch(/The server loaded another configuration, seen at \d\d:\d\d:\d\d: \+\d+ −1 lines\./);
    expect(await current.getAttribute('data-current')).toBe('true');
    expect(await topOf()).toBe(before);
    expect(await line('job_name: job-16').getAttribute('aria-expanded')).toBe('false');
    expect(await reload('global: {scrape_interval: never}\n')).toBe(500);
    await expect
      .poll(main, patient)
      .toMatch(
        /The last reload failed\. The server refused the configuration that it was given, and goes on with that of \d{4}/,
      );
    await expect
      .poll(() => find.fill('remote').then(() => page.getByRole('button', { name: /^remote_read \d+$/ }).count()))
      .toBe(1);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await reload(configuration())).toBe(200);
    await expect.poll(main, patient).not.toContain('The last reload failed.');
  });

  it('stands twenty thousand lines, and lines that are longer than a screen, and has no text that is more than text', async () => {
    await open();
    await text().waitFor();
    const job = (index: number) =>
      `- job_name: ${index}\n${Array.from({ length: 24 }, (_, n) => `  key_${n}: ${hostile}\n`).join('')}`;
    const jobs = Array.from({ length: 800 }, (_, index) => job(index)).join('');
    answerYaml(`global:\n  long: ${'x'.repeat(300_000)}\nscrape_configs:\n${jobs}`);
    await button('Refresh').click();
    await expect.poll(main, patient).toContain('20,003 lines · 800 pools');
    expect(await text().getByRole('treeitem').count()).toBeLessThan(150);
    await text().focus();
    await page.keyboard.press('End');
    await expect.poll(() => line('key_23').last().innerText()).toContain('⟨U+202E⟩gnp');
    expect((await lines()).at(-1)).toMatch(/^20003\s/);
    const finder = page.getByRole('searchbox', { name: 'Find in the text' });
    await finder.fill('class=evil');
    await expect.poll(main).toMatch(/of 19,200/);
    await goesOnBelow(finder);
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
  });

  /** Of the twenty thousand lines: what one is at stays in sight, the longest goes on below, and what is found in it is in sight either way. */
  async function goesOnBelow(finder: Locator): Promise<void> {
    const isInSight = (mark: string) =>
      text().evaluate((host, selector) => {
        const [own, of] = [host.querySelector(selector)?.getBoundingClientRect(), host.getBoundingClientRect()];
        return (
          own !== undefined &&
          // What is in sight has fractions of a pixel.
          own.top >= of.top - 1 &&
          own.bottom <= of.bottom + 1 &&
          own.left >= of.left - 1 &&
          own.right <= of.right + 1
        );
      }, mark);
    await text().focus();
    await page.keyboard.press('End');
    const last = line('key_23').last();
    await expect.poll(() => last.getAttribute('data-current')).toBe('true');
    await page.keyboard.press('w');
    await expect.poll(() => button('Wrap lines').getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => search(page).get('wrap')).toBe('1');
    await expect.poll(() => isInSight('[data-current=true]')).toBe(true);
    await page.keyboard.press('k');
    await page.keyboard.press('End');
    const beyond = () =>
      text().evaluate((host) => {
        const ends = host.querySelector('[data-current=true]')?.getBoundingClientRect().bottom ?? 0;
        return Math.round(host.getBoundingClientRect().top + host.scrollHeight - host.scrollTop - ends);
      });
    await expect.poll(beyond).toBe(0);
    await page.keyboard.press('Home');
    const long = line('long: xxx');
    // Four thousand characters and one more, with nothing to scroll to at the side; the last line ends where all of it does.
    await expect.poll(async () => (await long.boundingBox())?.height ?? 0).toBeGreaterThan(25 * 18);
    expect(await text().evaluate((host) => host.scrollWidth - host.clientWidth)).toBe(0);
    expect(await page.getByRole('main').evaluate((host) => host.scrollHeight - host.clientHeight)).toBe(0);
    await finder.fill('x…');
    await expect.poll(main).toMatch(/1 of 1/);
    await expect.poll(() => isInSight('mark[data-mark=current]')).toBe(true);
    await text().focus();
    await page.keyboard.press('w');
    await finder.press('Enter');
    await expect.poll(() => isInSight('mark[data-mark=current]')).toBe(true);
    await expect.poll(() => text().evaluate((host) => host.scrollLeft)).toBeGreaterThan(10_000);
    await finder.fill('class=evil');
  }

  it('waits as long as a person does, says why there is nothing, and keeps what was read', async () => {
    let go: (value?: unknown) => void = () => undefined;
    answerConfig({ kind: 'later', when: new Promise((resolve) => (go = resolve)), answer: stage.forward() });
    await open();
    await expect.poll(main, patient).toMatch(/Asking quay for its configuration, \d+\.\d s\./);
    expect(await seriousViolations(page)).toEqual([]);
    await button('Cancel').click();
    await expect.poll(main).toContain('The configuration was not read.');
    go();
    answerConfig({ kind: 'error', code: 503, errorType: 'unavailable', error: 'it is not there yet' });
    await button('Read now').click();
    await expect.poll(main).toContain('it is not there yet');
    answerConfig({ kind: 'body', code: 404, contentType: 'text/plain', body: '404 page not found' });
    await button('Try again').click();
    await expect.poll(main).toContain('The server does not tell its configuration.');
    expect(await seriousViolations(page)).toEqual([]);
    stage.between.answer = stage.forward();
    await button('Refresh').click();
    await text().waitFor();
    await mode('Changes').click();
    await expect.poll(main).toContain('No configuration of quay was recorded.');
    await mode('Text').click();
    answerConfig({ kind: 'reset' });
    await button('Refresh').click();
    await expect.poll(main, patient).toMatch(/As of \d\d:\d\d:\d\d, [\s\S]*The last reading failed: /);
    expect(await line('global:').count()).toBe(1);
    stage.between.answer = { kind: 'reset' };
    stage.between.buildInfo = { kind: 'reset' };
    await expect.poll(main, patient).toContain('Not connected: this is what was read last.');
    expect(await line('global:').count()).toBe(1);
  });

  it('is kept by a recording with its changes, which are compared with each other and with what is live', async () => {
    await open();
    await page.getByRole('tab', { name: 'History' }).click();
    await button('Record').click(patient);
    await page.getByRole('heading', { name: /^quay is recorded: \d+ series\.$/ }).waitFor(patient);
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await mode('Changes').click();
    // One version, and what the server has now: they are the same.
    await expect.poll(main, patient).toContain('The two are the same.');
    expect(await main()).toMatch(/Now, live[\s\S]*when recording began/);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await reload(configuration().replace('evaluation_interval: 20s', 'evaluation_interval: 40s'))).toBe(200);
    await button('Refresh').click();
    await expect.poll(main, patient).toMatch(/\+1 −1 in 1 place/);
    // A recording that goes on asks at once what has changed.
    page = await stage.openLive('quay');
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await mode('Changes').click();
    const versions = page.getByRole('region', { name: 'Versions' });
    await expect.poll(() => versions.innerText(), patient).toMatch(/Now, live[\s\S]*\+1 −1[\s\S]*when recording began/);
    await expect.poll(main).toMatch(/\+1 −1 in 1 place/);
    const grid = page.getByRole('grid');
    await expect
      .poll(() => grid.innerText())
      .toMatch(/removed:\s+evaluation_interval: 20s[\s\S]*added:\s+evaluation_interval: 40s/);
    // From the record: as of then, and as of now.
    await page.getByRole('radio', { name: 'Recorded', exact: true }).click();
    await mode('Text').click();
    await expect.poll(main, patient).toMatch(/As of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\s+Like this since/);
    await line('evaluation_interval: 40s').waitFor();
    await button('‹ Change before').click();
    await line('evaluation_interval: 20s').waitFor();
    await expect.poll(() => search(page).has('at')).toBe(true);
    expect(await page.content()).not.toContain(secret);
    await button('Newest').click();
    await line('evaluation_interval: 40s').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('compares any two versions of a record, one under the other and side by side, without anybody to ask', async () => {
    const first = configuration({}, 40);
    const second = first
      .replace('evaluation_interval: 20s', 'evaluation_interval: 40s')
      .replace('quay 39', 'quay forty');
    const third = second.replace('job_name: job-20\n', 'job_name: job-twenty\n');
    const beginMs = Date.now() - 3 * 3_600_000;
    const versions = [first, second, third].map((of, index) => ({
      kind: 'config',
      text: of,
      atMs: beginMs + index * 3_600_000,
    }));
    page = await stage.open({ width: 1900, prepare: (dataDir) => writeRecordedDocuments(dataDir, versions) });
    await contextButton(page, 'harbor').click();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await mode('Changes').click();
    const list = page.getByRole('region', { name: 'Versions' });
    await expect.poll(() => list.innerText(), patient).toMatch(/\+1 −1[\s\S]*\+2 −2[\s\S]*when recording began/);
    await expect.poll(main).toContain('+1 −1 in 1 place');
    // Side by side, as there is room; what is the same is folded.
    const grid = page.getByRole('grid');
    const changed = grid.locator('[data-kind=changed]');
    await expect
      .poll(() => changed.allInnerTexts())
      .toEqual([expect.stringMatching(/−[\s\S]*job-20[\s\S]*\+[\s\S]*job-twenty/)]);
    expect(await grid.locator('[data-kind=gap]').count()).toBe(2);
    expect(await seriousViolations(page)).toEqual([]);
    await list
      .getByRole('button', { name: /^Before: / })
      .last()
      .click();
    await expect.poll(main).toContain('+3 −3 in 3 places');
    await page.getByRole('main').focus();
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    await expect.poll(main).toContain('2 of 3');
    await expect.poll(() => grid.locator('[data-current=true]').innerText()).toContain('job-twenty');
    await page.keyboard.press('Shift+N');
    await expect.poll(main).toContain('1 of 3');
    await mode('One under the other').click();
    await expect.poll(() => grid.locator('[data-kind=removed]').count()).toBeGreaterThan(0);
    await expect.poll(() => grid.locator('mark').allInnerTexts()).toContain('4');
    const before = await grid.getByRole('row').count();
    await grid
      .getByRole('button', { name: /^\d+ lines are the same$/ })
      .first()
      .click();
    await expect.poll(() => grid.getByRole('row').count()).toBeGreaterThan(before);
    expect(parameters()).toMatchObject({ mode: 'changes', look: 'unified' });
    await page.reload();
    await expect.poll(main, patient).toContain('+3 −3 in 3 places');
    await expect.poll(() => grid.locator('[data-kind=removed]').count()).toBeGreaterThan(0);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('lets long lines of what differs go on below, in both halves and one under the other, and keeps that', async () => {
    const regex = (end: string) => `${Array.from({ length: 60 }, (_, index) => `pod_${index}`).join('|')}${end}`;
    const versions = [regex(''), regex('|new')].map((long, index) => ({
      kind: 'config',
      text: `${configuration({}, 2)}rule_files:\n  - ${long}\n`,
      atMs: Date.now() - (3 - index) * 3_600_000,
    }));
    page = await stage.open({ width: 1900, prepare: (dataDir) => writeRecordedDocuments(dataDir, versions) });
    await contextButton(page, 'harbor').click();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await mode('Changes').click();
    const grid = page.getByRole('grid');
    const long = grid.getByRole('row').filter({ hasText: 'pod_59|new' });
    /** How many lines of the screen it takes, and by how much something of it is cut, or has to be scrolled to at the side. */
    const shape = async () => {
      const cut = await long
        .getByRole('gridcell')
        .evaluateAll((cells) => cells.map((one) => one.scrollWidth - one.clientWidth));
      const aside = await grid.evaluate((host) => host.scrollWidth - host.clientWidth);
      return { lines: ((await long.boundingBox())?.height ?? 0) / 18, hidden: Math.max(aside, ...cut) > 0 };
    };
    await expect.poll(shape, patient).toEqual({ lines: 1, hidden: true });
    await page.getByRole('main').focus();
    await page.keyboard.press('w');
    await expect.poll(() => button('Wrap lines').getAttribute('aria-pressed')).toBe('true');
    await expect.poll(async () => (await shape()).lines).toBeGreaterThanOrEqual(5);
    const split = await shape();
    expect(split.hidden).toBe(false);
    expect(await seriousViolations(page)).toEqual([]);
    await mode('One under the other').click();
    await expect.poll(async () => (await shape()).lines).toBeLessThan(split.lines);
    expect(await shape()).toEqual({ lines: expect.toSatisfy((lines: number) => lines >= 3), hidden: false });
    // The last line ends where all of it does: what was reckoned is what is shown.
    const ends = () =>
      grid.evaluate((host) => {
        const last = [...host.querySelectorAll('[role=row]')].at(-1)?.getBoundingClientRect().bottom ?? 0;
        return Math.round((host.firstElementChild?.getBoundingClientRect().bottom ?? 0) - last);
      });
    await expect.poll(ends).toBe(0);
    await page.reload();
    await expect.poll(async () => (await shape()).lines, patient).toBeGreaterThan(1);
    expect(parameters()).toMatchObject({ mode: 'changes', wrap: '1', look: 'unified' });
    await button('Wrap lines').click();
    await expect.poll(shape).toEqual({ lines: 1, hidden: true });
  });

  it('of what is scraped from here says so, and shows what Binnacle scrapes with', async () => {
    page = await stage.open({ recordsComputer: true });
    await contextButton(page, 'This computer').click();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await expect.poll(main, patient).toContain('This is what Binnacle itself scrapes with');
    await expect.poll(lines).toEqual(expect.arrayContaining([expect.stringMatching(/job_name: node$/)]));
    await mode('Changes').click();
    await expect.poll(main).toContain('What Binnacle scrapes with has no versions.');
    expect(await seriousViolations(page)).toEqual([]);
  });
});
