/**
 * What scraping a cluster would be, before a person says yes: the jobs with their targets, and by a look at one target of each how many
 * series there would be and what they would take. Nothing is kept of what was looked at.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import {
  AppError,
  type AppErrorData,
  CancelledError,
  errorText,
  isCancellation,
} from '../../../../shared/base/errors.ts';
import { type Labels, labelsKey, labelValue } from '../../../../shared/model/labels.ts';
import { prometheus3 } from '../../../../shared/relabel/dialect.ts';
import { compileRelabel } from '../../../../shared/relabel/relabel.ts';
import { targetLabels } from '../../../../shared/relabel/target-labels.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { PlannedJob, RoutedTarget, ScrapeJob } from '../scrape-plan.ts';
import type { ClusterPlan } from './plan-of-cluster.ts';

export interface ClusterEstimate {
  /** Those with targets, or with a reason for having none; in the order of the plan. */
  readonly jobs: readonly EstimatedJob[];
  readonly problems: readonly AppErrorData[];
  /** Of those that could be looked at. */
  readonly series: number;
  readonly bytesPerDay: number;
}

interface EstimatedJob {
  readonly name: string;
  readonly targets: number;
  readonly intervalMs: number;
  /** Of all its targets, as if each had what the first one has; undefined where that did not answer. */
  readonly series: number | undefined;
  readonly bytesPerDay: number | undefined;
  /** Of the one that was looked at, unpacked. */
  readonly bodyBytes: number | undefined;
  /** Why it could not be looked at. */
  readonly error: AppErrorData | undefined;
}

export interface EstimateOptions {
  readonly signal: AbortSignal;
  /** Of each look. Default 10,000. */
  readonly timeoutMs?: number;
  /** Of the jobs that were looked at by now, after each. */
  readonly onProgress?: (estimate: ClusterEstimate) => void;
}

/** On the disk, label index and all: half a byte to a byte for what exporters of a cluster say (`npm run bench -- history-size`). */
const bytesASample = 1;
const dayMs = 86_400_000;
const looksAtOnce = 4;

/** `up` and what else a scrape says of itself. */
const reportSeries = 5;

/** @throws CancelledError */
export async function estimateOfCluster(plan: ClusterPlan, options: EstimateOptions): Promise<ClusterEstimate> {
  const { signal, onProgress } = options;
  const waiting = [...plan.jobs.entries()];
  const estimated: (EstimatedJob | undefined)[] = plan.jobs.map(() => undefined);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, job] = next;
      estimated[at] = await estimate(job, options);
      if (!signal.aborted) onProgress?.(summed(estimated, plan));
    }
  };
  await Promise.all(Array.from({ length: looksAtOnce }, work));
  if (signal.aborted) throw new CancelledError();
  return summed(estimated, plan);
}

function summed(estimated: readonly (EstimatedJob | undefined)[], plan: ClusterPlan): ClusterEstimate {
  const jobs = estimated.filter((job) => job !== undefined);
  const sum = (of: (job: EstimatedJob) => number | undefined) => jobs.reduce((all, job) => all + (of(job) ?? 0), 0);
  return {
    jobs,
    problems: plan.problems(),
    series: sum(({ series }) => series),
    bytesPerDay: sum(({ bytesPerDay }) => bytesPerDay),
  };
}

async function estimate(planned: PlannedJob, options: EstimateOptions): Promise<EstimatedJob | undefined> {
  const { job, discovery } = planned;
  const { first, count } = await targetsOf(planned, options.signal);
  const common = { name: job.name, targets: count, intervalMs: job.intervalMs };
  const nothing = { series: undefined, bytesPerDay: undefined, bodyBytes: undefined };
  if (first === undefined) {
    const [error] = discovery.problems();
    return error && { ...common, ...nothing, error };
  }
  try {
    const { samples, bytes } = await look(planned, first, options);
    const series = (samples + reportSeries) * count;
    const bytesPerDay = Math.round(series * bytesASample * (dayMs / job.intervalMs));
    return { ...common, series, bytesPerDay, bodyBytes: bytes, error: undefined };
  } catch (error) {
    if (isCancellation(error)) throw error;
    const known = error instanceof AppError ? error : lookFailed(first, errorText(error));
    return { ...common, ...nothing, error: known.toData() };
  }
}

/** Relabelled, each once. */
async function targetsOf({ job, discovery }: PlannedJob, signal: AbortSignal) {
  const rules = compileRelabel(job.relabelConfigs, prometheus3);
  const defaults = {
    ...{ jobName: job.name, scrapeIntervalMs: job.intervalMs, scrapeTimeoutMs: job.timeoutMs },
    ...{ metricsPath: job.metricsPath, scheme: job.scheme, params: job.params },
  };
  const keys = new Set<string>();
  let first: RoutedTarget | undefined;
  let seen = 0;
  for (const group of discovery.groups()) {
    for (const labels of group.targets) {
      const result = targetLabels(defaults, rules, labels, group.labels);
      if (result.kind === 'target') {
        const url = urlOf(job, result.labels);
        if (url !== null) {
          keys.add(labelsKey(result.labels));
          first ??= { ...result, url };
        }
      }
      seen += 1;
      if (seen % 200 === 0) await nextTurn();
      if (signal.aborted) throw new CancelledError();
    }
  }
  return { first, count: keys.size };
}

function urlOf({ params }: ScrapeJob, labels: Labels): URL | null {
  const value = (name: string) => labelValue(labels, name) ?? '';
  const address = value('__address__');
  const url = /[\s/\\?#@%]/.test(address) ? null : URL.parse(`${value('__scheme__')}://${address}`);
  if (url === null) return null;
  // All of it is path, whatever is in it.
  url.pathname = value('__metrics_path__').replace(/[%?#]/g, encodeURIComponent);
  url.search = new URLSearchParams(
    params.flatMap(([name, of]) => of.map((one): [string, string] => [name, one])),
  ).toString();
  return url;
}

async function look({ job, route }: PlannedJob, target: RoutedTarget, { signal, timeoutMs = 10_000 }: EstimateOptions) {
  const late = () => lookFailed(target, `no answer within ${timeoutMs / 1000} s`);
  return withDeadline(signal, timeoutMs, late, async (limited) => {
    const { requester, origin, path } = route.to(target);
    const headers = { accept: 'text/plain;version=0.0.4', 'user-agent': 'binnacle' };
    const answer = await requester.request({ method: 'GET', origin, path, headers, signal: limited });
    if (answer.statusCode !== 200) {
      await answer.body.dump();
      throw lookFailed(target, `server returned HTTP status ${answer.statusCode} ${answer.statusText ?? ''}`.trimEnd());
    }
    return countSamples(answer.body, job.mostBodyBytes, target);
  });
}

/** Lines that are neither empty nor a comment. */
async function countSamples(body: Dispatcher.ResponseData['body'], mostBytes: number, target: RoutedTarget) {
  let [samples, bytes, isAtStart] = [0, 0, true];
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw lookFailed(target, `body exceeds ${mostBytes} bytes`);
    for (let at = 0; at < chunk.length; ) {
      const first = chunk[at];
      if (isAtStart && first !== newline && first !== hash) samples += 1;
      const end = chunk.indexOf(newline, at);
      isAtStart = end !== -1;
      at = end === -1 ? chunk.length : end + 1;
    }
  }
  return { samples, bytes };
}

const newline = 10;
const hash = 35;

function lookFailed({ url }: RoutedTarget, reason: string): AppError {
  const target = `${url.host}${url.pathname}`;
  return new AppError('scrape.lookFailed', `${target} could not be looked at: ${reason}.`, {
    details: { target, reason },
    retryable: true,
  });
}
