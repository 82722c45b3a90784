/** Label sets that stand under each other, each without what all of them say alike. Pure. */
import { formatLabels, type Labels, labelPairs, labelValue, metricNameLabel } from '../../../../shared/model/labels.ts';

export interface ToldLabels {
  /** What all have: `node_load1{job="node"}`; '' where that is nothing. */
  readonly common: string;
  /** What is left of one of them. Made when it is asked for: of thousands, few are seen. */
  readonly textOf: (labels: Labels) => string;
}

/** @param beside labels that are told elsewhere already. */
export function toldLabels(sets: readonly Labels[], beside: ReadonlySet<string> = new Set()): ToldLabels {
  // One set alone is told whole: nothing tells it from others.
  const common = sets.length < 2 ? [] : commonPairs(sets);
  const isCommon = new Set(common.map(([name]) => name));
  const told = common.filter(([name]) => !beside.has(name) || name === metricNameLabel);
  return {
    common: told.length === 0 ? '' : formatLabels(told.flat()),
    textOf: (labels) =>
      formatLabels(
        labelPairs(labels).flatMap(([name, value]) => (isCommon.has(name) || beside.has(name) ? [] : [name, value])),
      ),
  };
}

function commonPairs(sets: readonly Labels[]): ReturnType<typeof labelPairs> {
  let common = labelPairs(sets[0] ?? []);
  for (const labels of sets) {
    if (common.length === 0) break;
    common = common.filter(([name, value]) => labelValue(labels, name) === value);
  }
  return common;
}
