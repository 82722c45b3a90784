/**
 * What a remote Prometheus scrapes: asks its API, and lets the catalog worker read and search the answers. Keeps the bytes of the last ones;
 * the main thread gets what is shown.
 */
import { AppError, CancelledError } from '../../../../../shared/base/errors.ts';
import type { QueryRequest } from '../../../../../shared/model/query.ts';
import type { FoundDiscovered, RelabelSteps, Target, TargetDetail } from '../../../../../shared/model/target.ts';
import { abortable } from '../../../base/deadline.ts';
import type { LogSink } from '../../../ports.ts';
import type { Source, SourceTargets, TargetsReading } from '../../source.ts';
import { type Asker, type AskerDeps, closedBeneath, createAsker } from '../catalog/catalog-asker.ts';
import type { BodyJob, Jobs } from '../catalog/catalog-protocol.ts';
import { runJob } from '../catalog/catalog-task.ts';
import type { ApiRequest } from '../request-params.ts';
import { healthSince } from './health-since.ts';
import type { KnownTarget, TargetsRead } from './target-jobs.ts';
import { explained, gone, isNotServed, missingPool, noSteps } from './targets-errors.ts';
import type { TargetsMemory } from './targets-memory.ts';
import {
  activeRequest,
  allRequest,
  configPath,
  configRequest,
  poolConfigRequest,
  poolsRequest,
  samplesRequest,
  stepsRequest,
  targetsPath,
} from './targets-requests.ts';

export interface TargetsDeps extends AskerDeps {
  readonly log: LogSink;
  /** Of the source whose targets they are. */
  readonly source: Pick<Source, 'query' | 'buildInfo'>;
}

const timeoutMs = 60_000;
const sinceTimeoutMs = 20_000;
/** That many rows at a time: what the main thread takes in at once is a matter of milliseconds. */
const rowsAtOnce = 250;

export function createPrometheusTargets(deps: TargetsDeps): SourceTargets {
  const asking: Asking = { ...deps, asker: createAsker(deps) };
  const readings = openReadings(asking);
  return {
    read: (signal) => ended(signal, () => readings.active(signal)),
    detail: (key, signal) => ended(signal, async () => detailOf(asking, await readings.find(key, signal), signal)),
    discovered: ({ freshMs, ...query }, signal) =>
      ended(signal, async (): Promise<FoundDiscovered> => {
        const { readAtMs, pools, memory } = await readings.all(freshMs, signal);
        const found = await runJob(deps.pool, { job: 'searchTargets', memory, query }, signal);
        return { readAtMs, pools, ...found, problems: [] };
      }),
    relabelSteps: (key, signal) => ended(signal, async () => stepsOf(asking, await readings.find(key, signal), signal)),
    poolConfig: (pool, signal) => ended(signal, () => configOf(asking, pool, signal)),
  };
}

async function ended<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? new CancelledError() : closedBeneath(error);
  }
}

interface Asking extends TargetsDeps {
  readonly asker: Asker;
}

/** What is asked for with GET, and read in the worker. */
function ask<Kind extends BodyJob>(
  { asker }: Asking,
  job: { readonly job: Kind } & Jobs[Kind]['input'],
  request: ApiRequest,
  signal: AbortSignal,
): Promise<Jobs[Kind]['result']> {
  return asker.ask(job, { request, by: 'read', timeoutMs, signal });
}

/** The same of what not every server has. */
async function askIfServed<Kind extends BodyJob>(
  asking: Asking,
  job: { readonly job: Kind } & Jobs[Kind]['input'],
  request: ApiRequest,
  signal: AbortSignal,
): Promise<Jobs[Kind]['result'] | undefined> {
  try {
    return await ask(asking, job, request, signal);
  } catch (error) {
    if (isNotServed(error)) return undefined;
    throw error;
  }
}

interface KeptReading extends TargetsRead {
  readonly readAtMs: number;
  /** Of the monotonic clock. */
  readonly atMs: number;
}

interface Readings {
  active(signal: AbortSignal): Promise<TargetsReading>;
  /** The dropped ones too. */
  all(freshMs: number, signal: AbortSignal): Promise<KeptReading>;
  /** A target that was told before, or one of now. @throws AppError targets.gone */
  find(key: string, signal: AbortSignal): Promise<KnownTarget>;
}

function openReadings(asking: Asking): Readings {
  const { clock, pool } = asking;
  let lastActive: TargetsMemory | undefined;
  let lastAll: KeptReading | undefined;
  /** Shared by all who want it now: it ends with the connection, or by its deadline. */
  let reading: Promise<KeptReading> | undefined;

  async function readAll(): Promise<KeptReading> {
    const { signal } = new AbortController();
    const [readAtMs, atMs] = [clock.now(), clock.monotonic()];
    lastAll = { readAtMs, atMs, ...(await readTargets(asking, true, signal)) };
    return lastAll;
  }

  function all(freshMs: number, signal: AbortSignal): Promise<KeptReading> {
    if (lastAll !== undefined && clock.monotonic() - lastAll.atMs <= freshMs) return Promise.resolve(lastAll);
    reading ??= readAll().finally(() => {
      reading = undefined;
    });
    return abortable(signal, reading);
  }

  return {
    all,
    async active(signal) {
      const readAtMs = clock.now();
      const { memory, pools } = await readTargets(asking, false, signal);
      lastActive = memory;
      const samples = await readSamples(asking, memory, signal);
      const targets: Target[] = [];
      while (targets.length < memory.activeCount) {
        const rows = { memory, samples, from: targets.length, count: rowsAtOnce };
        targets.push(...(await runJob(pool, { job: 'targetRows', ...rows }, signal)));
      }
      return { readAtMs, pools: pools.map(({ name, active, dropped }) => ({ name, active, dropped })), targets };
    },
    async find(key, signal) {
      for (const memory of [lastActive, lastAll?.memory]) {
        if (memory === undefined) continue;
        const known = await runJob(pool, { job: 'oneTarget', memory, key }, signal);
        if (known !== undefined) return known;
      }
      const { memory } = await all(0, signal);
      const known = await runJob(pool, { job: 'oneTarget', memory, key }, signal);
      if (known === undefined) throw gone(key);
      return known;
    },
  };
}

async function readTargets(asking: Asking, hasDropped: boolean, signal: AbortSignal): Promise<TargetsRead> {
  // Those without a target are told only there.
  const pools = (await askIfServed(asking, { job: 'pools' }, poolsRequest, signal)) ?? [];
  try {
    return await ask(asking, { job: 'targets', pools, hasDropped }, hasDropped ? allRequest : activeRequest, signal);
  } catch (error) {
    throw explained(error, targetsPath);
  }
}

/** @returns undefined where the server does not say it: the rest of the reading is as good without */
async function readSamples(
  { asker, matchers, log }: Asking,
  memory: TargetsMemory,
  signal: AbortSignal,
): Promise<SharedArrayBuffer | undefined> {
  try {
    const forced = matchers.into({ kind: 'instant', expr: 'scrape_samples_scraped' });
    const request = samplesRequest(forced.expr, timeoutMs);
    return await asker.ask({ job: 'samples', memory }, { request, by: 'query', timeoutMs, signal });
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    log.write('info', 'targets', 'the samples of scrapes cannot be read', { code: error.code });
    return undefined;
  }
}

async function detailOf(asking: Asking, target: KnownTarget, signal: AbortSignal): Promise<TargetDetail> {
  const { source, clock } = asking;
  const query = (request: QueryRequest) => source.query(request, { signal, timeoutMs: sinceTimeoutMs });
  const since = await healthSince(target, target.intervalMs, clock.now(), query);
  return { discovered: target.shown, since, isOurs: false };
}

async function stepsOf(asking: Asking, target: KnownTarget, signal: AbortSignal): Promise<RelabelSteps> {
  const { pool, discovered } = target;
  if (pool === '') throw noSteps(pool);
  const said = await askIfServed(asking, { job: 'stepsSaid', target }, stepsRequest(pool, discovered), signal);
  if (said !== undefined) return said;
  const version = await versionOf(asking, signal);
  const here = await askConfig(asking, { job: 'stepsHere', target, version }, signal);
  if (here.kind === 'noPool') throw missingPool(pool, here);
  if (here.kind === 'unknown') throw noSteps(pool);
  return here.steps;
}

/** @returns '' where it says none: other engines */
async function versionOf({ source }: Asking, signal: AbortSignal): Promise<string> {
  try {
    return (await source.buildInfo({ signal, timeoutMs })).version;
  } catch (error) {
    if (error instanceof AppError && !error.retryable) return '';
    throw error;
  }
}

async function configOf(asking: Asking, pool: string, signal: AbortSignal): Promise<string> {
  const own = await askIfServed(asking, { job: 'poolConfig', pool, whole: true }, poolConfigRequest(pool), signal);
  const found = own ?? (await askConfig(asking, { job: 'poolConfig', pool, whole: false }, signal));
  if (found.kind === 'noPool') throw missingPool(pool, found);
  return found.yaml;
}

async function askConfig<Kind extends 'stepsHere' | 'poolConfig'>(
  asking: Asking,
  job: { readonly job: Kind } & Jobs[Kind]['input'],
  signal: AbortSignal,
): Promise<Jobs[Kind]['result']> {
  try {
    return await ask(asking, job, configRequest, signal);
  } catch (error) {
    throw explained(error, configPath);
  }
}
