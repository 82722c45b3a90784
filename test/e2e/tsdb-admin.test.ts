/** Series deleted from a real Prometheus, and its tombstones cleaned, by a person: looked at first, confirmed, given up, lost, not allowed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backFill } from '../support/servers/back-fill.ts';
import { seriousViolations } from './axe.ts';
import { speakKorean } from './explorer-page.ts';
import { outbreaks } from './inert-page.ts';
import { stageMissing as missing, type Stage, startStage } from './view-stage.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const endMs = Math.floor(Date.now() / hourMs) * hourMs - 2 * hourMs;
const startMs = endMs - 2 * hourMs;
const hostile = '<img class=evil src=x onerror="document.title=1">\u202egnp';

function* history(): Generator<string> {
  yield '# TYPE orders_total counter\n';
  for (const shop of ['quay', 'pier', 'mole', hostile])
    for (let at = startMs; at <= endMs; at += minuteMs)
      yield `orders_total{shop="${shop.replaceAll('"', '\\"')}"} ${(at - startMs) / minuteMs} ${at / 1000}\n`;
  yield '# EOF\n';
}

describe.skipIf(missing !== undefined)(`the TSDB, changed${missing === undefined ? '' : ` (${missing})`}`, () => {
  let dataDir: string;
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'binnacle-admin-'));
    await backFill(dataDir, history());
    stage = await startStage({ prometheus: { dataDir }, address: 'slow', cluster: 'harbor' });
  });
  afterAll(async () => {
    await stage?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  afterEach(() => stage.close());

  async function open(context: 'harbor' | 'slow'): Promise<void> {
    page = await stage.openLive(context);
    await page.getByRole('tab', { name: 'Status' }).click();
    await page.getByRole('radio', { name: 'TSDB', exact: true }).click();
  }
  const dialog = () => page.getByRole('dialog');
  const said = () => dialog().innerText();
  const button = (name: string) => dialog().getByRole('button', { name, exact: true });
  const number = () => dialog().getByRole('textbox', { name: /^Type \d+ to say/ });

  async function lookAt(selector: string): Promise<void> {
    await page.getByRole('button', { name: 'Delete series…' }).click();
    await dialog().getByRole('textbox', { name: 'Which series' }).fill(selector);
    await button('Show what it matches').click();
  }

  /** How many samples each shop has in the history. */
  async function samples(): Promise<Record<string, number>> {
    const asked = new URLSearchParams({ query: 'count_over_time(orders_total[4h])', time: String(endMs / 1000) });
    const answer = await (await fetch(`${stage.prometheus.url}/api/v1/query?${asked}`)).json();
    const { result } = (answer as { data: { result: { metric: { shop: string }; value: [number, string] }[] } }).data;
    return Object.fromEntries(result.map(({ metric, value }) => [metric.shop, Number(value[1])]));
  }

  it('loses what was looked at and confirmed by its number, and gives its disk back', async () => {
    await open('harbor');
    await page.getByRole('button', { name: 'Delete series…' }).click();
    expect(await seriousViolations(page)).toEqual([]);
    await button('Show what it matches').click();
    await expect.poll(said).toContain('A selector is missing here.');
    const box = dialog().getByRole('textbox', { name: 'Which series' });
    await box.fill('sum(orders_total)');
    await expect.poll(said).toContain('This computes.');
    await box.fill('orders_total{shop=~"quay|pier"}');
    await dialog().getByRole('radio', { name: 'A span of it' }).click();
    const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
    await dialog()
      .getByRole('textbox', { name: 'From' })
      .fill(time(startMs + 30 * minuteMs));
    await dialog()
      .getByRole('textbox', { name: 'To' })
      .fill(time(startMs + 59 * minuteMs));
    await button('Show what it matches').click();
    await expect.poll(said).toContain('2 series lose their samples from');
    expect(await said()).toMatch(/That is 60 samples\.[\s\S]*Sent to the pod monitoring\/prometheus-server-\S+ alone/);
    expect(await said()).toMatch(/orders_total\n2\n[\s\S]*shop\npier\s*quay/);
    expect(await seriousViolations(page)).toEqual([]);
    // The focus is where the number is typed: Enter alone deletes nothing.
    await page.keyboard.press('Enter');
    await expect.poll(said).toContain('This is not 2.');
    expect((await samples()).quay).toBe(121);
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await expect.poll(said).toContain('It is deleted');
    expect(await samples()).toMatchObject({ quay: 91, pier: 91, mole: 121 });
    await button('Clean tombstones…').click();
    await expect.poll(said).toContain('is written anew');
    await button('Clean now').click();
    await expect.poll(said, { timeout: 30_000 }).toContain('The tombstones are cleaned');
    await button('Close').last().click();
    await expect.poll(() => dialog().count()).toBe(0);
    expect(await samples()).toMatchObject({ quay: 91, pier: 91, mole: 121 });
  });

  it('says what nothing matches, and takes what was typed back with it', async () => {
    await open('harbor');
    await lookAt('orders_total{shop="nowhere"}');
    await expect.poll(said).toContain('there is nothing to delete');
    expect(await button('Delete for good').count()).toBe(0);
    await button('Back').click();
    const box = dialog().getByRole('textbox', { name: 'Which series' });
    expect(await box.innerText()).toBe('orders_total{shop="nowhere"}');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
  });

  it('shows what is hostile among it as text', async () => {
    await open('harbor');
    await lookAt('orders_total{shop=~"<img.*"}');
    await expect.poll(said).toContain('<img class=evil');
    expect(await outbreaks(page)).toEqual([]);
  });

  it('may have lost it where its answer was, and is looked at again before anything is sent', async () => {
    await open('slow');
    let sent = 0;
    stage.between.answer = ({ path }) => {
      if (!path.endsWith('/delete_series')) return stage.forward();
      sent += 1;
      return { kind: 'reset' };
    };
    await lookAt('orders_total{shop="mole"}');
    await number().fill('1');
    await page.keyboard.press('Enter');
    await expect.poll(said).toContain('Whether Prometheus did it is not known: its answer was lost.');
    expect(sent).toBe(1);
    expect(await seriousViolations(page)).toEqual([]);
    stage.between.answer = ({ path }) => (path.endsWith('/delete_series') ? { kind: 'hang' } : stage.forward());
    await button('Look again').click();
    await number().fill('1');
    await button('Delete for good').click();
    await expect.poll(said).toContain('deletes, ');
    // What is under way is not left by accident.
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    expect(new URL(page.url()).pathname).toMatch(/status$/);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    expect(new URL(page.url()).pathname).toMatch(/status$/);
    await button('Stop waiting').click();
    await expect.poll(said).toContain('You stopped waiting.');
    stage.between.answer = stage.forward();
    await button('Look again').click();
    await number().fill('1');
    await page.keyboard.press('Enter');
    await expect.poll(said).toContain('It is deleted');
    expect((await samples()).mole).toBeUndefined();
  });

  it('can be cleaned after that failed once, without beginning anew', async () => {
    await open('slow');
    stage.answer(/clean_tombstones$/, {
      kind: 'error',
      code: 500,
      errorType: 'internal',
      error: 'no space left on device',
    });
    await page.getByRole('button', { name: 'Clean tombstones…' }).click();
    await button('Clean now').click();
    await expect.poll(said).toMatch(/Prometheus failed at it\.[\s\S]*no space left on device/);
    expect(await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true);
    stage.between.answer = stage.forward();
    await button('Look again').click();
    await button('Clean now').click();
    await expect.poll(said, { timeout: 30_000 }).toContain('The tombstones are cleaned');
    expect(await said()).not.toContain('no space left');
  });

  it('is shown whatever becomes of its flags, and says that they could not be read', async () => {
    stage.answer(/\/status\/flags$/, { kind: 'error', code: 403, errorType: 'forbidden', error: 'not for you' });
    await open('slow');
    const main = () => page.getByRole('main').innerText();
    await expect.poll(main).toMatch(/Series\n\d+\nin the head/);
    await expect.poll(main).toContain('its flags could not be read.');
  });

  it('is asked what it matches only as long as somebody waits', async () => {
    await open('slow');
    stage.answer(/\/series$/, { kind: 'hang' });
    await lookAt('orders_total');
    await expect.poll(said).toMatch(/Asking slow what it matches, \d/);
    const before = stage.between.openRequests;
    await button('Cancel').first().click();
    await expect.poll(() => stage.between.openRequests).toBeLessThan(before);
    await expect.poll(said).not.toContain('Asking slow');
    stage.answer(/\/status\/flags$/, {
      ...{ kind: 'body', body: JSON.stringify({ status: 'success', data: { 'web.enable-admin-api': 'false' } }) },
    });
    // It was restarted meanwhile.
    await button('Show what it matches').click();
    await expect.poll(said).toContain('The admin API of this Prometheus is off.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await expect.poll(() => page.getByRole('main').innerText()).toContain('runs without --web.enable-admin-api');
    expect(await page.getByRole('button', { name: 'Delete series…' }).count()).toBe(0);
  });

  it('is said in Korean', async () => {
    await open('harbor');
    await speakKorean(page);
    await page.getByRole('button', { name: '시계열 삭제…' }).click();
    await dialog().getByRole('textbox', { name: '시계열' }).fill('orders_total');
    await button('일치하는 것 보기').click();
    await expect.poll(said).toMatch(/시계열 \d개의 모든 샘플이 완전히 삭제됩니다/);
    expect(await seriousViolations(page)).toEqual([]);
  });
});
