/**
 * Which job has which target, and how many there may be: whoever makes a pod, or a service, chooses how many ports it says that it has, and each
 * would be asked, and have series of its own whether it answers or not. What is over a bound is left out, counted and said.
 */
import { AppError, type AppErrorData } from '../../../../shared/base/errors.ts';
import { type Labels, labelPairs, labelsFromPairs, labelValue } from '../../../../shared/model/labels.ts';
import type { TargetGroup } from '../scrape-plan.ts';
import { mostPortsOfPod } from './kube-objects.ts';
import { type Found, scrapedByLabel } from './meta-labels.ts';

/** Of a cluster, over all jobs. The largest that Kubernetes is made for has 5,000 nodes, of which four pages each are scraped. */
const mostTargets = 20_000;
/** Found ones, those that rules drop among them: what is over it is not looked at. */
const mostFound = 5 * mostTargets;

/** Of a target that the job's rules drop anyway. */
export const notOfJob = Symbol('not of the job');

/** A group before it is known which of its targets are other jobs'. */
export interface GroupParts {
  readonly found: readonly Found[];
  readonly group: TargetGroup;
  /** Ports that were not held, as there are too many. */
  readonly morePorts: number;
}

export interface Asked {
  /** What a target is, the same for each job that finds it; undefined where no pod stands behind it. */
  readonly claimOf: (target: Found) => string | undefined | typeof notOfJob;
  /** All ports that are found are asked, as none is named. */
  readonly isEachPort: boolean;
}

interface LeftOut {
  ports: number;
  targets: number;
  /** The first of which ports are left out. */
  first: string;
}

export class Claims {
  readonly #by = new Map<string, string>();
  readonly #leftOut = new Map<string, LeftOut>();
  #left = mostTargets;
  #foundLeft = mostFound;

  /** Of what is no port of a pod: so many of these. */
  takeFirst<T>(job: string, all: readonly T[], jobs: number): readonly T[] {
    const most = Math.floor(this.#left / jobs);
    if (all.length > most) this.#leftOutOf(job).targets += all.length - most;
    return all.slice(0, most);
  }

  spend(targets: number): void {
    this.#left -= targets;
  }

  /** @returns the group as the job has it: what another job has is marked so that a rule drops it, and what is over a bound is not there */
  take(job: string, parts: GroupParts, { claimOf, isEachPort }: Asked): TargetGroup {
    const { group, found } = parts;
    const own = new Set<string>();
    const ofPod = new Map<string, number>();
    const targets: Labels[] = [];
    const leftOut = this.#leftOutOf(job);
    let isWhole = true;
    for (const target of found) {
      const claim = claimOf(target);
      const by = typeof claim !== 'string' || own.has(claim) ? undefined : this.#by.get(claim);
      const isFresh = by === undefined && claim !== notOfJob && !(claim !== undefined && own.has(claim));
      const pod = target.port?.pod ?? labelValue(target.labels, '__address__') ?? '';
      const ports = ofPod.get(pod) ?? 0;
      const isOneTooMany = isFresh && isEachPort && ports >= mostPortsOfPod;
      if (isOneTooMany || (isFresh && this.#left <= 0) || this.#foundLeft <= 0) {
        isWhole = false;
        if (isOneTooMany) notePorts(leftOut, 1, group.source);
        else leftOut.targets += 1;
        continue;
      }
      this.#foundLeft -= 1;
      isWhole &&= by === undefined;
      targets.push(by === undefined ? target.labels : marked(target.labels, by));
      if (!isFresh) continue;
      ofPod.set(pod, ports + 1);
      this.#left -= 1;
      if (claim === undefined) continue;
      own.add(claim);
      this.#by.set(claim, job);
    }
    if (isEachPort) notePorts(leftOut, parts.morePorts, group.source);
    return isWhole ? group : { ...group, targets };
  }

  problems(job: string): readonly AppErrorData[] {
    const { ports, targets, first } = this.#leftOutOf(job);
    return [
      ...(ports === 0 ? [] : [portsLeftOut({ job, leftOut: ports, first, limit: mostPortsOfPod }).toData()]),
      ...(targets === 0 ? [] : [targetsLeftOut({ job, leftOut: targets, limit: mostTargets }).toData()]),
    ];
  }

  #leftOutOf(job: string): LeftOut {
    const known = this.#leftOut.get(job) ?? { ports: 0, targets: 0, first: '' };
    this.#leftOut.set(job, known);
    return known;
  }
}

function notePorts(leftOut: LeftOut, ports: number, source: string): void {
  if (ports > 0 && leftOut.ports === 0) leftOut.first = source;
  leftOut.ports += ports;
}

function marked(labels: Labels, by: string): Labels {
  return labelsFromPairs([...labelPairs(labels), [scrapedByLabel, by]]);
}

function portsLeftOut(
  details: Readonly<Record<'leftOut' | 'limit', number> & Record<'job' | 'first', string>>,
): AppError {
  const { leftOut, first, limit, job } = details;
  const where = `of a pod that does not say which of them it is (prometheus.io/port) are scraped`;
  const message = `The first ${limit} ports ${where} in ${job}: ${leftOut} are left out, those of ${first} first.`;
  return new AppError('scrape.portsLeftOut', message, { details });
}

function targetsLeftOut(details: Readonly<Record<'leftOut' | 'limit', number> & Record<'job', string>>): AppError {
  const { leftOut, limit, job } = details;
  const message = `A cluster has ${limit} targets at most that are scraped from here: ${leftOut} of ${job} are left out.`;
  return new AppError('scrape.targetsLeftOut', message, { details });
}
