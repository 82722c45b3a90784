/** Steps of relabelling for a server that does not tell them, worked out from its configuration. Runs in the catalog worker. */
import { type Labels, labelPairs, labelsKey, labelValue } from '../../../../../shared/model/labels.ts';
import type { RelabelSteps } from '../../../../../shared/model/target.ts';
import { prometheus2, prometheus3, type RelabelDialect } from '../../../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../../../shared/relabel/read-configs.ts';
import { compileRelabel, type RelabelRules } from '../../../../../shared/relabel/relabel.ts';
import { relabelSteps } from '../../../../../shared/relabel/relabel-steps.ts';
import { publicLabels, type TargetResult, targetLabels } from '../../../../../shared/relabel/target-labels.ts';
import { poolItem, ruleLists } from './pool-config.ts';
import { shownChanges, writtenRule } from './shown-steps.ts';
import { discoveredShown } from './shown-targets.ts';
import type { KnownTarget, Masks, TargetJobs } from './target-jobs.ts';

/**
 * The rules are taken for those of the target only if by them it comes out as the server has it: what is shown is then what happened.
 * @param yaml of `/api/v1/status/config` @param version of the server, '' where it says none
 */
export function stepsHere(
  yaml: string,
  target: KnownTarget,
  version: string,
  masks: Masks,
): TargetJobs['stepsHere']['result'] {
  const written = poolItem(yaml, target.pool);
  if (typeof written !== 'string') return written;
  for (const dialect of dialectsOf(version)) {
    for (const list of ruleLists(written)) {
      const reading = readRelabelConfigs(list, dialect);
      if (reading.kind === 'problems') continue;
      const rules = compileRelabel(reading.configs, dialect);
      const discovered = discoveredBy(rules, target);
      if (discovered !== undefined) return { kind: 'steps', steps: shownSteps(rules, discovered, masks) };
    }
  }
  return { kind: 'unknown' };
}

function dialectsOf(version: string): readonly RelabelDialect[] {
  return /^[012]\./.test(version) ? [prometheus2] : /^\d/.test(version) ? [prometheus3] : [prometheus3, prometheus2];
}

/** @returns the labels from which the rules lead to what the server has; undefined where none do that are known */
function discoveredBy(rules: RelabelRules, target: KnownTarget): Labels | undefined {
  for (const labels of candidates(target)) {
    const result = targetLabels({ ...noDefaults, jobName: target.pool }, rules, labels);
    if (isEndOf(result, target)) return result.discovered;
  }
  return undefined;
}

/** All of them are among what the server says it discovered, but for a job that it lost. */
const noDefaults = {
  scrapeIntervalMs: 60_000,
  scrapeTimeoutMs: 10_000,
  metricsPath: '/metrics',
  scheme: 'http',
  params: [],
};

/**
 * Prometheus before 2.43 relabels in place: what it says it discovered is then what was discovered, cut to its length, with labels of the end
 * written over it. It shows where the job is gone, which every target has. Labels of the end that are not of discovery's making are then
 * taken away again.
 */
function candidates({ isActive, labels, discovered }: KnownTarget): readonly Labels[] {
  if (!isActive || labelValue(discovered, 'job') !== undefined) return [discovered, withoutEnd(discovered, labels)];
  return [withoutEnd(discovered, labels), discovered];
}

function withoutEnd(discovered: Labels, end: Labels): Labels {
  return labelPairs(discovered)
    .filter(([name, value]) => name.startsWith('__') || labelValue(end, name) !== value)
    .flat();
}

function isEndOf(result: TargetResult, { isActive, labels }: KnownTarget): boolean {
  if (!isActive) return result.kind === 'dropped';
  return result.kind === 'target' && labelsKey(publicLabels(result.labels)) === labelsKey(labels);
}

function shownSteps(rules: RelabelRules, discovered: Labels, masks: Masks): RelabelSteps {
  const steps = relabelSteps(rules, discovered).map(({ config, dropped, changes }) => ({
    rule: masks.urls(writtenRule(config)),
    dropped,
    changes: shownChanges(changes, masks),
  }));
  return { discovered: discoveredShown(discovered, masks), steps, from: 'here' };
}
