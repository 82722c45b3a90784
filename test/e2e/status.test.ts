/** The Status view over a real Prometheus in a cluster: live, from the record, where its server is slow or fails, and with what is hostile in it. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { BadAnswer } from '../support/bad-prometheus.ts';
import { createNoticesServer, sentences } from '../support/servers/notices.ts';
import { seriousViolations } from './axe.ts';
import { contextButton, editor, search, speakKorean } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { stageMissing as missing, type Stage, startStage } from './view-stage.ts';

/** To reach a server through a cluster, and to begin to record it. */
const patient = { timeout: 30_000 };
const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';
/** Longer than any place that it is shown in. */
const words = `the proxy of monitoring/prometheus-0 did not answer: ${'dial tcp 10.96.0.1:9090: i/o timeout; '.repeat(40)}the end`;
const flags = ['--query.timeout=90s', `--web.page-title=${hostile}`, '--storage.tsdb.retention.time=3d'];

/** A discovered Alertmanager is used, another one dropped by the rules. */
function configuration(): string {
  const labels = { hostile };
  return stringify({
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'dead', static_configs: [{ targets: ['127.0.0.1:9'], labels }] }],
    alerting: {
      alertmanagers: [
        {
          static_configs: [{ targets: ['alerts.example:9093', 'unwanted.example:9093'] }],
          relabel_configs: [{ source_labels: ['__address__'], regex: 'unwanted.*', action: 'drop' }],
        },
      ],
    },
  });
}

describe.skipIf(missing !== undefined)(`the status${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let page: Page;

  const answerStatus = (answer: BadAnswer) => stage.answer(/\/status\/(?!buildinfo)/, answer);

  beforeAll(async () => {
    stage = await startStage({
      prometheus: { config: configuration(), flags },
      isReady: { path: '/api/v1/query?query=up', said: (text) => text.includes('dead') },
      ...{ address: 'slow', cluster: 'harbor' },
    });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.close());

  const main = () => page.getByRole('main').innerText();
  const part = (name: string) => page.getByRole('radio', { name, exact: true });
  const flagTable = () => page.getByRole('table', { name: 'Flags' });
  const names = () =>
    flagTable()
      .getByRole('row')
      .evaluateAll((rows) => rows.slice(1).map((row) => row.querySelector('[title]')?.textContent ?? ''));

  async function open(context: 'harbor' | 'slow'): Promise<void> {
    page = await stage.openLive(context);
    await page.getByRole('tab', { name: 'Status' }).click();
  }

  it('says at a glance what the server is, since when it runs, and of what it was made', async () => {
    page = await stage.openLive('harbor');
    await page.getByRole('main').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await expect.poll(main).toMatch(/Version\n2\.\d+\.\d+\S*\nbuilt with go1\.\d+/);
    await expect.poll(main).toMatch(/Up for\n\d+ (s|min)[\s\S]*Configuration\nLoaded\nsince /);
    await expect.poll(main).toMatch(/Keeps\n3d\n[\s\S]*Goroutines\n\d+\nnow/);
    await expect.poll(main).toMatch(/GOMAXPROCS\n\d+\nGOGC\nempty/);
    expect(search(page).get('part')).toBe('runtime');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('marks the flags that were set, and finds them by word; the address keeps it', async () => {
    await open('harbor');
    await part('Flags').click();
    await expect.poll(() => flagTable().getByRole('row').count()).toBeGreaterThan(40);
    await expect.poll(main).toMatch(/\d+ flags · \d+ differ from the defaults of 2\./);
    await part('Changed').click();
    await expect.poll(names).toContain('query.timeout');
    expect(await names()).not.toContain('query.max-samples');
    const row = flagTable().getByRole('row').filter({ hasText: 'query.timeout' });
    expect((await row.innerText()).split(/\s+/)).toEqual(['query.timeout', '1m30s', '2m', 'Changed']);
    await page.keyboard.press('/');
    await page.keyboard.type('retention 3d');
    await expect.poll(names).toEqual(['storage.tsdb.retention.time']);
    await expect.poll(() => search(page).get('q')).toBe('retention 3d');
    await page.reload();
    await expect.poll(names).toEqual(['storage.tsdb.retention.time']);
    await page.getByRole('searchbox', { name: 'Find by name or value' }).fill('nowhere to be found');
    await expect.poll(main).toContain('No changed flag has “nowhere to be found”');
    await page.getByRole('button', { name: 'Show all flags' }).click();
    await page.getByRole('button', { name: 'Value' }).click();
    await expect.poll(() => search(page).get('sort')).toBe('value');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('keeps the place, the focus and what is typed while it is read again by itself', async () => {
    await open('slow');
    await part('Flags').click();
    await flagTable().waitFor();
    await page.getByRole('button', { name: /^Read again every/ }).click();
    await page.getByRole('menuitemradio', { name: '5 s', exact: true }).click();
    const find = page.getByRole('searchbox', { name: 'Find by name or value' });
    await find.fill('a');
    const scroller = flagTable().locator('xpath=..');
    await scroller.evaluate((element) => element.scrollTo(0, 200));
    await find.focus();
    const before = stage.between.totalRequests;
    await expect.poll(() => stage.between.totalRequests, patient).toBeGreaterThan(before + 2);
    const place = await scroller.evaluate((element) => element.scrollTop);
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('type'));
    expect([place, focused, await find.inputValue()]).toEqual([200, 'search', 'a']);
  });

  it('leads from what is most in the TSDB to the Explorer', async () => {
    await open('harbor');
    await part('TSDB').click();
    await expect.poll(main).toMatch(/Series\n\d+\nin the head/);
    await expect.poll(main).toContain('This server does not list its blocks.');
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open job=dead in the Explorer' }).click();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('count by (__name__) ({job="dead"})');
    await expect.poll(() => page.getByRole('table', { name: 'Series' }).getByRole('row').count()).toBeGreaterThan(2);
    await page.getByRole('tab', { name: 'Status' }).click();
    await page.getByRole('button', { name: 'Open scrape_samples_scraped in the Explorer' }).click();
    await expect.poll(() => page.getByRole('main').innerText()).toContain('scrape_samples_scraped');
  });

  it('lists the blocks of a newer server, in any order', async () => {
    const stats = { numSamples: 1_370_100, numSeries: 71_600, numChunks: 71_600 };
    const blocks = Array.from({ length: 70 }, (_, i) => ({
      ...{ ulid: `01JZ8${i}`, minTime: 1_750_860_000_000 + i * 7_200_000, maxTime: 1_750_867_200_000 + i * 7_200_000 },
      ...{ stats, compaction: { level: 1 + (i % 3) } },
    }));
    const body = JSON.stringify({ status: 'success', data: { blocks } });
    stage.answer(/\/blocks$/, { kind: 'body', body });
    await open('slow');
    await part('TSDB').click();
    await expect.poll(main).toContain('70 blocks on the disk');
    const table = page.getByRole('table', { name: 'Blocks' });
    await expect.poll(() => table.getByRole('row').nth(1).innerText()).toContain('01JZ869');
    await table.getByRole('button', { name: 'From' }).click();
    await expect.poll(() => table.getByRole('row').nth(1).innerText()).toContain('01JZ80');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('lists the Alertmanagers, and has hostile texts only as text, in English and Korean', async () => {
    await open('harbor');
    await part('Alertmanagers').click();
    await expect.poll(main).toMatch(/Active\nhttp:\/\/alerts\.example:9093\/api\/v2\/alerts/);
    await expect.poll(main).toMatch(/Dropped\nhttp:\/\/unwanted\.example:9093/);
    await part('Flags').click();
    await expect.poll(() => flagTable().innerText()).toContain('⟨U+202E⟩gnp');
    expect(await outbreaks(page)).toEqual([]);
    await part('TSDB').click();
    await expect.poll(main).toContain('<img class=evil');
    expect(await outbreaks(page)).toEqual([]);
    await speakKorean(page);
    await expect.poll(main).toContain('시계열이 가장 많은 레이블 쌍');
    await page.getByRole('radio', { name: '플래그' }).click();
    await expect.poll(main).toMatch(/플래그 \d+개 · \d+개가 버전 2\.\S+의 기본값과 다릅니다\./);
    expect(await seriousViolations(page)).toEqual([]);
    expect(await outbreaks(page)).toEqual([]);
  });

  it('is there from the record, as of when it was seen, without what is of the moment', async () => {
    page = await stage.openLive('harbor');
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Record', exact: true }).click(patient);
    await page.getByRole('heading', { name: /^harbor is recorded: \d+ series\.$/ }).waitFor(patient);
    await page.getByRole('tab', { name: 'Status' }).click();
    await page.getByRole('radio', { name: 'Recorded', exact: true }).click(patient);
    await expect.poll(main, patient).toMatch(/As of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\s+Like this since/);
    await expect.poll(main).toMatch(/Keeps\n3d\n[\s\S]*Goroutines\nof the moment, not kept/);
    expect(await page.getByRole('button', { name: 'Refresh', exact: true }).count()).toBe(0);
    await part('Flags').click();
    await expect.poll(names, patient).toContain('query.timeout');
    expect(await seriousViolations(page)).toEqual([]);
    await part('TSDB').click();
    await expect.poll(main).toContain('The TSDB’s numbers are not kept.');
    await page.getByRole('button', { name: 'Graph prometheus_tsdb_head_series' }).click();
    await expect.poll(() => editor(page, 'A').innerText()).toBe('prometheus_tsdb_head_series');
    await page.getByRole('tab', { name: 'Status' }).click();
    // The timeline over the view moves the time that is looked at, and leads back to the newest.
    await part('Runtime and build').click();
    await expect.poll(main).toMatch(/As of /);
    await page.getByRole('slider', { name: 'Window', exact: true }).focus();
    await page.keyboard.press('Home');
    await expect.poll(() => search(page).has('at'), patient).toBe(true);
    await page.getByRole('button', { name: 'Last seen' }).click();
    await expect.poll(() => search(page).has('at'), patient).toBe(false);
    // Before it was recorded there is nothing, and a way to the first.
    const url = new URL(page.url());
    url.searchParams.set('part', 'flags');
    url.searchParams.set('at', '1000');
    await page.goto(url.href);
    await expect.poll(main, patient).toContain('Flags: nothing was kept of this time.');
    await page.getByRole('button', { name: 'Go to the first' }).click();
    await expect.poll(names).toContain('query.timeout');
    await expect.poll(() => Number(search(page).get('at'))).toBeGreaterThan(1000);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('waits as long as a person does, says why there is nothing, and keeps what was read', async () => {
    let go: (value?: unknown) => void = () => undefined;
    answerStatus({ kind: 'later', when: new Promise((resolve) => (go = resolve)), answer: stage.forward() });
    await open('slow');
    await expect.poll(main).toMatch(/Asking slow \(Runtime and build\), \d+\.\d s\./);
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect.poll(main).toContain('Runtime and build: nothing was read.');
    go();
    answerStatus({ kind: 'error', code: 503, errorType: 'unavailable', error: words });
    await page.getByRole('button', { name: 'Read now', exact: true }).click();
    await expect.poll(main).toContain('Prometheus is not ready: it answered with status 503.');
    await expect.poll(main).toContain(words);
    expect(await seriousViolations(page)).toEqual([]);
    answerStatus({ kind: 'body', body: '{"status":"success","data":[1]}' });
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await expect.poll(main).toContain('What the server says of itself cannot be read: it is no object.');
    answerStatus({ kind: 'body', code: 404, contentType: 'text/plain', body: '404 page not found' });
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await expect.poll(main).toContain('Runtime and build: the server does not tell this.');
    answerStatus(stage.forward());
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toMatch(/Keeps\n3d/);
    answerStatus({ kind: 'reset' });
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await expect.poll(main).toMatch(/As of \d\d:\d\d:\d\d, [\s\S]*The last reading failed: /);
    expect(await main()).toMatch(/Keeps\n3d/);
    expect(await seriousViolations(page)).toEqual([]);
    // It is gone altogether.
    stage.between.answer = { kind: 'reset' };
    stage.between.buildInfo = { kind: 'reset' };
    await expect.poll(main, patient).toContain('Not connected: this is what was read last.');
    expect(await main()).toMatch(/Keeps\n3d/);
  });

  it('shows what a newer server warns of wherever one looks, as it comes and until it is taken back', async () => {
    const server = createNoticesServer();
    stage.answer(/\/notifications/, { kind: 'by', server });
    page = await stage.openLive('slow');
    await page.getByRole('tab', { name: 'Explorer' }).click();
    const mark = page.getByRole('banner').getByRole('button', { name: /from the server$/ });
    const list = page.getByRole('dialog', { name: /from the server$/ });
    const spoken = () => page.getByRole('banner').getByRole('status').innerText();
    await expect.poll(() => server.subscribers, patient).toBe(1);
    expect(await mark.count()).toBe(0);
    server.add(sentences.reload);
    await expect.poll(() => mark.getAttribute('aria-label')).toBe('1 notice from the server');
    await expect.poll(spoken).toBe(`The server warns: ${sentences.reload}`);
    server.add(hostile);
    await expect.poll(() => mark.innerText()).toBe('2 notices');
    await expect.poll(spoken).toContain('⟨U+202E⟩gnp');
    // What comes again is not new.
    server.add(sentences.reload);
    await mark.focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => list.getByRole('listitem').allInnerTexts())
      .toEqual([
        expect.stringMatching(/^Configuration reload has failed\.\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        expect.stringMatching(/^<img class=evil .*⟨U\+202E⟩gnp/),
      ]);
    expect(await spoken()).toContain('⟨U+202E⟩gnp');
    expect(await outbreaks(page)).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    // What goes while it is read says so, and leaves the reader where it was.
    server.takeBack(hostile);
    server.takeBack(sentences.reload);
    await expect.poll(() => list.innerText()).toContain('It warns of nothing any more.');
    await page.keyboard.press('Escape');
    await expect.poll(() => mark.count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    server.add(sentences.reload);
    await mark.click();
    await page.keyboard.press('Escape');
    await expect.poll(() => list.count()).toBe(0);
    expect(await mark.evaluate((button) => button === document.activeElement)).toBe(true);
    await mark.click();
    await list.getByRole('button', { name: 'Show in Status' }).click();
    const panel = page.getByRole('region', { name: 'What the server warns of' });
    await expect.poll(() => panel.innerText()).toContain(sentences.reload);
    expect([server.subscribed, await mark.count()]).toEqual([1, 1]);
    await page.keyboard.press('r');
    server.takeBack(sentences.reload);
    await expect.poll(() => panel.count()).toBe(0);
    expect(await mark.count()).toBe(0);
    server.add(sentences.stopping);
    await speakKorean(page);
    await expect.poll(main).toContain(sentences.stopping);
    await expect.poll(() => page.getByRole('button', { name: '서버 공지 1개' }).count()).toBe(1);
    // Its stream ends with the last who looks.
    await contextButton(page, 'harbor').click();
    await expect.poll(() => server.subscribers).toBe(0);
    expect(
      await page
        .getByRole('banner')
        .getByRole('button', { name: /^서버 공지/ })
        .count(),
    ).toBe(0);
  });

  it('says plainly of what is scraped from here that no Prometheus is behind it, and tells of its own process, load and store', async () => {
    page = await stage.open({ recordsComputer: true });
    await contextButton(page, 'This computer').click();
    await page.getByRole('tab', { name: 'Status' }).click();
    await expect.poll(main, patient).toContain('This computer is scraped by Binnacle itself.');
    await expect.poll(main, patient).toMatch(/Binnacle\n\d+\.\d+\.\d+\S*\nNode \d+\.\d+\.\d+\nUp for\n/);
    await expect.poll(main, patient).toMatch(/Folder\nscraped-\w+\nSeries ever stored\n\d+/);
    await expect.poll(main, patient).toMatch(/Targets up\n2 of 2\n/);
    expect(await seriousViolations(page)).toEqual([]);
  });
});
