/**
 * `npm run bench -- targets`: the Targets view of the built application over a real Prometheus of 7,000 targets in 735 pools: the longest
 * task of the page's main thread while they load, a search is typed, all pools are opened, the list is scrolled, and they are read again.
 * The goal is of the processor time of a task, as in `names`: on a busy machine a task also lasts while others have the processor.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { launchChromium, startWebApp } from '../e2e/web-host.ts';
import { startManyTargets } from '../support/many-targets.ts';
import { type Figure, interleave, median, report } from './harness.ts';
import { type PageTasks, tasksDuring, watchTasks } from './page-tasks.ts';

const targetCount = 7000;
const deadlineMs = 120_000;
const keyEveryMs = 130;
const lookMs = 400;
const context = 'many targets';

const stages = ['load', 'type', 'open-all', 'scroll', 'refresh', 'discovered'] as const;
type Stage = (typeof stages)[number];

const rows = (page: Page) => page.getByRole('treegrid').getByRole('row');
const grid = (page: Page) => page.getByRole('treegrid');
const rowCount = async (page: Page) => Number(await grid(page).getAttribute('aria-rowcount'));

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await sleep(50);
  }
}

/** The height of a window at a time, as a wheel does it, to the end. */
async function scrollThrough(page: Page): Promise<void> {
  await grid(page).hover();
  for (let turn = 0; turn < 60; turn += 1) {
    await page.mouse.wheel(0, turn < 30 ? 700 : 6000);
    await sleep(30);
  }
  await page.mouse.wheel(0, -1e6);
  await sleep(lookMs);
}

const works: Readonly<Record<Stage, (page: Page) => Promise<void>>> = {
  load: async (page) => {
    await page.getByRole('tab', { name: 'Targets' }).click();
    await page
      .getByRole('button', { name: /: choose a pool$/ })
      .getByText('735')
      .waitFor({ timeout: deadlineMs });
    await rows(page).nth(20).waitFor();
  },
  type: async (page) => {
    await page.keyboard.press('/');
    for (const text of ['service-12', 'connection refused', 'pod="service-7', 'zzzz']) {
      await page.keyboard.type(text, { delay: keyEveryMs });
      await sleep(lookMs);
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Backspace');
    }
    await page.keyboard.press('Escape');
    await until('all pools again', async () => (await rowCount(page)) > 735);
  },
  'open-all': async (page) => {
    // What is open at first is closed, then all is opened.
    await page.getByRole('button', { name: 'Close all' }).click();
    await page.getByRole('button', { name: 'Open all' }).click();
    await until('all rows', async () => (await rowCount(page)) === targetCount + 735 + 1);
    await sleep(lookMs);
  },
  scroll: scrollThrough,
  refresh: async (page) => {
    // The header says when it was.
    const read = () => page.locator('dl > div', { hasText: /^Read/ }).locator('dd').getAttribute('title');
    for (let turn = 0; turn < 3; turn += 1) {
      const before = await read();
      await page.getByRole('button', { name: 'Refresh', exact: true }).click();
      await until('another reading', async () => ![before, null].includes(await read()));
    }
    await sleep(lookMs);
  },
  discovered: async (page) => {
    await page.getByRole('radio', { name: 'Discovered' }).click();
    await until(
      'what was discovered',
      async () => (await grid(page).count()) > 0 && (await rowCount(page)) > targetCount,
    );
    await scrollThrough(page);
  },
};

type Measured = Readonly<Record<Stage, PageTasks>>;

/** Each round in a page of its own: what one round leaves behind is not the next one's. */
async function measure(browser: Browser, url: string): Promise<Measured> {
  const profile = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  try {
    const page = await profile.newPage();
    page.setDefaultTimeout(deadlineMs);
    await page.addInitScript(watchTasks);
    await page.goto(url);
    await page.getByRole('button', { name: context, exact: true }).click();
    await page.getByRole('textbox', { name: /^Expression/ }).waitFor();
    const measured = {} as Record<Stage, PageTasks>;
    for (const stage of stages) measured[stage] = await tasksDuring(browser, page, () => works[stage](page));
    return measured;
  } finally {
    await profile.close();
  }
}

const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);

function figuresOf(rounds: readonly Measured[]): readonly Figure[] {
  return stages.flatMap((stage): Figure[] => {
    const of = rounds.map((round) => round[stage]);
    return [
      {
        ...{ name: `${stage}.longest-task-cpu`, value: most(of.flatMap(({ cpuMs }) => cpuMs)), unit: 'ms' },
        goal: { op: '<', bound: 50 },
      },
      { name: `${stage}.longest-task`, value: median(of.map(({ wallMs }) => most(wallMs))), unit: 'ms' },
      {
        name: `${stage}.longest-task-quietest-round`,
        value: Math.min(...of.map(({ wallMs }) => most(wallMs))),
        unit: 'ms',
      },
      { name: `${stage}.tasks-over-50`, value: of.flatMap(({ longMs }) => longMs).length / of.length, unit: 'a round' },
    ];
  });
}

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
  const rounds: Measured[] = [];
  try {
    await untilAllThere(prometheus.url);
    const longest = await interleave(
      {
        view: async () => {
          const measured = await measure(browser, app.url);
          rounds.push(measured);
          return most(stages.flatMap((stage) => measured[stage].cpuMs));
        },
      },
      { warmUps: 0, rounds: 4 },
    );
    report('targets', figuresOf(rounds), { longestTaskCpuMs: longest });
  } finally {
    await browser.close();
    await app.close();
    await prometheus.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
