/**
 * What a view of the page costs its main thread, stage by stage: the longest task while something is done to it. The goal is of the processor time of a
 * task, as in `names`: on a busy machine a task also lasts while others have the processor.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { type Figure, interleave, median } from './harness.ts';
import { type PageTasks, tasksDuring, watchTasks } from './page-tasks.ts';

export const deadlineMs = 120_000;
export const lookMs = 400;
const keyEveryMs = 130;

/** What is done, in its order; each with the page as the one before left it. */
export type Stages = Readonly<Record<string, (page: Page) => Promise<void>>>;

type Measured = ReadonlyMap<string, PageTasks>;

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await sleep(50);
  }
}

/** The height of a window at a time, as a wheel does it, to the end. @param place where the wheel turns */
export async function scrollThrough(page: Page, place: Locator): Promise<void> {
  await place.hover();
  for (let turn = 0; turn < 60; turn += 1) {
    await page.mouse.wheel(0, turn < 30 ? 700 : 6000);
    await sleep(30);
  }
  await page.mouse.wheel(0, -1e6);
  await sleep(lookMs);
}

/** As a person types, and takes it back each time. */
export async function typeSearches(page: Page, texts: readonly string[]): Promise<void> {
  await page.keyboard.press('/');
  for (const text of texts) {
    await page.keyboard.type(text, { delay: keyEveryMs });
    await sleep(lookMs);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Backspace');
  }
  await page.keyboard.press('Escape');
}

/** The header says when it was. */
export async function refreshThrice(page: Page): Promise<void> {
  const read = () => page.locator('dl > div', { hasText: /^Read/ }).locator('dd').getAttribute('title');
  for (let turn = 0; turn < 3; turn += 1) {
    const before = await read();
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await until('another reading', async () => ![before, null].includes(await read()));
  }
  await sleep(lookMs);
}

/** Each round in a page of its own: what one round leaves behind is not the next one's. @param context that is opened first */
async function measure(browser: Browser, url: string, context: string, stages: Stages): Promise<Measured> {
  const profile = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  try {
    const page = await profile.newPage();
    page.setDefaultTimeout(deadlineMs);
    await page.addInitScript(watchTasks);
    await page.goto(url);
    await page.getByRole('button', { name: context, exact: true }).click();
    await page.getByRole('textbox', { name: /^Expression/ }).waitFor();
    const measured = new Map<string, PageTasks>();
    for (const [stage, work] of Object.entries(stages))
      measured.set(stage, await tasksDuring(browser, page, () => work(page)));
    return measured;
  } finally {
    await profile.close();
  }
}

const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);

function figuresOf(rounds: readonly Measured[]): readonly Figure[] {
  const stages = [...(rounds[0]?.keys() ?? [])];
  return stages.flatMap((stage): Figure[] => {
    const of = rounds.flatMap((round) => round.get(stage) ?? []);
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

export interface RoundsOptions {
  readonly browser: Browser;
  readonly url: string;
  readonly context: string;
  readonly stages: Stages;
}

/** Four rounds. @returns the figures of the stages, and the longest task of each round, in milliseconds of processor time */
export async function measureRounds({ browser, url, context, stages }: RoundsOptions) {
  const rounds: Measured[] = [];
  const longest = await interleave(
    {
      view: async () => {
        const measured = await measure(browser, url, context, stages);
        rounds.push(measured);
        return most([...measured.values()].flatMap(({ cpuMs }) => cpuMs));
      },
    },
    { warmUps: 0, rounds: 4 },
  );
  return { figures: figuresOf(rounds), longest };
}
