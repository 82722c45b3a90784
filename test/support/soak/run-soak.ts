/** The soak of the application: it records, scrapes and answers while one fault after the other befalls it, and is looked at all the time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../fuzz/random.ts';
import { untilState } from '../contract-client.ts';
import { ProcessWatch } from './process-watch.ts';
import { nothingMissing, recovered, stillThere } from './soak-checks.ts';
import { type SoakFault, soakFaults } from './soak-faults.ts';
import { refreshPanels, samplesOf } from './soak-queries.ts';
import { SoakWorld } from './soak-world.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly say: (text: string) => void;
}

const panelsEveryMs = 5000;
const lookEveryMs = 5000;
/** Of the time: kills come before, so that the slopes are of one process. */
const killsUntil = 0.4;
/** Of the looks: how a process begins is no slope. */
const warmUp = 0.35;

/** @returns how many checks failed */
export async function runSoak(options: SoakOptions): Promise<number> {
  const { minutes, seed, say } = options;
  const world = await SoakWorld.open();
  const watch = new ProcessWatch();
  try {
    await begin(world);
    const sinceMs = Date.now();
    const run = { world, watch, options, sinceMs };
    const panels = keepRefreshing(run);
    const looking = keepLooking(run);
    say(`Soaking from seed ${seed} on, for ${minutes} minutes.`);
    let failures = 0;
    try {
      failures += await befallAll(run).catch((error: unknown) => {
        throw world.ended === undefined ? error : new Error(world.ended, { cause: error });
      });
      const problems = await nothingMissing(world.client, world.contexts, { sinceMs });
      for (const problem of problems) say(`FAILED at the end: ${problem}`);
      failures += problems.length;
    } finally {
      await looking.end();
      const { answered, failed } = await panels.end();
      say(`panels: ${answered} queries were answered, ${failed} failed while something was away`);
    }
    tellSlopes(watch, say);
    return failures;
  } finally {
    await world.close();
  }
}

interface Run {
  readonly world: SoakWorld;
  readonly watch: ProcessWatch;
  readonly options: SoakOptions;
  readonly sinceMs: number;
}

async function begin(world: SoakWorld): Promise<void> {
  const { client, contexts } = world;
  await client.discovery.choose({ context: contexts.shoal, choice: { kind: 'scrape' } });
  for (const context of Object.values(contexts)) await client.connections.connect({ context });
  await untilState(client, contexts.harbor, ({ kind }) => kind === 'connected');
  await client.recorder.change({ context: contexts.harbor, isOn: true });
  const problems = await recovered(world);
  if (problems.length > 0) throw new Error(`it does not begin: ${problems.join('; ')}`);
}

/** Connected again, as a person would: after a kill nobody has asked for anything. */
async function connectAgain({ client, contexts }: SoakWorld): Promise<void> {
  for (const context of Object.values(contexts)) await client.connections.connect({ context });
}

async function befallAll({ world, watch, options: { minutes, seed, say } }: Run): Promise<number> {
  const random = seededRandom(seed);
  const startMs = performance.now();
  const part = () => (performance.now() - startMs) / (minutes * 60_000);
  let failures = 0;
  for (let n = 1; part() < 1; n += 1) {
    await sleep(10_000 + (random() % 20_000));
    const possible = soakFaults.filter(({ restarts = false }) => !restarts || part() < killsUntil);
    // Each kind once before any comes again.
    const fault = possible[(n - 1) % possible.length] as SoakFault;
    const seconds = 1 + (random() % 25);
    const problems = await befallOne(world, fault, seconds);
    if (world.ended !== undefined) throw new Error(world.ended);
    if (fault.restarts) watch.forget();
    say(`${minutesText(startMs)} ${fault.name}, ${seconds} s: ${problems.length === 0 ? 'as it was' : 'FAILED'}`);
    for (const problem of problems) say(`  ${problem}`);
    failures += problems.length;
  }
  return failures;
}

async function befallOne(world: SoakWorld, fault: SoakFault, seconds: number): Promise<readonly string[]> {
  const window = { startMs: Date.now() - 60_000, endMs: Date.now() };
  const shoal = () => samplesOf(world.client, world.contexts.shoal, 'up', window);
  const before = await shoal();
  await fault.befall(world, seconds);
  if (fault.restarts) await connectAgain(world);
  const problems = await recovered(world);
  return [...problems, ...stillThere(before, await shoal())];
}

function minutesText(startMs: number): string {
  return `${((performance.now() - startMs) / 60_000).toFixed(1)} min:`;
}

function keepRefreshing({ world }: Run) {
  let isOver = false;
  const counts = { answered: 0, failed: 0 };
  const running = (async () => {
    for (; !isOver; await sleep(panelsEveryMs)) {
      const { answered, failed } = await refreshPanels(world.client, Object.values(world.contexts)).catch(() => ({
        answered: 0,
        failed: 1,
      }));
      counts.answered += answered;
      counts.failed += failed;
    }
  })();
  return {
    async end() {
      isOver = true;
      await running;
      return counts;
    },
  };
}

function keepLooking({ world, watch }: Run) {
  const look = () => {
    const { pid, exitCode, signalCode } = world.app.process;
    if (pid !== undefined && exitCode === null && signalCode === null) watch.look(pid);
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    async end() {
      clearInterval(timer);
    },
  };
}

function tellSlopes(watch: ProcessWatch, say: (text: string) => void): void {
  say(`of ${watch.count} looks, the first ${warmUp * 100} % left out:`);
  for (const measure of ['memoryMiB', 'handles', 'threads'] as const) {
    const { first, last, most, anHour } = watch.slope(measure, warmUp);
    const text = (value: number) => value.toFixed(measure === 'memoryMiB' ? 1 : 0);
    say(`  ${measure}: from ${text(first)} to ${text(last)}, at most ${text(most)}; ${anHour.toFixed(1)} an hour`);
    say(`    by eighths of all looks: ${watch.levels(measure, 8).map(text).join(', ')}`);
  }
}
