/** What is open over a view, and where the keyboard is, when an answer of the server comes or another mode is chosen: nothing is taken out of a person's hands. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stageMissing as missing, type Stage, startStage } from './view-stage.ts';

const patient = { timeout: 40_000 };

/** By what the first answer waits for, and by what is there once it has come. */
const views = [
  { tab: 'Configuration', mode: 'Text', asked: /\/status\/(config|runtimeinfo)/, shown: 'scrape_configs:' },
  { tab: 'Status', mode: 'Runtime and build', asked: /\/status\//, shown: 'Working directory' },
  { tab: 'Status', mode: 'Flags', asked: /\/status\//, shown: 'web.enable-lifecycle' },
  { tab: 'Rules', mode: undefined, asked: /\/rules$/, shown: 'QuayIsEmpty' },
  { tab: 'Alerts', mode: 'Now', asked: /\/rules$/, shown: 'QuayIsEmpty' },
  { tab: 'Targets', mode: 'Scraped', asked: /\/targets/, shown: 'inner-quay' },
  { tab: 'Targets', mode: 'Discovered', asked: /\/targets/, shown: 'inner-quay' },
] as const;

const modes = [
  { tab: 'Configuration', from: 'Text', to: 'Changes' },
  { tab: 'Status', from: 'Runtime and build', to: 'Flags' },
  { tab: 'Status', from: 'Alertmanagers', to: 'Pushgateway' },
  { tab: 'Alerts', from: 'Now', to: 'History' },
  { tab: 'Targets', from: 'Scraped', to: 'Discovered' },
] as const;

const rules = "groups:\n- name: quay\n  rules:\n  - {alert: QuayIsEmpty, expr: 'vector(1) > 0'}\n";

describe.skipIf(missing !== undefined)(`an answer${missing === undefined ? '' : ` (${missing})`}`, () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    const jobs = [{ job: 'inner-quay', targets: ['127.0.0.1:9'] }];
    stage = await startStage({ prometheus: { jobs, rules: [rules] }, address: 'quay' });
  });
  afterAll(() => stage?.stop());
  afterEach(() => stage.close());

  const main = () => page.getByRole('main').innerText();
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  const mode = (name: string) => page.getByRole('radio', { name, exact: true });
  const refreshMenu = () => page.getByRole('button', { name: /^Read again every/ });
  const isFocused = (one: Locator) => one.evaluate((element) => element === document.activeElement);

  it.each(views)(
    'leaves the menu open that was opened before it: $tab, $mode',
    async ({ tab: name, asked, ...view }) => {
      page = await stage.openLive('quay');
      let go: (value?: unknown) => void = () => undefined;
      stage.answer(asked, { kind: 'later', when: new Promise((resolve) => (go = resolve)), answer: stage.forward() });
      await tab(name).click();
      if (view.mode !== undefined) await mode(view.mode).click();
      await refreshMenu().click(patient);
      await page.keyboard.press('End');
      const last = page.getByRole('menuitemradio').last();
      await expect.poll(() => isFocused(last)).toBe(true);
      expect(await main()).not.toContain(view.shown);
      go();
      await expect.poll(main, patient).toContain(view.shown);
      expect(await isFocused(last)).toBe(true);
      await page.keyboard.press('Enter');
      await expect.poll(() => refreshMenu().getAttribute('aria-label')).toMatch(/^Read again every 5 min/);
    },
  );

  it.each(modes)(
    'of another mode leaves the keyboard at the choice of modes: $tab, $from',
    async ({ tab: name, from, to }) => {
      page = await stage.openLive('quay');
      await tab(name).click();
      await mode(from).click();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => mode(to).getAttribute('aria-checked')).toBe('true');
      expect(await isFocused(mode(to))).toBe(true);
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => mode(from).getAttribute('aria-checked')).toBe('true');
      expect(await isFocused(mode(from))).toBe(true);
    },
  );

  it('in which nothing is left of a list leaves the dialog open that it led to', async () => {
    page = await stage.openLive('quay');
    await tab('Targets').click();
    await refreshMenu().click(patient);
    await page.getByRole('menuitemradio', { name: '5 s', exact: true }).click();
    await page.getByRole('button', { name: /^Down \d/ }).click();
    await page.getByRole('row').filter({ hasText: '127.0.0.1:9' }).last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show pool’s configuration' }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.innerText(), patient).toContain('job_name: inner-quay');
    const body = JSON.stringify({ status: 'success', data: { activeTargets: [], droppedTargets: [] } });
    stage.answer(/\/targets$/, { kind: 'body', body });
    await expect.poll(main, patient).not.toContain('127.0.0.1:9');
    expect(await page.getByRole('treegrid').count()).toBe(0);
    expect(await dialog.innerText()).toContain('job_name: inner-quay');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
  });
});
