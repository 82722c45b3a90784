/** A reading of targets by pools: their order, counts, and labels that differ. Plain data, made in slices: there may be thousands. */
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { Target, TargetPool } from '../../../shared/model/target.ts';
import { splitLabels } from '../../charts/label-split.ts';
import type { Work } from '../../components/slices.ts';

/** All targets of a source, as they were read at one time. */
export interface Reading {
  readonly readAtMs: number;
  /** In the order of the configuration. */
  readonly pools: readonly TargetPool[];
  readonly targets: readonly Target[];
  /** What could not be looked at, and is left out. */
  readonly problems: readonly AppErrorData[];
}

export type Health = Target['health'];

export type HealthCounts = Readonly<Record<Health, number>>;

export interface PoolModel {
  readonly name: string;
  /** Among the pools of the configuration. */
  readonly place: number;
  /** In the order of their endpoints, numbers in them by their size. */
  readonly members: readonly MemberModel[];
  readonly counts: HealthCounts;
  readonly dropped: number | undefined;
  /** Of all whose samples are known; undefined where none are. */
  readonly samples: number | undefined;
  /** Of those that are up. */
  readonly medianMs: number | undefined;
  readonly slowestMs: number | undefined;
  /** Of most of them. */
  readonly intervalMs: number | undefined;
  /** The labels that tell its targets apart. */
  readonly naming: readonly string[];
}

export interface MemberModel {
  readonly target: Target;
  /** What is searched: endpoint, labels and error, in lower case. */
  readonly words: string;
}

export interface TargetsModel {
  readonly reading: Reading;
  readonly pools: readonly PoolModel[];
  readonly counts: HealthCounts;
  /** Of all whose interval is known. */
  readonly samplesPerSecond: number | undefined;
  /** Whichever takes the longest, of those that are up. */
  readonly slowest: { readonly pool: string; readonly durationMs: number } | undefined;
}

/** How many targets are worked on before the page may have its turn. */
const stride = 64;

export function* buildModel(reading: Reading): Work<TargetsModel> {
  const { targets, pools: told } = reading;
  const byPool = new Map<string, MemberModel[]>(told.map(({ name }) => [name, []]));
  const orders = new Map<MemberModel, string>();
  for (const [index, target] of targets.entries()) {
    const member = { target, words: wordsOf(target) };
    orders.set(member, orderOf(target));
    const members = byPool.get(target.pool);
    if (members === undefined) byPool.set(target.pool, [member]);
    else members.push(member);
    if (index % stride === 0) yield (0.6 * index) / targets.length;
  }
  const dropped = new Map(told.map((pool) => [pool.name, pool.dropped]));
  const pools: PoolModel[] = [];
  for (const [name, members] of byPool) {
    members.sort(
      (a, b) => compareTexts(orders.get(a) ?? '', orders.get(b) ?? '') || compareTexts(a.target.key, b.target.key),
    );
    pools.push(poolOf(name, pools.length, members, dropped.get(name)));
    yield 0.6 + (0.4 * pools.length) / byPool.size;
  }
  return { reading, pools, ...totalsOf(pools) };
}

/** `name="value"` as it is shown, so that what is seen can be found. */
function wordsOf({ url, labels, error }: Target): string {
  let text = `${url}\n`;
  for (let i = 0; i + 1 < labels.length; i += 2) text += `${labels[i]}="${labels[i + 1]}"\n`;
  return (text + error).toLowerCase();
}

/** A text by which 10.20.3.9 stands before 10.20.3.41; of those with one URL, by their labels. */
function orderOf({ url, labels }: Target): string {
  return `${url} ${labels.join(' ')}`.replace(/\d+/g, (digits) => digits.padStart(8, '0'));
}

export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function poolOf(name: string, place: number, members: readonly MemberModel[], dropped: number | undefined): PoolModel {
  const counts = { up: 0, down: 0, unknown: 0 };
  const durations: number[] = [];
  const intervals = new Map<number, number>();
  let samples: number | undefined;
  for (const { target } of members) {
    counts[target.health] += 1;
    if (target.samples !== undefined) samples = (samples ?? 0) + target.samples;
    if (target.health === 'up' && target.durationMs !== undefined) durations.push(target.durationMs);
    if (target.intervalMs !== undefined) intervals.set(target.intervalMs, (intervals.get(target.intervalMs) ?? 0) + 1);
  }
  durations.sort((a, b) => a - b);
  const [commonest] = [...intervals].sort(([, a], [, b]) => b - a);
  return {
    ...{ name, place, members, counts, dropped, samples },
    medianMs: medianOf(durations),
    slowestMs: durations.at(-1),
    intervalMs: commonest?.[0],
    naming: namingOf(members),
  };
}

/** Alone, one is told by all its labels, its address first. */
function namingOf(members: readonly MemberModel[]): readonly string[] {
  const [first] = members;
  if (first === undefined || members.length > 1) return splitLabels(members.map(({ target }) => target.labels)).naming;
  const names = first.target.labels.filter((_, i) => i % 2 === 0);
  return names.sort((a, b) => Number(b === 'instance') - Number(a === 'instance'));
}

function medianOf(sorted: readonly number[]): number | undefined {
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function totalsOf(pools: readonly PoolModel[]): Pick<TargetsModel, 'counts' | 'samplesPerSecond' | 'slowest'> {
  const counts = { up: 0, down: 0, unknown: 0 };
  let samplesPerSecond: number | undefined;
  let slowest: TargetsModel['slowest'];
  for (const pool of pools) {
    counts.up += pool.counts.up;
    counts.down += pool.counts.down;
    counts.unknown += pool.counts.unknown;
    const { name, slowestMs } = pool;
    if (slowestMs !== undefined && slowestMs > (slowest?.durationMs ?? -1))
      slowest = { pool: name, durationMs: slowestMs };
    for (const { target } of pool.members) {
      const { samples, intervalMs } = target;
      if (samples !== undefined && intervalMs !== undefined && intervalMs > 0)
        samplesPerSecond = (samplesPerSecond ?? 0) + (samples * 1000) / intervalMs;
    }
  }
  return { counts, samplesPerSecond, slowest };
}

export function countOf({ up, down, unknown }: HealthCounts): number {
  return up + down + unknown;
}
