/**
 * What a worker with histories does while nobody asks it anything: it evaluates some expressions of each family over a small history in memory.
 * Whoever asks first then meets code that V8 has compiled; without it, a first query takes several times as long as the next.
 */
import { practiceEndMs, practiceReader, practiceStartMs } from './history/read/practice-source.ts';
import type { EvaluateRequest, Language } from './sources/local/evaluate-protocol.ts';
import { type FromStorageWorker, storageSession } from './storage-session.ts';

const language: Language = { semantics: 'v3', parse: {}, lookbackMs: 300_000, subqueryStepMs: 60_000 };

/** What is asked most comes first, and all of it again and again. */
const expressions: readonly string[] = [
  'rate(requests_total[5m])',
  'sum by (job) (rate(requests_total[5m]))',
  'memory_bytes',
  'histogram_quantile(0.9, sum by (le, job) (rate(latency_bucket[5m])))',
  'memory_bytes / on (instance) load > 2',
  'avg by (job) (load)',
  'max_over_time(load[10m])',
  'topk(2, memory_bytes)',
  'sum(rate(requests_total[1m])) / sum(rate(latency_bucket{le="+Inf"}[1m]))',
  'requests_total - on (instance) group_left () pod_info',
  'increase(requests_total{job=~"job-.*"}[10m])',
  'sum_over_time(memory_bytes[10m])',
  'max_over_time(rate(requests_total[1m])[10m:1m])',
  'abs(-load) + 1 == bool 2',
  'load and pod_info{instance=~".*[0-4]:80"} or memory_bytes',
  'load unless on (instance) pod_info',
  'changes(pod_info[30m])',
  'quantile(0.9, memory_bytes)',
  'quantile_over_time(0.5, load[10m])',
  'label_replace(load, "host", "$1", "instance", "(.*):80")',
  'count_values("value", pod_info)',
  'avg_over_time(memory_bytes[5m])',
  'round(load, 10)',
  'absent_over_time(load[5m])',
  'label_join(load, "both", "-", "job", "instance")',
  'deriv(memory_bytes[10m])',
];

const stepMs = 15_000;

/** Each step some milliseconds; it goes on until it is stopped. @returns (each step) the last that was said of an expression: `done` */
export function* storagePractice(): Generator<FromStorageWorker['kind'] | undefined, void> {
  const reader = yield* practiceReader();
  try {
    const open = () => {
      const { storage, end } = reader.begin();
      return { storage, close: end };
    };
    for (;;) {
      for (const expr of expressions) yield evaluate(open, expr);
    }
  } finally {
    reader.close();
  }
}

function evaluate(open: Parameters<typeof storageSession>[0], expr: string): FromStorageWorker['kind'] | undefined {
  let last: FromStorageWorker['kind'] | undefined;
  const send = ({ kind }: FromStorageWorker) => {
    last = kind;
  };
  const session = storageSession(open, { send, isCancelled: () => false });
  void session.receive({ kind: 'evaluate', request: requestOf(expr) });
  while (last === 'head' || last === 'part') void session.receive({ kind: 'more' });
  session.dispose();
  return last;
}

function requestOf(expr: string): EvaluateRequest {
  const query = { kind: 'range', expr, startMs: practiceStartMs, endMs: practiceEndMs, stepMs: 4 * stepMs } as const;
  const askedMs = performance.timeOrigin + performance.now();
  return { storage: '', query, language, askedMs, deadlineMs: askedMs + 10_000, budgetBytes: 2 ** 28 };
}
