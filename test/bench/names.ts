/**
 * `npm run bench -- names`: 150,000 names of metrics, typed into the editor, the explorer of metrics and the palette of the built
 * application, and into the editor of Prometheus's own page (codemirror-promql, which keeps all names in the page): the longest task of the
 * page's main thread, and how late the backend's is meanwhile. The goal is of the processor time of a task: on a machine that has other
 * things to do, a task also lasts while those are done, here and there; how long it lasts stands beside it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import { launchChromium, type RunningApp, startWebApp } from '../e2e/web-host.ts';
import { type Figure, interleave, median, report } from './harness.ts';
import type { LoopTimes } from './loop-probe.ts';
import { servePage } from './page-bundle.ts';
import { type PageTasks, tasksDuring, watchTasks } from './page-tasks.ts';

/** As one types who can. Both editors wait for a pause of 100 ms before they complete: faster, and nothing would be measured. */
const keyEveryMs = 130;
/** As one looks at what was found. */
const lookMs = 300;
const deadlineMs = 60_000;
const context = 'many names';

type Place = 'editor' | 'explorer' | 'palette' | 'peer';

const expressions = ['container_memory_used', 'rate(apiserver_req', 'ncst', 'zzzz'];
const searches = ['container memory used', 'apiserver_req', 'ncst', 'of part 42', 'zzzz'];
/** Of these nothing is found, of all others something. */
const unknown = 'zzzz';

const typed: Readonly<Record<Place, readonly string[]>> = {
  editor: expressions,
  explorer: searches,
  palette: searches,
  peer: expressions,
};

const completions = (page: Page) => page.locator('.cm-tooltip-autocomplete li');
const found: Readonly<Record<Place, (page: Page) => Locator>> = {
  editor: completions,
  explorer: (page) => page.getByRole('dialog', { name: 'Metrics' }).getByRole('option'),
  palette: (page) => page.getByRole('dialog').getByRole('option'),
  peer: completions,
};

async function type(page: Page, place: Place, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: keyEveryMs });
  if (text !== unknown) await found[place](page).first().waitFor({ timeout: deadlineMs });
  await sleep(lookMs);
  await clear(page);
}

async function clear(page: Page): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Backspace');
}

/** Of several traces: one of all would be too long. */
function joined(parts: readonly PageTasks[]): PageTasks {
  const all = (key: keyof PageTasks) => parts.flatMap((part) => part[key]);
  return { wallMs: all('wallMs'), cpuMs: all('cpuMs'), longMs: all('longMs'), keysMs: all('keysMs') };
}

/** Until the names have been read, before anything is measured; ends with an empty box that has the focus. */
async function begin(page: Page, place: Place): Promise<void> {
  if (place === 'peer') await page.locator('.cm-content').click();
  else await page.getByRole('textbox', { name: /^Expression/ }).click();
  await clear(page);
  if (place === 'explorer') {
    await page.getByRole('button', { name: 'Metrics', exact: true }).click();
    await page.getByText('150,000 of 150,000 metrics').waitFor({ timeout: deadlineMs });
    return;
  }
  if (place === 'palette') await page.keyboard.press('Control+K');
  await page.keyboard.type('node_memory', { delay: keyEveryMs });
  await found[place](page).filter({ hasText: 'node_memory' }).first().waitFor({ timeout: deadlineMs });
  await clear(page);
}

const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Each round in a page of its own: what one round leaves behind is not the next one's. */
async function measure(browser: Browser, place: Place, url: string): Promise<PageTasks> {
  const profile = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  try {
    const page = await profile.newPage();
    await page.addInitScript(watchTasks);
    await page.goto(url);
    if (place !== 'peer') {
      await page.getByRole('button', { name: context, exact: true }).click({ timeout: deadlineMs });
      await page.getByRole('textbox', { name: /^Expression/ }).waitFor({ timeout: deadlineMs });
    }
    await begin(page, place);
    const parts: PageTasks[] = [];
    for (const text of typed[place]) {
      parts.push(await tasksDuring(browser, page, () => type(page, place, text)));
    }
    return joined(parts);
  } finally {
    await profile.close();
  }
}

interface Backend {
  readonly app: RunningApp;
  /** Since it was asked last. */
  loopTimes(): Promise<LoopTimes>;
  close(): Promise<void>;
}

/** The application with the address of the server as its only context. */
async function startBackend(port: number): Promise<Backend> {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-names-'));
  const address = { id: 'names', name: context, url: `http://127.0.0.1:${port}`, headers: [], matchers: '' };
  const more = { auth: { kind: 'none' }, insecureSkipTlsVerify: false };
  const settings = { version: 2, addresses: [{ ...address, ...more }] };
  writeFileSync(join(directory, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  const file = join(directory, 'loop.json');
  const env = {
    ...{ HOME: directory, KUBECONFIG: join(directory, 'none'), BINNACLE_LOOP_FILE: file },
    NODE_OPTIONS: `--import=${new URL('./loop-probe.ts', import.meta.url).href}`,
  };
  const app = await startWebApp({ dataDir: directory, env });
  return {
    app,
    async loopTimes() {
      rmSync(file, { force: true });
      app.process.kill('SIGUSR2');
      while (!existsSync(file)) await sleep(10);
      return JSON.parse(readFileSync(file, 'utf8'));
    },
    async close() {
      await app.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type AllTasks = Readonly<Record<Place, PageTasks[]>>;

function figuresOf(tasks: AllTasks, loops: readonly LoopTimes[], ratio: number): readonly Figure[] {
  const of = (place: Place): Figure[] => {
    const all = (key: keyof PageTasks) => tasks[place].flatMap((one) => one[key]);
    const longest = tasks[place].map(({ wallMs }) => most(wallMs));
    const goal = place === 'peer' ? {} : ({ goal: { op: '<', bound: 50 } } as const);
    return [
      { name: `${place}.longest-task-cpu`, value: most(all('cpuMs')), unit: 'ms', ...goal },
      { name: `${place}.longest-task`, value: median(longest), unit: 'ms' },
      { name: `${place}.longest-task-quietest-round`, value: Math.min(...longest), unit: 'ms' },
      { name: `${place}.tasks-p99`, value: percentile(all('wallMs'), 0.99), unit: 'ms' },
      { name: `${place}.tasks-over-50`, value: all('longMs').length / tasks[place].length, unit: 'a round' },
      { name: `${place}.key-to-frame-p99`, value: percentile(all('keysMs'), 0.99), unit: 'ms' },
    ];
  };
  return [
    ...of('editor'),
    ...of('explorer'),
    ...of('palette'),
    ...of('peer'),
    { name: 'peer-to-editor', value: ratio, unit: 'times' },
    {
      name: 'backend.delay-p99',
      value: median(loops.map((loop) => loop.delayP99)),
      unit: 'ms',
      goal: { op: '<', bound: 20 },
    },
    { name: 'backend.own-work-p99', value: median(loops.map((loop) => loop.ownWorkP99)), unit: 'ms' },
    { name: 'backend.own-work-longest', value: most(loops.map((loop) => loop.ownWorkMax)), unit: 'ms' },
  ];
}

async function main(): Promise<void> {
  await ensureBuilt();
  const server = fork(new URL('./names-server.ts', import.meta.url), { execArgv: [] });
  const [port] = await once(server, 'message');
  const peer = await servePage('names-peer-page.ts');
  const backend = await startBackend(port);
  const browser = await launchChromium();
  const tasks: AllTasks = { editor: [], explorer: [], palette: [], peer: [] };
  const loops: LoopTimes[] = [];

  /** @returns the longest task, in milliseconds of the processor */
  const typeInto = (place: Place) => async () => {
    const url = place === 'peer' ? `${peer.url}#http://127.0.0.1:${port}` : backend.app.url;
    await backend.loopTimes();
    const seen = await measure(browser, place, url);
    if (place !== 'peer') loops.push(await backend.loopTimes());
    tasks[place].push(seen);
    return most(seen.cpuMs);
  };

  try {
    const longest = await interleave(
      {
        editor: typeInto('editor'),
        peer: typeInto('peer'),
        explorer: typeInto('explorer'),
        palette: typeInto('palette'),
      },
      { warmUps: 0 },
    );
    const ratio = median(longest.peer) / median(longest.editor);
    report('names', figuresOf(tasks, loops, ratio), { longestTaskCpuMs: longest });
  } finally {
    await browser.close();
    await backend.close();
    await peer.close();
    server.disconnect();
  }
}

await main();
