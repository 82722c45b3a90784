/** What the benchmark asks: 31 expressions in the shape of Prometheus's own benchmark of its engine, and six as panels ask them of a cluster, in two steps. */
import { counterCount, endMs } from './promql-series.ts';

export interface Question {
  readonly name: string;
  readonly expr: string;
  readonly startMs: number;
  readonly stepMs: number;
}

/** 1,000 steps of 10 s, as there. */
const engineSteps = { startMs: endMs - 10_000_000, stepMs: 10_000 };

const ofEngine: readonly string[] = [
  'a_one',
  'a_hundred',
  '-a_hundred',
  'a_hundred - b_hundred',
  'a_hundred * on (l) group_left () b_hundred',
  "a_hundred and b_hundred{l=~'.*[0-4]$'}",
  "a_hundred or b_hundred{l=~'.*[0-4]$'}",
  "a_hundred unless b_hundred{l=~'.*[0-4]$'}",
  'a_hundred > 0',
  'a_hundred == bool b_hundred',
  'abs(a_hundred)',
  'round(a_hundred, 10)',
  "label_replace(a_hundred, 'l2', '$1', 'l', '(.*)')",
  "label_join(a_hundred, 'l2', '-', 'l', 'l')",
  'sum(a_hundred)',
  'avg by (le) (h_hundred)',
  'sum without (l) (h_hundred)',
  'sum without (le) (h_hundred)',
  'sum by (l) (h_hundred)',
  "count_values('value', h_one)",
  'topk(5, a_hundred)',
  'quantile(0.9, a_hundred)',
  'rate(a_hundred[1m])',
  'rate(a_hundred[1d])',
  'changes(a_hundred[1d])',
  'absent_over_time(a_hundred[1d])',
  'sum_over_time(a_hundred[10m])',
  'quantile_over_time(0.5, a_hundred[10m])',
  'histogram_quantile(0.9, rate(h_hundred[5m]))',
  'max_over_time(rate(a_hundred[1m])[10m:1m])',
  'sum(rate(a_hundred[1m])) / sum(rate(b_hundred[1m]))',
];

const sixHoursMs = 6 * 3_600_000;
const fifth = 'requests_total{path=~"/p/[0-9]*[05]"}';

/** The last six hours, in steps of a minute and of 15 seconds, as a chart of the page has them. */
function panels(name: string, expr: string): readonly Question[] {
  return [60_000, 15_000].map((stepMs) => ({
    name: `${name} each ${stepMs / 1000} s`,
    ...{ expr, startMs: endMs - sixHoursMs, stepMs },
  }));
}

const ofCluster: readonly Question[] = [
  ...panels('rate-1000', `rate(${fifth}[5m])`),
  ...panels(`rate-${counterCount}`, 'rate(requests_total[5m])'),
  ...panels(`sum-${counterCount}`, 'sum by (job) (rate(requests_total[5m]))'),
  ...panels('quantile-1200', 'histogram_quantile(0.99, sum by (le, job) (rate(latency_bucket[5m])))'),
  ...panels('max-1000', `max_over_time(${fifth}[1h])`),
  ...panels('ratio-1000', `rate(${fifth}[5m]) / on (job) group_left () sum by (job) (rate(${fifth}[5m]))`),
];

export const questions: readonly Question[] = [
  ...ofEngine.map((expr) => ({ name: expr, expr, ...engineSteps })),
  ...ofCluster,
];
