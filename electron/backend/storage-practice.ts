/**
 * What a worker with histories does while nobody asks it anything: it evaluates some expressions of each family over a small history in memory.
 * Whoever asks first then meets code that V8 has compiled; without it, a first query takes several times as long as the next.
 */
import type { QueryRequest } from '../../shared/model/query.ts';
import type { HistoryReader } from './history/read/open-history-reader.ts';
import { practiceEndMs, practiceHeadMs, practiceReaders, practiceStartMs } from './history/read/practice-source.ts';
import type { ApiStorage } from './prometheus-api/api-storage.ts';
import type { EvaluateRequest, Language, OpenedStorage } from './sources/local/evaluate-protocol.ts';
import { type FromStorageWorker, storageSession, type ToStorageWorker } from './storage-session.ts';

/** What is asked most comes first, and all of it again and again. */
const expressions: readonly string[] = [
  'rate(requests_total[5m])',
  'sum by (job) (rate(requests_total[5m]))',
  'memory_bytes',
  'histogram_quantile(0.9, sum by (le, job) (rate(latency_bucket[5m])))',
  'memory_bytes / on (instance) load > 2',
  'avg by (job) (load)',
  'sum(memory_bytes)',
  'max_over_time(load[10m])',
  'topk(2, load)',
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
  'rate(load[5m])',
];

/**
 * What of a query is now one thing and now another, each of two: V8 makes code for what it has seen, throws it away where it meets something else, and
 * goes on slowly. Each expression meets with all of them, as the rounds go on.
 */
const variants = {
  semantics: ['v3', 'v2'],
  /** Further apart than scrapes, and as they are: samples are looked for, or taken as they are. */
  stepMs: [60_000, 15_000],
  /** Chunks and head, and chunks alone. */
  endMs: [practiceEndMs, practiceHeadMs - 60_000],
  /** The second is no small integer to V8. */
  budgetBytes: [2 ** 28, 2 ** 31],
  isCancelled: [() => false, () => !true],
} as const;

/** All queries of a page are ranges but those of tables. */
const everyNthIsInstant = 5;

/** Each step some milliseconds; it goes on until it is stopped. @returns (each step) the last that was said of an expression: `done` */
export function* storagePractice(): Generator<FromStorageWorker['kind'] | undefined, void> {
  const readers = yield* practiceReaders();
  try {
    for (let round = 0; ; round += 1) {
      for (const [i, expr] of expressions.entries()) {
        const reader = readers[(round + i) % readers.length] as HistoryReader;
        yield evaluate(reader, expr, round);
      }
    }
  } finally {
    for (const reader of readers.toReversed()) reader.close();
  }
}

function evaluate(reader: HistoryReader, expr: string, round: number): FromStorageWorker['kind'] | undefined {
  let last: FromStorageWorker['kind'] | undefined;
  const link = {
    isCancelled: variantOf('isCancelled', round),
    send({ kind }: FromStorageWorker) {
      last = kind;
    },
  };
  const session = storageSession(() => opened(reader), link);
  // As another thread's messages come: V8 tells objects that it made so from those of the source text.
  const receive = (message: ToStorageWorker) => void session.receive(structuredClone(message));
  receive({ kind: 'evaluate', request: requestOf(expr, round) });
  while (last === 'head' || last === 'part') receive({ kind: 'more' });
  session.dispose();
  return last;
}

function opened(reader: HistoryReader): OpenedStorage<ApiStorage> {
  const { storage, end } = reader.begin();
  return { storage, close: end };
}

function requestOf(expr: string, round: number): EvaluateRequest {
  const [stepMs, endMs] = [variantOf('stepMs', round), variantOf('endMs', round)];
  const isInstant = round % everyNthIsInstant === everyNthIsInstant - 1;
  const query: QueryRequest = isInstant
    ? { kind: 'instant', expr, timeMs: endMs }
    : { kind: 'range', expr, startMs: practiceStartMs, endMs, stepMs };
  const language: Language = {
    semantics: variantOf('semantics', round),
    parse: {},
    lookbackMs: 300_000,
    subqueryStepMs: 60_000,
  };
  const askedMs = performance.timeOrigin + performance.now();
  const budgetBytes = variantOf('budgetBytes', round);
  return { storage: '', query, language, askedMs, deadlineMs: askedMs + 10_000, budgetBytes };
}

/** Each turns over after half as many rounds as the next, so that all are met together, too. */
function variantOf<Name extends keyof typeof variants>(name: Name, round: number): (typeof variants)[Name][number] {
  const turn = round >> Object.keys(variants).indexOf(name);
  return variants[name][turn & 1] as (typeof variants)[Name][number];
}
