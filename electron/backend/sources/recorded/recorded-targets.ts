/**
 * What a server scraped, as it was kept: read and searched in the catalog worker as the answer of a live one. A record says health and errors, but
 * not when each target was scraped.
 */
import { AppError } from '../../../../shared/base/errors.ts';
import type { StatusDocument } from '../../../../shared/model/status.ts';
import type { RelabelSteps, Target, TargetDetail, TargetPool } from '../../../../shared/model/target.ts';
import { abortable } from '../../base/deadline.ts';
import { runJob } from '../prometheus/catalog/catalog-task.ts';
import { healthSince } from '../prometheus/targets/health-since.ts';
import type { KnownTarget, TargetsRead } from '../prometheus/targets/target-jobs.ts';
import { gone, missingPool, noSteps, notServed } from '../prometheus/targets/targets-errors.ts';
import { configPath } from '../prometheus/targets/targets-requests.ts';
import type { SourceStatus, SourceTargets } from '../source.ts';
import type { RecordedDeps, RecordedVersions } from './recorded-deps.ts';
import { newestMs } from './recorded-status.ts';

const timeoutMs = 60_000;
const sinceTimeoutMs = 20_000;
/** As of a live one: what the main thread takes in at once is a matter of milliseconds. */
const rowsAtOnce = 250;

interface Known extends RecordedVersions {
  readonly status: Pick<SourceStatus, 'read'>;
}

export function recordedTargets(deps: RecordedDeps, known: Known): SourceTargets {
  const { catalogPool: pool } = deps;
  const readings = openReadings(deps, known);

  async function find(key: string, signal: AbortSignal) {
    const reading = await readings.current(signal);
    const target = await runJob(pool, { job: 'oneTarget', memory: reading.memory, key }, signal);
    if (target === undefined) throw gone(key);
    return { reading, target };
  }

  return {
    async read(signal) {
      const { readAtMs, pools, memory } = await readings.current(signal);
      const targets: Target[] = [];
      while (targets.length < memory.activeCount) {
        const rows = { memory, samples: undefined, from: targets.length, count: rowsAtOnce };
        targets.push(...(await runJob(pool, { job: 'targetRows', ...rows }, signal)));
      }
      return { readAtMs, pools: poolsOf(pools), targets };
    },
    async detail(key, signal) {
      const { reading, target } = await find(key, signal);
      return detailOf(deps, target, reading.readAtMs, signal);
    },
    async discovered({ freshMs: _freshMs, ...query }, signal) {
      const { readAtMs, pools, memory } = await readings.current(signal);
      const found = await runJob(pool, { job: 'searchTargets', memory, query }, signal);
      return { readAtMs, pools, ...found, problems: [] };
    },
    async relabelSteps(key, signal) {
      const { reading, target } = await find(key, signal);
      return stepsOf(deps, known, { target, atMs: reading.readAtMs }, signal);
    },
    async poolConfig(name, signal) {
      const { readAtMs } = await readings.current(signal);
      const config = await configAt(known, readAtMs, signal);
      const found = await runJob(pool, { job: 'keptPool', config, pool: name }, signal);
      if (found.kind === 'noPool') throw missingPool(name, found);
      return found.yaml;
    },
  };
}

/** Where dropped ones are of a pool that the server did not say, none of the numbers is that of its pool. */
function poolsOf(pools: TargetsRead['pools']): readonly TargetPool[] {
  const isSaid = !pools.some(({ name, dropped }) => name === '' && dropped !== 0);
  return pools
    .filter(({ name, active }) => name !== '' || active > 0)
    .map(({ name, active, dropped }) => ({ name, active, dropped: isSaid ? dropped : undefined }));
}

interface KeptReading extends TargetsRead {
  /** When the targets were last seen to be so. */
  readonly readAtMs: number;
  /** Since when they were: by it the document is known again. */
  readonly atMs: number;
}

/** The last document that was asked for stays read: it is asked for again and again, and seldom changes. */
function openReadings({ history, source, catalogPool, asOfMs }: RecordedDeps, { status }: Known) {
  let last: (KeptReading & { readonly hash: string }) | undefined;

  async function current(signal: AbortSignal): Promise<KeptReading> {
    const wantedMs = asOfMs?.() ?? newestMs;
    const [held] = await history.lookAt(source, signal).changes('targets', { startMs: wantedMs, endMs: wantedMs });
    if (held === undefined) throw notKept();
    const readAtMs = Math.min(held.seenUntilMs, wantedMs);
    if (last?.hash === held.hash && last.atMs === held.atMs) return { ...last, readAtMs };
    const [document, config] = await Promise.all([
      status.read('targets', { atMs: held.atMs, timeoutMs, signal }),
      status.read('config', { atMs: readAtMs, timeoutMs, signal }),
    ]);
    if (document === undefined) throw notKept();
    const job = { job: 'keptTargets', text: document.text, config: config?.text } as const;
    const read = await runJob(catalogPool, job, signal);
    last = { ...read, readAtMs, atMs: held.atMs, hash: held.hash };
    return last;
  }

  return { current: (signal: AbortSignal) => abortable(signal, current(signal)) };
}

/** @throws AppError targets.notServed: what serves none, nothing was kept of */
async function configAt({ status }: Known, atMs: number, signal: AbortSignal): Promise<string> {
  const config: StatusDocument | undefined = await status.read('config', { atMs, timeoutMs, signal });
  if (config === undefined) throw notServed(configPath);
  return config.text;
}

async function detailOf(
  { query }: RecordedDeps,
  target: KnownTarget,
  atMs: number,
  signal: AbortSignal,
): Promise<TargetDetail> {
  const ask: Parameters<typeof healthSince>[3] = (request) => query(request, { signal, timeoutMs: sinceTimeoutMs });
  const since = await healthSince(target, target.intervalMs, atMs, ask);
  return { discovered: target.shown, since, isOurs: false };
}

async function stepsOf(
  { catalogPool }: RecordedDeps,
  known: Known,
  { target, atMs }: { readonly target: KnownTarget; readonly atMs: number },
  signal: AbortSignal,
): Promise<RelabelSteps> {
  const { pool } = target;
  if (pool === '') throw noSteps(pool);
  const config = await configAt(known, atMs, signal);
  const version = (await known.versionAt(atMs, signal)) ?? '';
  const here = await runJob(catalogPool, { job: 'keptSteps', config, target, version }, signal);
  if (here.kind === 'noPool') throw missingPool(pool, here);
  if (here.kind === 'unknown') throw noSteps(pool);
  return here.steps;
}

function notKept(): AppError {
  return new AppError('targets.notKept', 'Of this source only samples are kept, no targets.');
}
