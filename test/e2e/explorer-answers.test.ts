/**
 * Answers on their way: slow ones, in parts, cancelled, in another order than they were asked for; graphs that are renewed; and a context
 * that goes away in the middle, with or without something to look at.
 */
import { rm, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { choose, contextButton, editor, execute, legendNames, panel, waitForGraph } from './explorer-page.ts';
import { type Answers, answersMissing, expectAccessible, startAnswers } from './held-answers.ts';

describe.skipIf(answersMissing !== undefined)(`answers${answersMissing ? ` (${answersMissing})` : ''}`, () => {
  let answers: Answers;
  beforeAll(async () => {
    answers = await startAnswers();
  });
  afterAll(() => answers?.stop());
  afterEach(() => answers.closePage());

  const text = (page: Page, letter = 'A') => panel(page, letter).innerText();
  const cancel = (page: Page) => panel(page, 'A').getByRole('button', { name: 'Cancel' }).click();
  const refresh = (page: Page) => page.getByRole('button', { name: 'Refresh', exact: true }).click();
  const progress = (page: Page) => panel(page, 'A').getByRole('progressbar', { name: 'Query under way' });
  const range = (page: Page, name: string) =>
    page
      .getByRole('radio', { name })
      .or(page.getByRole('button', { name, exact: true }))
      .first()
      .click();
  /** What one query draws, told from another by its label: a word that no metric has in its name, which others are asked for meanwhile. */
  const marked = (mark: string) => `label_replace(vector(1), "mark", "${mark}", "", "")`;
  const off = { refresh: 'off' };

  it('says whom it asks and since when; the refresh waits for it, and leaves alone what was cancelled or refused', async () => {
    const held = answers.hold('slow');
    const refused = answers.hold('unclosed');
    refused.releaseAll();
    const page = await answers.open('sound', { refresh: '1s', 'g0.expr': marked('slow'), 'g1.expr': 'sum(unclosed' });
    await expect.poll(() => text(page, 'B')).toContain('parse error: unclosed left parenthesis');
    await expect.poll(() => text(page)).toMatch(/Asking sound, [2-9]\.\d s/);
    await expect.poll(() => progress(page).getAttribute('aria-valuenow')).toBe(null);
    await expectAccessible(page);
    expect(held.asked).toBe(1);
    await cancel(page);
    await expect.poll(() => text(page)).toMatch(/Cancelled after \d+\.\d s\./);
    await expect.poll(() => answers.between.openRequests).toBe(0);
    await page.waitForTimeout(2500);
    expect([held.asked, refused.asked]).toEqual([1, 1]);
    held.releaseAll();
    await panel(page, 'A').getByRole('button', { name: 'Execute' }).click();
    await waitForGraph(page);
    await expect.poll(() => legendNames(page)).toEqual(['slow']);
  });

  it('reads a long range in parts, and says how many are there', async () => {
    const held = answers.hold('parts');
    const page = await answers.open('sound', { ...off, range: '21h', 'g0.expr': marked('parts'), 'g0.step': '1s' });
    for (let part = 0; part < 3; part += 1) await held.releaseNext();
    await expect.poll(() => text(page)).toMatch(/Asking sound: 3 of 7 parts, \d+\.\d s/);
    await expect.poll(() => progress(page).getAttribute('aria-valuenow')).toBe('43');
    await cancel(page);
    await expect.poll(() => text(page)).toContain('Cancelled after');
    await expect.poll(() => answers.between.openRequests).toBe(0);
    expect(held.asked).toBe(4);
    held.releaseAll();
    await panel(page, 'A').getByRole('button', { name: 'Execute' }).click();
    await waitForGraph(page);
    expect(held.asked).toBe(11);
  });

  it('says how far the clock of the server is from this one, and nothing where they agree', async () => {
    const page = await answers.open('sound', { ...off, 'g0.expr': marked('clock') });
    await waitForGraph(page);
    await expect.poll(() => page.getByText('The server’s clock is').count()).toBe(0);
    const told = async (awayMs: number) => {
      answers.answerTo('time()', () => {
        const seconds = (Date.now() + awayMs) / 1000;
        const data = { resultType: 'scalar', result: [seconds, String(seconds)] };
        return { kind: 'body', body: JSON.stringify({ status: 'success', data }) };
      });
      await page.reload();
      await waitForGraph(page);
    };
    await told(190_000);
    await page.getByText('The server’s clock is 3 min ahead of this machine’s.').waitFor();
    await expectAccessible(page);
    await told(-40_000);
    await page.getByText(/^The server’s clock is (39|40) s behind this machine’s\.$/).waitFor();
  });

  it('keeps the old graph while it reads the newer one, and says what became of that', async () => {
    const page = await answers.open('sound', { ...off, 'g0.expr': marked('renewed') });
    await waitForGraph(page);
    const held = answers.hold('renewed');
    await refresh(page);
    await expect.poll(() => text(page)).toMatch(/As of \d\d:\d\d:\d\d\. Reading newer, \d+\.\d s/);
    await waitForGraph(page);
    await cancel(page);
    await expect.poll(() => text(page)).toMatch(/As of \d\d:\d\d:\d\d, .* ago\.\s+The query was cancelled\./);
    await expect.poll(() => legendNames(page)).toEqual(['renewed']);
    await range(page, '3h');
    await expect.poll(() => text(page)).toContain('This is what was asked for before.');
    held.releaseAll();
    await expect.poll(() => text(page)).not.toContain('asked for before');
    answers.answerTo('renewed', {
      kind: 'error',
      code: 503,
      errorType: 'timeout',
      error: 'query timed out <b>there</b>',
    });
    await panel(page, 'A').hover();
    await refresh(page);
    await expect.poll(() => text(page)).toContain('No newer data: query too slow.');
    await panel(page, 'A').getByRole('button', { name: 'Why' }).click();
    await page.getByText('query timed out <b>there</b>').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    answers.hold('renewed').releaseAll();
    await panel(page, 'A').getByRole('button', { name: 'Now' }).click();
    await expect.poll(() => text(page)).not.toContain('As of');
  });

  it('shows the answer to the last question, in whichever order they come', async () => {
    const [first, second] = [answers.hold('earlier'), answers.hold('newer')];
    const page = await answers.open('sound', { ...off, 'g0.expr': marked('earlier') });
    await expect.poll(() => first.asked).toBe(1);
    await execute(page, marked('newer'));
    await expect.poll(() => second.asked).toBe(1);
    second.releaseAll();
    await waitForGraph(page);
    first.releaseAll();
    await expect.poll(() => answers.between.openRequests).toBe(0);
    await expect.poll(() => legendNames(page)).toEqual(['newer']);
    // The window: what was asked for three hours comes after what is asked for a quarter of one.
    const window = answers.hold('newer');
    await range(page, '3h');
    await expect.poll(() => window.asked).toBe(1);
    answers.hold('newer').releaseAll();
    await range(page, '15m');
    const chart = panel(page, 'A').getByRole('figure').or(panel(page, 'A').locator('[aria-label^="Graph A"]')).first();
    await expect.poll(async () => minutesOf((await chart.getAttribute('aria-label')) ?? '')).toBe(15);
    window.releaseAll();
    await page.waitForTimeout(500);
    expect(minutesOf((await chart.getAttribute('aria-label')) ?? '')).toBe(15);
  });

  it('keeps panels, tabs and contexts apart, however they are left and come back to', async () => {
    const held = answers.hold('late');
    const page = await answers.open('sound', {
      ...off,
      'g0.expr': marked('late'),
      'g1.expr': marked('quick'),
      'g1.tab': 'table',
    });
    await expect.poll(() => panel(page, 'B').getByRole('grid').innerText()).toContain('quick');
    await panel(page, 'A').getByRole('tab', { name: 'Table' }).click();
    // The graph's question is given up, the table's is asked.
    await expect.poll(() => held.asked).toBe(2);
    await expect.poll(() => answers.between.openRequests).toBe(1);
    await contextButton(page, 'harbor').click();
    await expect.poll(() => answers.between.openRequests).toBe(0);
    // The same panels, and an answer of its own.
    await expect.poll(() => panel(page, 'A').getByRole('grid').innerText()).toContain('late');
    await contextButton(page, 'sound').click();
    await expect.poll(() => held.asked).toBe(3);
    await expect.poll(() => panel(page, 'B').getByRole('grid').innerText()).toContain('quick');
    await expect.poll(() => panel(page, 'A').getByRole('grid').count()).toBe(0);
    held.releaseAll();
    await expect.poll(() => panel(page, 'A').getByRole('grid').innerText()).toContain('late');
    await panel(page, 'A').getByRole('tab', { name: 'Graph' }).click();
    await waitForGraph(page);
    await expect.poll(() => legendNames(page)).toEqual(['late']);
  });

  it('keeps what it had when the API server goes down in the middle, hatches the time since, and goes on by itself', async () => {
    const page = await answers.open('sound', { ...off, range: '30s', 'g0.expr': 'vector(8)' });
    await waitForGraph(page);
    const before = await shareWithoutFill(page);
    const held = answers.hold('vector(8)');
    await refresh(page);
    await expect.poll(() => held.asked).toBe(1);
    await answers.sound.goDown();
    await expect.poll(() => text(page)).toMatch(/As of \d\d:\d\d:\d\d, .* ago\.\s+Backing off, retry in \d+ s\./);
    await waitForGraph(page);
    await expectAccessible(page);
    await expect.poll(() => shareWithoutFill(page), { timeout: 40_000 }).toBeGreaterThan(before + 0.1);
    const hatched = await shareWithoutFill(page);
    await expect.poll(() => shareWithoutFill(page), { timeout: 40_000 }).toBeGreaterThan(hatched + 0.05);
    held.releaseAll();
    await panel(page, 'A').getByRole('tab', { name: 'Table' }).click();
    await expect.poll(() => text(page)).toContain('It is asked as soon as it is.');
    await panel(page, 'A').getByRole('tab', { name: 'Graph' }).click();
    await answers.sound.comeBack();
    await panel(page, 'A').getByRole('button', { name: 'Now', exact: true }).click();
    await expect.poll(() => text(page), { timeout: 30_000 }).not.toContain('As of');
    await expect.poll(() => shareWithoutFill(page)).toBeLessThan(before + 0.1);
  });

  it('says why a first answer never came, and asks again when the context is live', async () => {
    const held = answers.hold('lost');
    const page = await answers.open('sound', { ...off, 'g0.expr': marked('lost') });
    await expect.poll(() => text(page)).toContain('Asking sound');
    await answers.sound.goDown();
    await expect.poll(() => text(page)).toMatch(/The tunnel to the pod \S+ was closed/);
    await expect.poll(() => text(page)).toContain('It is asked again as soon as the context is live.');
    held.releaseAll();
    await answers.sound.comeBack();
    await page.getByRole('button', { name: 'Try now' }).click();
    await waitForGraph(page);
    await expect.poll(() => legendNames(page)).toEqual(['lost']);
  });

  it('lets go of what was asked when the tunnels break or the user disconnects, and asks again', async () => {
    const held = answers.hold('cut');
    const page = await answers.open('sound', { ...off, 'g0.expr': marked('cut') });
    await expect.poll(() => held.asked).toBe(1);
    answers.sound.dropTunnels();
    await expect.poll(() => text(page)).toMatch(/was closed/);
    await panel(page, 'A').getByRole('button', { name: 'Ask again' }).click();
    await expect.poll(() => held.asked).toBe(2);
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await expect.poll(() => text(page)).toContain('This context is not connected.');
    await expect.poll(() => answers.between.openRequests).toBe(0);
    held.releaseAll();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await waitForGraph(page);
  });

  it('says that a context is gone whose file was removed while it was shown, and shows it when the file is back', async () => {
    const page = await answers.open('sound', { ...off, 'g0.expr': marked('kept') });
    await waitForGraph(page);
    await rm(answers.soundFile);
    await page.getByText('There is no such context.').waitFor();
    await writeFile(answers.soundFile, kubeconfigYaml([answers.sound.context('admin', 'sound')]), { mode: 0o600 });
    await contextButton(page, 'sound').click();
    await waitForGraph(page);
    await expect.poll(() => legendNames(page)).toEqual(['kept']);
  });

  it('says which of several expressions was cancelled, and what of them is no line', async () => {
    answers.hold('third');
    const page = await answers.open('sound', {
      ...off,
      'g0.expr': marked('one'),
      'g0.expr2': 'up[5m]',
      'g0.expr3': marked('third'),
    });
    await expect.poll(() => text(page)).toContain('A2 is a range of samples, which is no line.');
    await waitForGraph(page);
    await cancel(page);
    await expect.poll(() => text(page)).toMatch(/A3 was cancelled after \d+\.\d s\./);
    await choose(page, 'A', 'Add an expression');
    await editor(page, 'A', 'A4').fill('up > 5');
    await editor(page, 'A', 'A4').press('Enter');
    await expect.poll(() => text(page)).toContain('A4 matched nothing.');
  });
});

/** Of a graph's name: "…, 15:28 to 16:28". */
function minutesOf(name: string): number {
  const [from, to] = [...name.matchAll(/(\d\d):(\d\d)/g)].slice(-2).map(([, h, m]) => Number(h) * 60 + Number(m));
  return ((to ?? 0) - (from ?? 0) + 1440) % 1440;
}

/** Of the single series' area, which is filled from the axis to its line, the share that has no fill: that has no data. */
async function shareWithoutFill(page: Page): Promise<number> {
  return panel(page, 'A')
    .locator('canvas')
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const y = Math.round(canvas.height / 2);
      const left = Math.round(canvas.width * 0.1);
      const width = Math.round(canvas.width * 0.85);
      const row = canvas.getContext('2d')?.getImageData(left, y, width, 1).data ?? new Uint8ClampedArray();
      let bare = 0;
      for (let at = 0; at < row.length; at += 4) {
        const [red = 0, , blue = 0] = row.subarray(at, at + 4);
        if (blue - red < 8) bare += 1;
      }
      return bare / width;
    });
}
