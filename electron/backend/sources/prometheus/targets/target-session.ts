/** The worker's side of the jobs of targets. */
import { type Labels, labelsKey } from '../../../../../shared/model/labels.ts';
import type { Job } from '../catalog/catalog-protocol.ts';
import type { Refusal } from '../catalog/read-answers.ts';
import { paddingBytes } from '../parse/cursor.ts';
import { poolItem, poolNames } from './pool-config.ts';
import { readStepsSaid } from './said-steps.ts';
import { discoveredShown, durationOf, rowOf, searchDiscovered, timeOf } from './shown-targets.ts';
import { stepsHere } from './steps-here.ts';
import type { KnownTarget, Masks, PoolCounts, TargetBodyJob, TargetJobs, TargetsRead } from './target-jobs.ts';
import { readPools, readTargetAt, readTargetsAnswer, readVector, readYaml } from './target-reader.ts';
import { indexOfKey, openTargets, packTargets, poolOfDropped, type TargetsMemory } from './targets-memory.ts';

type JobOf<Kind extends Job['job']> = Extract<Job, { job: Kind }>;
type Check = () => void;

interface Body {
  /** With `paddingBytes` zeros after it. */
  readonly padded: Uint8Array;
  readonly length: number;
}

/** @throws AppError prometheus.malformed, prometheus.truncated; whatever `check` throws */
export function readTargetBody(job: JobOf<TargetBodyJob>, body: Body, check: Check, masks: Masks): unknown {
  const { padded, length } = body;
  switch (job.job) {
    case 'targets':
      return readTargets(job, body, check);
    case 'pools':
      return readPools(padded, length);
    case 'samples':
      return readSamples(job.memory, body, check);
    case 'stepsSaid':
      return readStepsSaid(padded, length, job.target, masks) satisfies TargetJobs['stepsSaid']['result'] | Refusal;
    case 'stepsHere': {
      const yaml = readYaml(padded, length);
      return typeof yaml === 'string' ? stepsHere(yaml, job.target, job.version, masks) : yaml;
    }
    case 'poolConfig': {
      const yaml = readYaml(padded, length);
      if (typeof yaml !== 'string') return yaml;
      return job.whole ? { kind: 'yaml', yaml: masks.text(yaml) } : poolOf(yaml, job.pool, masks);
    }
  }
}

function readTargets(
  { pools, hasDropped }: TargetJobs['targets']['input'],
  body: Body,
  check: Check,
): TargetsRead | Refusal {
  const { padded, length } = body;
  const answer = readTargetsAnswer(padded, length, check);
  if ('kind' in answer) return answer;
  const { droppedCounts } = answer;
  const known = [...pools, ...(droppedCounts?.keys() ?? [])];
  const { memory, active, dropped } = packTargets(padded, length, answer, known, check);
  const names = dropped.has('') || active.has('') ? ['', ...memory.pools] : memory.pools;
  const countsOf = (name: string): PoolCounts => {
    const droppedKept = dropped.get(name) ?? 0;
    // A server without counts lists all of them, if it was asked to.
    const all = droppedCounts === undefined && hasDropped ? droppedKept : droppedCounts?.get(name);
    return { name, active: active.get(name) ?? 0, dropped: all, droppedKept };
  };
  return { memory, pools: names.map(countsOf) };
}

function readSamples(memory: TargetsMemory, { padded, length }: Body, check: Check): SharedArrayBuffer | Refusal {
  const values = new Map<string, number>();
  const refusal = readVector(padded, length, (labels, value) => {
    const key = labelsKey(withoutName(labels));
    if (!values.has(key)) values.set(key, value);
  });
  if (refusal !== undefined) return refusal;
  const samples = new Float64Array(new SharedArrayBuffer(8 * memory.activeCount));
  const { cursor, starts } = openTargets(memory);
  for (let index = 0; index < samples.length; index += 1) {
    check();
    const { labels } = readTargetAt(cursor, starts[index] ?? 0);
    samples[index] = values.get(labelsKey(labels)) ?? Number.NaN;
  }
  return samples.buffer;
}

function withoutName(labels: Labels): Labels {
  return labels.filter((_, i) => labels[i - (i % 2)] !== '__name__');
}

type AnsweredJob = 'targetRows' | 'oneTarget' | 'searchTargets' | 'keptTargets' | 'keptSteps' | 'keptPool';

export function answerTargetJob(job: JobOf<AnsweredJob>, check: Check, masks: Masks): unknown {
  switch (job.job) {
    case 'targetRows':
      return rowsOf(job, masks) satisfies TargetJobs['targetRows']['result'];
    case 'oneTarget':
      return findTarget(job, masks) satisfies TargetJobs['oneTarget']['result'];
    case 'searchTargets':
      return searchDiscovered(
        openTargets(job.memory),
        job.query,
        masks,
        check,
      ) satisfies TargetJobs['searchTargets']['result'];
    case 'keptTargets':
      return readKept(job, check);
    case 'keptSteps':
      return stepsHere(job.config, job.target, job.version, masks) satisfies TargetJobs['keptSteps']['result'];
    case 'keptPool':
      return poolOf(job.config, job.pool, masks);
  }
}

/** What was kept is read as the answer that it was. Where the dropped ones were not asked for, there is no list of them. */
function readKept({ text, config }: JobOf<'keptTargets'>, check: Check): TargetsRead | Refusal {
  const answer = Buffer.from(`{"status":"success","data":${text}}`);
  const padded = new Uint8Array(answer.length + paddingBytes);
  padded.set(answer);
  const pools = config === undefined ? [] : poolNames(config);
  const hasDropped = text.includes('"droppedTargets":[');
  return readTargets({ pools, hasDropped }, { padded, length: answer.length }, check);
}

function poolOf(yaml: string, pool: string, masks: Masks): TargetJobs['poolConfig']['result'] {
  const item = poolItem(yaml, pool);
  return typeof item === 'string' ? { kind: 'yaml', yaml: masks.text(item) } : item;
}

function rowsOf(
  { memory, samples, from, count }: JobOf<'targetRows'>,
  masks: Masks,
): TargetJobs['targetRows']['result'] {
  const targets = openTargets(memory);
  const known = samples === undefined ? undefined : new Float64Array(samples);
  const end = Math.min(memory.activeCount, from + count);
  return Array.from({ length: Math.max(0, end - from) }, (_, i) =>
    rowOf(targets, from + i, known?.[from + i] ?? Number.NaN, masks),
  );
}

function findTarget({ memory, key }: JobOf<'oneTarget'>, masks: Masks): KnownTarget | undefined {
  const targets = openTargets(memory);
  const index = indexOfKey(targets, key);
  if (index === undefined) return undefined;
  const said = readTargetAt(targets.cursor, targets.starts[index] ?? 0);
  const isActive = index < memory.activeCount;
  const { health, lastScrapeMs } = timeOf(said);
  return {
    pool: isActive ? said.pool : poolOfDropped(said, targets.poolSet),
    isActive,
    health,
    lastScrapeMs,
    intervalMs: durationOf(said.interval, said.discovered, '__scrape_interval__'),
    labels: said.labels,
    discovered: said.discovered,
    shown: discoveredShown(said.discovered, masks),
  };
}
