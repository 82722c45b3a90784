/**
 * What a context shows when it is opened for the first time: the first of a few good graphs that has data. One request finds out
 * for all of them, and how far back the data goes.
 */
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { labelValue } from '../../../shared/model/labels.ts';
import type { QueryRequest } from '../../../shared/model/query.ts';
import { type Answer, runQuery } from '../../client/run-query.ts';
import { defaultRangeMs } from './explorer-state.ts';
import { rangePresets } from './time-window.ts';

interface Candidate {
  readonly expr: string;
  /** Has a result exactly where `expr` has one, and costs one evaluation. */
  readonly probe: string;
}

const candidates: readonly Candidate[] = [
  {
    // Pod-level rows of cAdvisor have no container and would count twice.
    expr: 'sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}[5m]))',
    probe: 'count(rate(container_cpu_usage_seconds_total{container!=""}[5m]))',
  },
  {
    expr: 'sum by (mode) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))',
    probe: 'count(rate(node_cpu_seconds_total{mode!="idle"}[5m]))',
  },
  {
    expr: 'sum by (job) (rate(process_cpu_seconds_total[5m]))',
    probe: 'count(rate(process_cpu_seconds_total[5m]))',
  },
  { expr: 'sum by (job) (up)', probe: 'count(up)' },
];

/** Carries a probe's number out of the one answer. No exporter has such a label. */
const mark = 'binnacle_probe';
const ageMark = 'age';
/** The age of the oldest sample of `up` within the last hour. */
const ageProbe = 'time() - min(min_over_time(timestamp(up)[1h:1m]))';

function marked(probe: string, name: string): string {
  return `label_replace(${probe}, "${mark}", "${name}", "", "")`;
}

export const firstLookProbe = [
  ...candidates.map(({ probe }, index) => marked(probe, String(index))),
  marked(ageProbe, ageMark),
].join(' or ');

export interface FirstLook {
  readonly expr: string;
  readonly rangeMs: number;
}

/** Where nothing has data, `up`: it says so itself. */
const nothingFound: FirstLook = { expr: 'up', rangeMs: defaultRangeMs };

/** An hour that a server has not seen yet would be an empty graph with a speck at its right. */
const youngSeconds = 1000;

/** Pure: what the probe's answer means. */
export function firstLookOf({ columns }: Pick<Answer, 'columns'>): FirstLook {
  const found = new Map<string, number>();
  columns.labels.forEach((labels, series) => {
    const name = labelValue(labels, mark);
    const value = columns.values[columns.offsets[series] ?? 0];
    if (name !== undefined && value !== undefined) found.set(name, value);
  });
  const best = candidates.find((_, index) => found.has(String(index)));
  if (best === undefined) return nothingFound;
  const ageSeconds = found.get(ageMark) ?? Number.POSITIVE_INFINITY;
  return { expr: best.expr, rangeMs: ageSeconds < youngSeconds ? rangePresets['15m'] : defaultRangeMs };
}

const deadlineMs = 5000;

/** Rejects as the query does; the caller then shows `up`, whose own failure says what is wrong. */
export async function findFirstLook(
  client: { readonly query: Pick<ContractClient['query'], 'run'> },
  /** `timeMs`: as of then; undefined: of now. */
  { context, timeMs }: { readonly context: ContextId; readonly timeMs: number | undefined },
  signal: AbortSignal,
): Promise<FirstLook> {
  const request: QueryRequest = { kind: 'instant', expr: firstLookProbe, timeMs };
  return firstLookOf(await runQuery(client, { context, request, timeoutMs: deadlineMs }, { signal }));
}

export const fallbackLook = nothingFound;
