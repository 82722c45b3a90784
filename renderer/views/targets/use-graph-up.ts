/** Leads from a target to the graph of its `up`. */
import { useCallback, useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import type { ContextId } from '../../../shared/model/context.ts';
import {
  formatLabels,
  type Labels,
  labelsFromPairs,
  labelValue,
  metricNameLabel,
} from '../../../shared/model/labels.ts';
import type { Target } from '../../../shared/model/target.ts';
import { requestExpression } from '../../state/explorer-requests.ts';
import { contextPath } from '../../state/routing.ts';
import { useStores } from '../../state/stores.tsx';
import type { TargetsModel } from './targets-model.ts';

/** @returns always the same function: rows are not drawn again because their targets were read again */
export function useGraphUp(context: ContextId, model: TargetsModel | undefined): (target: Target) => void {
  const { explorerRequests } = useStores();
  const latest = useRef(model);
  latest.current = model;
  return useCallback(
    (target) => {
      requestExpression(explorerRequests, context, upOf(target, latest.current?.reading.targets ?? []));
      navigate(contextPath(context, 'explorer'));
    },
    [context, explorerRequests],
  );
}

/** `up{instance="…", job="…"}`, with all labels where these two are another target's too. */
export function upOf({ key, labels }: Target, all: readonly Target[]): string {
  const short = pairOf(labels);
  const isAlone = short !== undefined && all.every((other) => other.key === key || !isPair(other.labels, short));
  return formatLabels(withName(isAlone ? ['instance', short.instance, 'job', short.job] : labels));
}

interface Pair {
  readonly instance: string;
  readonly job: string;
}

function pairOf(labels: Labels): Pair | undefined {
  const instance = labelValue(labels, 'instance');
  const job = labelValue(labels, 'job');
  return instance === undefined || job === undefined ? undefined : { instance, job };
}

function isPair(labels: Labels, { instance, job }: Pair): boolean {
  return labelValue(labels, 'instance') === instance && labelValue(labels, 'job') === job;
}

function withName(labels: Labels): Labels {
  const pairs: [string, string][] = [[metricNameLabel, 'up']];
  for (let i = 0; i + 1 < labels.length; i += 2) pairs.push([labels[i] ?? '', labels[i + 1] ?? '']);
  return labelsFromPairs(pairs);
}
