/** What the scenarios of the history of alerts have in common: a Prometheus with rules that fire, end, wait and never fire, and the page that shows when. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { type Stage, startStage } from './view-stage.ts';

export interface AlertStageOptions {
  /** When it fires, as an expression. */
  readonly flapper: string;
  /** Of the targets that are down. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What Prometheus answers with something for, once the scenarios can begin; about `of`. */
  readonly readyExpr: string;
  readonly of: 'Flapper' | 'Dead';
}

/** Asked as `slow` by an address, and as `harbor` in a cluster. */
export function startAlertStage({ flapper, labels, readyExpr, of }: AlertStageOptions): Promise<Stage> {
  const targets = { targets: ['127.0.0.1:9', '127.0.0.1:10'], ...(labels && { labels }) };
  const config = stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'dead', static_configs: [targets] }],
  });
  const rules = [
    { alert: 'Flapper', expr: flapper, labels: { severity: 'page' } },
    { alert: 'Dead', expr: 'up == 0', for: '2s', labels: { severity: 'warning' } },
    { alert: 'Waits', expr: 'vector(1)', for: '1h', labels: { severity: 'info' } },
    { alert: 'Never', expr: 'vector(1) > 2' },
  ];
  const prepare = (dir: string) => writeFile(join(dir, 'rules.yml'), stringify({ groups: [{ name: 'watch', rules }] }));
  return startStage({
    prometheus: { config, prepare },
    isReady: {
      path: `/api/v1/query?query=${encodeURIComponent(readyExpr)}`,
      said: (text) => text.includes(`"${of}"`),
    },
    ...{ address: 'slow', cluster: 'harbor' },
  });
}

export const historyGrid = (page: Page): Locator => page.getByRole('treegrid', { name: 'What fired when' });

export const ruleRow = (page: Page, name: string): Locator =>
  historyGrid(page)
    .locator('[aria-level="1"]')
    .filter({ has: page.getByText(name, { exact: true }) });

export const whenItFired = (page: Page): Locator => page.getByRole('region', { name: 'When it fired' });

/** What a busy server had not written down when it was asked, or what is kept a moment later, is there when it is asked again. */
export async function askedUntil(
  page: Page,
  look: () => Promise<string>,
  wanted: RegExp,
  patient: { readonly timeout: number; readonly interval?: number },
): Promise<void> {
  const refresh = page.getByRole('button', { name: 'Refresh', exact: true });
  await expect
    .poll(async () => {
      const text = await look();
      const isAsking = (await page.locator('[aria-busy="true"]').count()) > 0;
      if (!wanted.test(text) && !isAsking) await refresh.click();
      return text;
    }, patient)
    .toMatch(wanted);
}
