/** What axe says of every state of the Explorer and of what opens over it, in both themes, both languages, wide and narrow. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../renderer/app/i18n/en.ts';
import { ko } from '../../renderer/app/i18n/ko.ts';
import { type DemoCluster, startDemoCluster } from '../support/demo-cluster.ts';
import { serverMissing } from '../support/servers/real-server.ts';
import { seriousViolations } from './axe.ts';
import { chromiumMissing, launchChromium, openPage, type RunningApp, startWebApp } from './web-host.ts';

const missing = serverMissing('prometheus', 'prometheus-node-exporter') ?? chromiumMissing;

const looks = [
  { theme: 'light', width: 1440, locale: 'en-GB', texts: en },
  { theme: 'dark', width: 1440, locale: 'ko-KR', texts: ko },
  { theme: 'light', width: 900, locale: 'ko-KR', texts: ko },
  { theme: 'dark', width: 900, locale: 'en-GB', texts: en },
] as const;

describe.skipIf(missing !== undefined)(`the Explorer for everybody${missing ? ` (${missing})` : ''}`, () => {
  let demo: DemoCluster;
  let app: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    demo = await startDemoCluster({ historyHours: 1 });
    app = await startWebApp({ kubeconfig: [demo.kubeconfigFile] });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await demo?.stop();
  });

  it.each(looks)(
    'has no serious obstacle in $theme, $width px wide, $locale',
    async ({ theme, width, locale, texts }) => {
      const viewport = { width, height: 900 };
      const { page, faults, close } = await openPage(browser, app.url, { colorScheme: theme, viewport, locale });
      const found: Record<string, readonly string[]> = {};
      const look = async (state: string) => {
        found[state] = await seriousViolations(page);
      };
      await goThrough(page, texts, look);
      await close();
      expect([faults, Object.entries(found).filter(([, violations]) => violations.length > 0)]).toEqual([[], []]);
      expect(Object.keys(found)).toHaveLength(13);
    },
  );
});

type Texts = typeof en | typeof ko;

/** Opens one state after the other, and looks at each. */
async function goThrough(page: Page, texts: Texts, look: (state: string) => Promise<void>): Promise<void> {
  const { explorer, metrics, library, palette, app } = texts;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });
  const leave = () => page.keyboard.press('Escape');
  await look('start');
  await page.getByRole('button', { name: 'harbor', exact: true }).click();
  const expression = page.getByRole('textbox', { name: explorer.expression });
  // What the page begins with is there before somebody writes over it.
  await expect.poll(() => expression.textContent()).not.toBe('');
  await expression.fill('node_load1 / on (instance) node_cpu_seconds_total');
  await button(explorer.execute).click();
  await page.locator('pre', { hasText: 'duplicate series' }).waitFor();
  await look('refused');
  await tab(explorer.explain).click();
  await page.getByRole('table', { name: texts.anatomy.matching.label }).waitFor();
  await look('explained');
  await page.locator('section').getByText('⋯', { exact: true }).first().click();
  await look('menu');
  await page
    .getByRole('menuitem', { name: explorer.menu.tree })
    .or(page.getByRole('menuitem', { name: explorer.menu.noTree }))
    .click();
  await page
    .getByRole('textbox', { name: explorer.expression })
    .fill('sum by (namespace) (rate(container_cpu_usage_seconds_total[5m]))');
  await button(explorer.execute).click();
  await tab(explorer.graph).click();
  await page.getByRole('table').first().waitFor();
  await look('graph');
  await tab(explorer.table).click();
  await page.getByRole('columnheader').first().waitFor();
  await look('table');
  await button(metrics.open).click();
  await page.getByRole('option').first().waitFor();
  await look('metrics');
  await page.getByRole('combobox', { name: metrics.find }).fill('container_cpu_usage_seconds_total');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('payments', { exact: true }).first().waitFor();
  await look('labels');
  await leave();
  await button(library.open).click();
  await page.getByRole('dialog', { name: library.title }).locator('[data-row]').first().waitFor();
  await look('queries');
  await leave();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: palette.label }).fill('node');
  await page.getByRole('option').first().waitFor();
  await look('palette');
  await leave();
  await page.getByRole('button', { name: app.status.keys }).click();
  await page.getByRole('dialog', { name: app.keys.title }).waitFor();
  await look('keys');
  await leave();
  await page.getByRole('button', { name: app.action.disconnect }).click();
  await page.getByRole('button', { name: app.action.connect, exact: true }).waitFor();
  await look('away');
  await page.getByRole('button', { name: app.action.connect, exact: true }).click();
  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { level: 1, name: texts.settings.title }).waitFor();
  await look('settings');
}
