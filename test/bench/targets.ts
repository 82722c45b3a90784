/**
 * `npm run bench -- targets`: the Targets view of the built application over a real Prometheus of 7,000 targets in 735 pools: the longest
 * task of the page's main thread while they load, a search is typed, all pools are opened, the list is scrolled, and they are read again.
 * The goal is of the processor time of a task, as in `names`: on a busy machine a task also lasts while others have the processor.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { launchChromium, startWebApp } from '../e2e/web-host.ts';
import { startManyTargets } from '../support/many-targets.ts';
import { report } from './harness.ts';
import {
  deadlineMs,
  lookMs,
  measureRounds,
  refreshThrice,
  type Stages,
  scrollThrough,
  typeSearches,
  until,
} from './view-rounds.ts';

const targetCount = 7000;
const context = 'many targets';

const rows = (page: Page) => page.getByRole('treegrid').getByRole('row');
const grid = (page: Page) => page.getByRole('treegrid');
const rowCount = async (page: Page) => Number(await grid(page).getAttribute('aria-rowcount'));

const stages: Stages = {
  load: async (page) => {
    await page.getByRole('tab', { name: 'Targets' }).click();
    await page
      .getByRole('button', { name: /: choose a pool$/ })
      .getByText('735')
      .waitFor({ timeout: deadlineMs });
    await rows(page).nth(20).waitFor();
  },
  type: async (page) => {
    await typeSearches(page, ['service-12', 'connection refused', 'pod="service-7', 'zzzz']);
    await until('all pools again', async () => (await rowCount(page)) > 735);
  },
  'open-all': async (page) => {
    // What is open at first is closed, then all is opened.
    await page.getByRole('button', { name: 'Close all' }).click();
    await page.getByRole('button', { name: 'Open all' }).click();
    await until('all rows', async () => (await rowCount(page)) === targetCount + 735 + 1);
    await sleep(lookMs);
  },
  scroll: (page) => scrollThrough(page, grid(page)),
  refresh: refreshThrice,
  discovered: async (page) => {
    await page.getByRole('radio', { name: 'Discovered' }).click();
    await until(
      'what was discovered',
      async () => (await grid(page).count()) > 0 && (await rowCount(page)) > targetCount,
    );
    await scrollThrough(page, grid(page));
  },
};

/** Discovery hands targets over every five seconds: all of them have to be there before anything is measured. */
async function untilAllThere(url: string): Promise<void> {
  await until(`${targetCount} targets`, async () => {
    const answer = await (await fetch(`${url}/api/v1/targets?state=active`)).json();
    return answer.data.activeTargets.length === targetCount;
  });
}

async function main(): Promise<void> {
  await ensureBuilt();
  const prometheus = await startManyTargets();
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-targets-'));
  const address = { id: 'targets', name: context, url: prometheus.url, headers: [], matchers: '' };
  const more = { auth: { kind: 'none' }, insecureSkipTlsVerify: false };
  const settings = { version: 2, addresses: [{ ...address, ...more }] };
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  const env = { HOME: directory, KUBECONFIG: join(directory, 'none') };
  const app = await startWebApp({ dataDir: directory, env });
  const browser = await launchChromium();
  try {
    await untilAllThere(prometheus.url);
    const { figures, longest } = await measureRounds({ browser, url: app.url, context, stages });
    report('targets', figures, { longestTaskCpuMs: longest });
  } finally {
    await browser.close();
    await app.close();
    await prometheus.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
