/** Random targets in a real Prometheus and through our relabelling: what is scraped, what is dropped, what is neither, and every label. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { formatDuration } from '../../../shared/format/duration.ts';
import { type Labels, labelPairs, labelsFromPairs, labelsKey, labelValue } from '../../../shared/model/labels.ts';
import { prometheus2 } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import { compileRelabel } from '../../../shared/relabel/relabel.ts';
import {
  publicLabels,
  type TargetDefaults,
  type TargetResult,
  targetLabels,
} from '../../../shared/relabel/target-labels.ts';
import { startPrometheus } from '../servers/prometheus.ts';
import type { RealServer } from '../servers/real-server.ts';
import { idLabel } from './random-rules.ts';
import type { LabelMap, TargetJob } from './random-targets.ts';

interface ActiveTarget {
  readonly discoveredLabels: LabelMap;
  readonly labels: LabelMap;
  readonly scrapeUrl: string;
  readonly scrapeInterval: string;
  readonly scrapeTimeout: string;
}

interface TargetAnswer {
  readonly activeTargets: readonly ActiveTarget[];
  readonly droppedTargets: readonly Pick<ActiveTarget, 'discoveredLabels'>[];
}

export interface TargetComparison {
  readonly counts: Readonly<Record<TargetResult['kind'], number>>;
  /** Of how many failed targets it was read why. */
  readonly reasons: number;
  /** A line each, beginning with the target's id: the seed of its job, its place there. */
  readonly differences: readonly string[];
}

const jsonLabels = (labels: LabelMap): Labels => labelsFromPairs(Object.entries(labels));

export async function compareTargets(jobs: readonly TargetJob[]): Promise<TargetComparison> {
  const fileOf = (dir: string, i: number) => join(dir, `targets-${i}.json`);
  let dataDir = '';
  const prometheus = await startPrometheus({
    config: '',
    prepare: async (dir) => {
      dataDir = dir;
      const config = { scrape_configs: jobs.map((job, i) => scrapeConfig(job, fileOf(dir, i))) };
      await writeFile(join(dir, 'prometheus.yml'), stringify(config));
      await Promise.all(jobs.map((job, i) => writeFile(fileOf(dir, i), JSON.stringify(job.groups))));
    },
  });
  try {
    const ours = jobs.flatMap((job, i) => ourResults(job, fileOf(dataDir, i)));
    return await settled(prometheus, ours);
  } finally {
    await prometheus.stop();
  }
}

function scrapeConfig({ defaults, rules }: TargetJob, file: string) {
  return {
    job_name: defaults.jobName,
    scrape_interval: formatDuration(defaults.scrapeIntervalMs),
    scrape_timeout: formatDuration(defaults.scrapeTimeoutMs),
    metrics_path: defaults.metricsPath,
    scheme: defaults.scheme,
    params: Object.fromEntries(defaults.params),
    relabel_configs: rules,
    file_sd_configs: [{ files: [file] }],
  };
}

interface OurResult {
  readonly id: string;
  readonly defaults: TargetDefaults;
  /** Its group, as the log of Prometheus names it. */
  readonly group: string;
  /**
   * Whether it can be asked what was discovered: 2.42 relabels in place, and so gives labels of in between as the discovered ones where a
   * rule changed any (fixed in 2.43).
   */
  readonly discoveredIsKept: boolean;
  readonly result: TargetResult;
}

function ourResults({ defaults, rules, groups }: TargetJob, file: string): readonly OurResult[] {
  const reading = readRelabelConfigs(rules, prometheus2);
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  const compiled = compileRelabel(reading.configs, prometheus2);
  const discoveredIsKept = reading.configs.every(({ action }) => /^(keep|drop)/.test(action));
  return groups.map(({ targets, labels }, i) => {
    const own = ['__address__', targets[0] ?? ''];
    const group = jsonLabels({ ...labels, __meta_filepath: file });
    return {
      id: labels[idLabel] ?? '',
      defaults,
      group: `${file}:${i}`,
      discoveredIsKept,
      result: targetLabels(defaults, compiled, own, group),
    };
  });
}

const deadlineMs = 25_000;

/** Discovery and the scrape pools look at what changed every five seconds. */
async function settled({ url, output }: RealServer, ours: readonly OurResult[]): Promise<TargetComparison> {
  const counts = { target: 0, dropped: 0, failed: 0 };
  for (const { result } of ours) counts[result.kind] += 1;
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const response = await fetch(`${url}/api/v1/targets`, { signal: AbortSignal.timeout(10_000) });
    const { data } = (await response.json()) as { readonly data: TargetAnswer };
    const differences = compare(ours, data);
    if (differences.length > 0 && performance.now() < deadline) continue;
    const reasons = reasonsIn(output());
    return { counts, reasons: reasons.size, differences: [...differences, ...compareReasons(ours, reasons)] };
  }
}

/** Why targets failed: the log has the last of them. Group → reason. */
function reasonsIn(log: string): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const [, quoted = ''] of log.matchAll(/msg="Creating target failed" err=("(?:[^"\\\n]|\\.)*")/g)) {
    const [, group = '', reason = ''] = /^instance 0 in group (\S+): (.*)$/s.exec(JSON.parse(quoted)) ?? [];
    reasons.set(group, reason);
  }
  return reasons;
}

function compareReasons(ours: readonly OurResult[], reasons: ReadonlyMap<string, string>): readonly string[] {
  return ours.flatMap(({ id, group, result }) => {
    const reason = reasons.get(group);
    const our = result.kind === 'failed' ? result.message : result.kind;
    // Prometheus names the scheme of the scrape_config, which is not the one that is invalid.
    if (reason === undefined || reason === our || /^invalid scheme/.test(reason)) return [];
    return [`${id}: ${reason}, ours ${our}`];
  });
}

function compare(ours: readonly OurResult[], { activeTargets, droppedTargets }: TargetAnswer): readonly string[] {
  // What is relabelled in place may have lost the label, but nothing else has a value like it.
  const idOf = ({ discoveredLabels }: Pick<ActiveTarget, 'discoveredLabels'>) =>
    discoveredLabels[idLabel] ?? Object.values(discoveredLabels).find((value) => /^\d+\/\d+$/.test(value)) ?? '';
  const active = new Map(activeTargets.map((target) => [idOf(target), target]));
  const dropped = new Map(droppedTargets.map((target) => [idOf(target), target]));
  // Of targets that come out equal only one is scraped.
  const scraped = new Set(
    ours.flatMap(({ id, result }) => (result.kind === 'target' && active.has(id) ? [labelsKey(result.labels)] : [])),
  );
  return ours.flatMap((our) => {
    const { id, result, discoveredIsKept } = our;
    const their = active.get(id) ?? dropped.get(id);
    const twin = result.kind === 'target' && scraped.has(labelsKey(result.labels));
    const kind = active.has(id) || twin ? 'target' : dropped.has(id) ? 'dropped' : 'failed';
    const difference =
      (kind === result.kind ? undefined : `${kind}, ours ${JSON.stringify(result)}`) ??
      (their && discoveredIsKept ? differenceOfLabels(result.discovered, their.discoveredLabels) : undefined) ??
      differenceOfTarget(our, active.get(id));
    return difference === undefined ? [] : [`${id}: ${difference}`];
  });
}

function differenceOfTarget({ result, defaults }: OurResult, their: ActiveTarget | undefined): string | undefined {
  if (their === undefined || result.kind !== 'target') return undefined;
  const times = [their.scrapeInterval, their.scrapeTimeout].join();
  const ourTimes = ['__scrape_interval__', '__scrape_timeout__'].map((name) => labelValue(result.labels, name)).join();
  if (times !== ourTimes) return `${times}, ours ${ourTimes}`;
  const url = plainUrl(result.labels, defaults);
  if (url !== undefined && url !== their.scrapeUrl) return `${their.scrapeUrl}, ours ${url}`;
  return differenceOfLabels(publicLabels(result.labels), their.labels);
}

/** What the internal labels come to: by it they are seen. @returns undefined where something would have to be escaped */
function plainUrl(labels: Labels, { params }: TargetDefaults): string | undefined {
  const [scheme = '', address = '', path = ''] = ['__scheme__', '__address__', '__metrics_path__'].map((name) =>
    labelValue(labels, name),
  );
  const values = new Map(params);
  for (const [label, value] of labelPairs(labels)) {
    const name = /^__param_(.*)$/s.exec(label)?.[1];
    if (name !== undefined) values.set(name, [value, ...(values.get(name) ?? []).slice(1)]);
  }
  const query = [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, all]) => all.map((one) => `${name}=${one}`));
  const isPlain =
    /^[a-z]+$/.test(scheme) &&
    /^(?:[\w.-]*|\[[\w:]*\])(?::\d*)?$/.test(address) &&
    /^\/[\w/]*$/.test(path) &&
    query.every((pair) => /^\w*=[\w.-]*$/.test(pair));
  return isPlain ? `${scheme}://${address}${path}${query.length === 0 ? '' : `?${query.join('&')}`}` : undefined;
}

function differenceOfLabels(ours: Labels, theirs: LabelMap): string | undefined {
  const [our, their] = [labelsKey(ours), labelsKey(jsonLabels(theirs))];
  return our === their ? undefined : `\n  ours   ${our}\n  theirs ${their}`;
}
