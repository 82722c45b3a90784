/**
 * `npm run bench -- first-graph`: the built application, started anew for every run, in a fresh profile of a Chromium that already
 * runs: from its start to the contexts on the screen, and from the click on one to a line of its graph. The page measures itself.
 */
import type { Browser, Page } from 'playwright-core';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { launchChromium, startWebApp } from '../e2e/web-host.ts';
import { startDemoClusters } from './demo-clusters.ts';
import { type PageTimes, watchFrames } from './first-graph-page.ts';
import { type Figure, median, report } from './harness.ts';

const warmUps = 1;
const rounds = 6;
const context = 'harbor';
const deadlineMs = 30_000;

/** Milliseconds. The first three begin where the process is spawned, the others at the click. */
const measures = ['ready', 'page', 'contexts', 'connected', 'asked', 'graph'] as const;

type Measure = (typeof measures)[number];
type Run = Readonly<Record<Measure, number>>;
type Columns = Readonly<Record<Measure, readonly number[]>>;

interface Seen {
  readonly times: Required<PageTimes>;
  /** Of the times, since the epoch. */
  readonly originMs: number;
}

/** Clicks as soon as there is something to click on. */
async function journey(page: Page, url: string): Promise<Seen> {
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('button', { name: context, exact: true }).click({ timeout: deadlineMs });
  await page.waitForFunction(() => window.firstGraphTimes.graph !== undefined, undefined, {
    timeout: deadlineMs,
    // By a timer: the page's frames are what is measured.
    polling: 500,
  });
  return page.evaluate(() => ({
    times: window.firstGraphTimes as Required<PageTimes>,
    originMs: performance.timeOrigin,
  }));
}

async function runOnce(browser: Browser, kubeconfigFile: string): Promise<Run> {
  const profile = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  try {
    const page = await profile.newPage();
    await page.addInitScript(watchFrames, context);
    const spawnedMs = Date.now();
    // Ends with this process, however that ends.
    const env = { BINNACLE_PARENT: String(process.pid) };
    const app = await startWebApp({ kubeconfig: [kubeconfigFile], env });
    const readyMs = Date.now();
    const { times, originMs } = await journey(page, app.url).finally(() => app.close());
    return {
      ready: readyMs - spawnedMs,
      page: originMs - spawnedMs,
      contexts: originMs + times.contexts - spawnedMs,
      connected: times.panel - times.click,
      asked: times.asked - times.click,
      graph: times.graph - times.click,
    };
  } finally {
    await profile.close();
  }
}

function figuresOf(runs: Columns): readonly Figure[] {
  const seconds = (name: string, milliseconds: number) => ({ name, value: milliseconds / 1000, unit: 's' });
  const under = (bound: number) => ({ goal: { op: '<', bound } }) as const;
  return [
    seconds('start.ready', median(runs.ready)),
    seconds('start.page', median(runs.page)),
    { ...seconds('start.contexts', median(runs.contexts)), ...under(2) },
    seconds('start.contexts-worst', Math.max(...runs.contexts)),
    seconds('click.connected', median(runs.connected)),
    seconds('click.asked', median(runs.asked)),
    { ...seconds('click.graph', median(runs.graph)), ...under(3) },
    { ...seconds('click.graph-worst', Math.max(...runs.graph)), ...under(3) },
  ];
}

await ensureBuilt();
const demo = await startDemoClusters(1, '5s');
try {
  const browser = await launchChromium();
  try {
    const runs: Run[] = [];
    for (let round = -warmUps; round < rounds; round += 1) {
      const run = await runOnce(browser, demo.kubeconfigFile);
      if (round >= 0) runs.push(run);
    }
    const column = (name: Measure) => runs.map((run) => run[name]);
    const columns: Columns = {
      ready: column('ready'),
      page: column('page'),
      contexts: column('contexts'),
      connected: column('connected'),
      asked: column('asked'),
      graph: column('graph'),
    };
    report('first-graph', figuresOf(columns), { milliseconds: columns });
  } finally {
    await browser.close();
  }
} finally {
  await demo.stop();
}
