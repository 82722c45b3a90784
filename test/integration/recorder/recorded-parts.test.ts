/** What a record tells of its server: the targets as the live view had them, and what was when. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openHistorySource } from '../../../electron/backend/history-source.ts';
import type { RecordedDeps } from '../../../electron/backend/sources/recorded/recorded-deps.ts';
import { createRecordedParts } from '../../../electron/backend/sources/recorded/recorded-parts.ts';
import type { SourceTargets } from '../../../electron/backend/sources/source.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { FoundDiscovered, RelabelSteps, Target, TargetDetail } from '../../../shared/model/target.ts';
import { serverMissing } from '../../support/servers/real-server.ts';
import { realClock, silentLog } from '../prometheus-support.ts';
import { hostilePool, type Scraped, startScraped } from '../targets-fixture.ts';
import { type Kept, keepSnapshots, minuteMs, origin, statusKinds } from './snapshots-fixture.ts';

const { signal } = new AbortController();
const poll = { timeout: 20_000, interval: 200 };
const everything = { text: '', offset: 0, limit: 500, freshMs: 0 };

/** What the view shows of the targets, but for what was of their last scrapes. */
interface Shown {
  readonly targets: readonly Target[];
  readonly discovered: FoundDiscovered;
  readonly details: readonly TargetDetail['discovered'][];
  /** Or why there are none. */
  readonly steps: readonly (RelabelSteps | string)[];
  readonly configs: readonly string[];
}

async function shownOf(source: SourceTargets): Promise<Shown> {
  const { targets, pools } = await source.read(signal);
  const discovered = await source.discovered(everything, signal);
  return {
    targets: targets.map((one) => ({ ...one, lastScrapeMs: undefined, durationMs: undefined, samples: undefined })),
    discovered: { ...discovered, readAtMs: 0 },
    details: await inTurn(targets, async ({ key }) => (await source.detail(key, signal)).discovered),
    steps: await inTurn(discovered.targets, ({ key }) => stepsOf(source, key)),
    configs: await inTurn(pools, ({ name }) => source.poolConfig(name, signal)),
  };
}

/** What is kept has no credentials in any URL; by its URL a target has its key, so that is another one then. */
function withoutSecret(shown: Shown): unknown {
  const { key = '' } = shown.targets.find(({ pool }) => pool === 'params') ?? {};
  const text = JSON.stringify(shown).replaceAll(`"${key}"`, '"of params"');
  return JSON.parse(text.replaceAll('user:hunter2@', 'user:xxxxx@'));
}

async function stepsOf(source: SourceTargets, key: string): Promise<RelabelSteps | string> {
  try {
    return await source.relabelSteps(key, signal);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

describe.skipIf(serverMissing('prometheus') !== undefined)('a record of a real Prometheus', () => {
  let scraped: Scraped;
  let kept: Kept;
  let before: Shown;
  /** When the first ones were kept last, and when the next ones were there. */
  let downAtMs: number;

  const parts = (more: Partial<RecordedDeps> = {}) => {
    const { history, name, catalogPool } = kept;
    const deps = { history, catalogPool, clock: realClock, log: silentLog, version: '0.1.0' };
    const { query } = openHistorySource({ source: name, origin, lastMs: () => undefined }, deps);
    return createRecordedParts({ history, catalogPool, query, source: name, ...more });
  };
  const live = () => kept.source.targets as SourceTargets;
  const healthOf = async (pool: string, targets: SourceTargets) =>
    (await targets.read(signal)).targets.filter((target) => target.pool === pool).map(({ health }) => health);

  const healths = async () => {
    const response = await fetch(`${scraped.prometheus.url}/api/v1/targets?state=active`);
    const { data } = (await response.json()) as { data: { activeTargets: { health: string }[] } };
    return data.activeTargets.map(({ health }) => health);
  };
  const expectKnown = () => expect.stringMatching(/^(?:up|down)$/);

  beforeAll(async () => {
    scraped = await startScraped();
    await vi.waitFor(async () => expect(await healths()).toEqual(Array.from({ length: 21 }, expectKnown)), poll);
    kept = await keepSnapshots(scraped.prometheus.url);
    before = await shownOf(live());
    await kept.pass(10 * minuteMs);
    scraped.flip(false);
    await vi.waitFor(async () => expect(await healthOf('flip', live())).toEqual(['down']), poll);
    await kept.pass(10 * minuteMs);
    const { changes } = parts().status;
    const changed = await changes?.('targets', { startMs: kept.startMs + 9 * minuteMs, endMs: 8e15 }, signal);
    expect(changed).toHaveLength(1);
    downAtMs = changed?.[0] ?? 0;
  });

  afterAll(async () => {
    await kept?.close();
    await scraped?.stop();
    expect(kept.logged).toEqual([]);
  });

  it('shows the targets as the live view did then: pools, targets, labels, rules and configuration', async () => {
    const then = await shownOf(parts({ asOfMs: () => downAtMs - 1 }).targets);
    expect(withoutSecret(then)).toEqual(withoutSecret(before));
    expect(before.targets.length).toBeGreaterThan(15);
    const told = before.steps.filter((one) => typeof one !== 'string');
    expect(told.some(({ steps }) => steps.some(({ dropped }) => dropped))).toBe(true);
  });

  it('shows the newest without a time, and when they were last seen to be so', async () => {
    const reading = await parts().targets.read(signal);
    expect(reading.readAtMs).toBeGreaterThan(downAtMs + 6 * minuteMs);
    expect(reading.readAtMs).toBeLessThanOrEqual(kept.startMs + 20 * minuteMs);
    expect(await healthOf('flip', parts().targets)).toEqual(['down']);
    const asOfMs = () => downAtMs - 1;
    expect((await parts({ asOfMs }).targets.read(signal)).readAtMs).toBeLessThan(downAtMs);
    expect(await healthOf('flip', parts({ asOfMs }).targets)).toEqual(['up']);
  });

  it('goes on with what is kept meanwhile', async () => {
    const { targets } = parts();
    const first = await targets.read(signal);
    await kept.pass(4 * minuteMs);
    const second = await targets.read(signal);
    expect(second.readAtMs).toBeGreaterThan(first.readAtMs);
    expect({ ...second, readAtMs: 0 }).toEqual({ ...first, readAtMs: 0 });
    scraped.flip(true);
    await vi.waitFor(async () => expect(await healthOf('flip', live())).toEqual(['up']), poll);
    await kept.pass(4 * minuteMs);
    expect(await healthOf('flip', targets)).toEqual(['up']);
  });

  it('has no secret of the configuration, and none in what is kept', async () => {
    const all = JSON.stringify(await shownOf(parts().targets));
    expect(all).toContain('user:xxxxx@');
    expect(all).not.toContain('hunter2');
    const told = await inTurn(
      statusKinds,
      async (kind) => await kept.source.status?.read(kind, { signal, timeoutMs: 10_000 }),
    );
    expect(told.filter((one) => one === undefined || one.text.includes('hunter2'))).toEqual([]);
    expect(JSON.stringify(told)).toContain('user:xxxxx@');
  });

  it('does what nobody can do any more neither, and knows no other targets', async () => {
    const { targets } = parts();
    expect([targets.scrapeNow, targets.body]).toEqual([undefined, undefined]);
    const noKey = Buffer.alloc(16).toString('base64url');
    await expect(targets.detail(noKey, signal)).rejects.toMatchObject({ code: 'targets.gone' });
    await expect(targets.poolConfig('no such pool', signal)).rejects.toMatchObject({ code: 'targets.gone' });
  });

  it('says since when a target is as it is by the samples of then', async () => {
    const [target] = (await parts().targets.read(signal)).targets.filter(({ pool }) => pool === 'up');
    const labels = ['__name__', 'up', ...(target?.labels ?? [])];
    const [series = 0] = await kept.writer.register([labels]);
    const { readAtMs } = await parts().targets.read(signal);
    const minutes = Array.from({ length: 31 }, (_, i) => 30 - i);
    await Promise.all(
      minutes.map((minute) => {
        const values = Float64Array.of(minute > 10 ? 0 : 1);
        return kept.writer.appendScrape({
          target: 't',
          timeMs: readAtMs - minute * minuteMs,
          series: [series],
          values,
        });
      }),
    );
    const { since } = await parts().targets.detail(target?.key ?? '', signal);
    expect(since?.beyond).toBe(false);
    expect(Math.abs((since?.timeMs ?? 0) - (readAtMs - 10 * minuteMs))).toBeLessThanOrEqual(1000);
  });

  it('tells the status as of a time, when it changed, and nothing before it began', async () => {
    const { status } = parts();
    const options = { signal, timeoutMs: 10_000 };
    expect(await status.read('targets', { ...options, atMs: kept.startMs - 1 })).toBeUndefined();
    const config = await status.read('config', options);
    expect(config?.text).toContain('job_name: flip');
    expect(config?.seenUntilMs).toBeGreaterThan(config?.atMs ?? Number.POSITIVE_INFINITY);
    const whole = { startMs: 0, endMs: 8e15 };
    expect(await status.changes?.('config', whole, signal)).toEqual([]);
    const [first] = (await status.changes?.('targets', whole, signal)) ?? [];
    const at = (startMs: number, endMs: number) => status.changes?.('targets', { startMs, endMs }, signal);
    expect(await at(first ?? 0, first ?? 0)).toEqual([first]);
    expect(await at((first ?? 0) + 1, (first ?? 0) + 1)).toEqual([]);
  });

  it('tells which version recorded when', async () => {
    const { versionAt } = parts();
    const said = await kept.source.buildInfo({ signal, timeoutMs: 10_000 });
    expect(await versionAt(kept.startMs + minuteMs, signal)).toBe(said.version);
    const laterMs = kept.startMs + 100 * minuteMs;
    await kept.writer.putDocument('buildinfo', '{"version":"3.5.0"}', laterMs);
    expect(await versionAt(laterMs - 1, signal)).toBe(said.version);
    expect(await versionAt(laterMs, signal)).toBe('3.5.0');
    // Before the first.
    expect(await versionAt(1000, signal)).toBe(said.version);
  });

  it('has each pool, those without a target too, and how many were dropped where the server says that by pool', async () => {
    // This one does not: one of many actions lost its job.
    const { pools } = await parts().targets.read(signal);
    expect(pools).toEqual((await live().read(signal)).pools);
    expect(pools).toContainEqual({ name: hostilePool, active: 1, dropped: undefined });
    expect(pools).toContainEqual({ name: 'none', active: 0, dropped: undefined });
    const { writer, startMs } = kept;
    const said = { ...{ activeTargets: [], droppedTargets: [] }, droppedTargetCounts: { none: 3, files: 4 } };
    await writer.putDocument('targets', JSON.stringify(said), startMs + 1000 * minuteMs);
    const newer = await parts().targets.read(signal);
    expect(newer.pools).toContainEqual({ name: 'none', active: 0, dropped: 3 });
    expect(newer.pools).toContainEqual({ name: 'files', active: 0, dropped: 4 });
  });

  it('without documents has no targets and no version', async () => {
    const other = { ...origin, server: 'another' };
    const writer = await kept.history.writer(other);
    const empty = parts({ source: writer.source });
    await expect(empty.targets.read(signal)).rejects.toMatchObject({ code: 'targets.notKept' });
    await expect(empty.targets.discovered(everything, signal)).rejects.toMatchObject({ code: 'targets.notKept' });
    expect(await empty.versionAt(kept.startMs, signal)).toBeUndefined();
    expect(await empty.status.read('rules', { signal, timeoutMs: 10_000 })).toBeUndefined();
    await writer.putDocument('targets', '{"activeTargets":[],"droppedTargets":[]}', kept.startMs);
    await expect(empty.targets.poolConfig('up', signal)).rejects.toMatchObject({ code: 'targets.notServed' });
    await writer.close();
  });
});
