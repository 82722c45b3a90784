/** What the main thread of a page does while something is done to it: how long each of its tasks takes, as Chromium's own trace has it. */
import type { Browser, Page } from 'playwright-core';

export interface PageTasks {
  /** Milliseconds of each task of the page's main thread. */
  readonly wallMs: readonly number[];
  /** Of the same, what the thread itself computed: on a busy machine a task also lasts while others have the processor. */
  readonly cpuMs: readonly number[];
  /** Tasks of 50 ms and more, as the page itself is told. */
  readonly longMs: readonly number[];
  /** From each key to the frame after it, in milliseconds; the browser rounds to 8. */
  readonly keysMs: readonly number[];
}

interface TimedTask {
  /** Milliseconds since the page's time origin. */
  readonly startTime: number;
  readonly duration: number;
}

declare global {
  interface Window {
    readonly pageTasks: { readonly long: TimedTask[]; readonly keys: TimedTask[] };
  }
}

/** Runs inside the page, before its own scripts. */
export function watchTasks(): void {
  const seen = { long: [] as TimedTask[], keys: [] as TimedTask[] };
  Object.defineProperty(window, 'pageTasks', { value: seen });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.long.push({ startTime, duration });
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const { name, startTime, duration } of list.getEntries()) {
      if (name === 'keydown') seen.keys.push({ startTime, duration });
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, as the next. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

const marks = { begin: 'binnacle-bench-begin', end: 'binnacle-bench-end' } as const;
const taskName = 'ThreadControllerImpl::RunTask';

/** @param work what is measured; the page has to be idle before it, and is waited for after it */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<void>): Promise<PageTasks> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  const beginMs = await page.evaluate((name) => performance.mark(name).startTime, marks.begin);
  await work();
  await untilIdle(page);
  const endMs = await page.evaluate((name) => performance.mark(name).startTime, marks.end);
  await pushOut(page);
  const tasks = tasksIn(JSON.parse(String(await browser.stopTracing())));
  const told = await page.evaluate(() => window.pageTasks);
  // What came before is told late.
  const within = (timed: readonly TimedTask[]) =>
    timed.filter(({ startTime }) => startTime > beginMs && startTime < endMs).map(({ duration }) => duration);
  const milliseconds = (of: (task: TraceEvent) => number | undefined) => tasks.map((task) => (of(task) ?? 0) / 1000);
  return {
    wallMs: milliseconds(({ dur }) => dur),
    cpuMs: milliseconds(({ tdur }) => tdur),
    longMs: within(told.long),
    keysMs: within(told.keys),
  };
}

/** Those of the page's main thread between the marks. @throws Error where the trace has not all of them */
function tasksIn({ traceEvents }: { readonly traceEvents: readonly TraceEvent[] }): readonly TraceEvent[] {
  const [begin, end] = [marks.begin, marks.end].map((mark) => traceEvents.find(({ name }) => name === mark));
  if (begin === undefined || end === undefined) throw new Error('the trace ends before what it is of');
  const isOwn = ({ name, pid, tid }: TraceEvent) => name === taskName && pid === begin.pid && tid === begin.tid;
  return traceEvents.filter((event) => isOwn(event) && event.ts > begin.ts && event.ts < end.ts);
}

/** On a busy machine the last events of a thread are lost, as it does not hand them over in time: these are some that may be. */
async function pushOut(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    for (let i = 0; i < 5000; i += 1) {
      await new Promise<void>((resolve) => {
        port1.onmessage = () => resolve();
        port2.postMessage(i);
      });
    }
    port1.close();
  });
}

/** Three times in a row there was nothing to do. */
async function untilIdle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let idle = 0; idle < 3; idle += 1) {
      await new Promise<void>((resolve) => requestIdleCallback(() => resolve()));
      await new Promise<void>((resolve) => setTimeout(resolve, 100));
    }
  });
}
