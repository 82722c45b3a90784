/**
 * `npm run bench -- history-index --report`: 100,000 series of a cluster, and how long it takes to find some by matchers of every kind: by a
 * index that was just opened (`first`: the file is in the system's memory, and the code was run before) and by one that was asked before. And the
 * values of labels. And the first question of all to a thread of its own: to one that practised (`ready`), and to one that was just started
 * (`started`: the opening and the question, without the loading of code).
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { countIds, idsOf } from '../../electron/backend/history/index/id-set.ts';
import { createSeriesIndex, type SeriesIndex } from '../../electron/backend/history/index/series-index.ts';
import { createSeriesRegistry } from '../../electron/backend/history/index/series-registry.ts';
import { openReadable, openWritable } from '../../electron/backend/history/store/open-database.ts';
import { type Labels, labelsFromPairs } from '../../shared/model/labels.ts';
import { seriesMatcher } from '../../shared/promql/engine/series-matcher.ts';
import type { SeriesMatcher } from '../../shared/promql/queryable.ts';
import { type Figure, median, type Runs, report, timed } from './harness.ts';
import type { IndexQuestion } from './history-index-reader.ts';

const seriesCount = 100_000;
const rounds = 6;
/** Registered in one transaction. */
const batchSize = 5000;
const run = { check: () => undefined };

/** 2,000 pods of 40 workloads on 50 nodes, each with 40 metrics; and 20,000 objects of kube-state-metrics, each with a uid of its own. */
function seriesAt(i: number): Labels {
  if (i % 5 === 4) {
    return labelsFromPairs([
      ['__name__', `kube_object_${i % 20}_info`],
      ['job', 'kube-state-metrics'],
      ['namespace', `team-${i % 60}`],
      ['uid', `8f14e45f-ceea-467f-${(i * 7919) % 65_536}-${i}`],
    ]);
  }
  const pod = Math.floor(i / 50);
  return labelsFromPairs([
    ['__name__', `app_metric_${i % 50}_total`],
    ['instance', `10.${pod % 50}.${pod >> 8}.${pod % 256}:8080`],
    ['job', `workload-${pod % 40}`],
    ['namespace', `team-${pod % 12}`],
    ['node', `node-${pod % 50}`],
    ['pod', `workload-${pod % 40}-7d9f8-${pod}`],
    ['container', pod % 3 === 0 ? 'sidecar' : 'app'],
  ]);
}

/** The dearest of each kind. */
const ofThreads: Readonly<Record<string, Pick<IndexQuestion, 'label' | 'pattern'>>> = {
  'select.pod-pattern-half': { label: 'pod', pattern: '.*[02468]' },
  'select.uid-pattern-half': { label: 'uid', pattern: '.*[13579]4' },
  'values.pod': { label: 'pod', pattern: undefined },
  'values.uid': { label: 'uid', pattern: undefined },
};

/** As electron/workers/history-reader.ts has it. */
const practice = { ready: 1500, started: 0 };

/** @returns milliseconds */
function askThread(question: IndexQuestion): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./history-index-reader.ts', import.meta.url), { workerData: question });
    worker.once('message', resolve).once('error', reject);
  });
}

type Parts = readonly (readonly [name: string, op: SeriesMatcher['op'], value: string])[];
const selectors: Readonly<Record<string, Parts>> = {
  metric: [['__name__', '=', 'app_metric_7_total']],
  'metric-and-pod': [
    ['__name__', '=', 'app_metric_7_total'],
    ['pod', '=', 'workload-3-7d9f8-1203'],
  ],
  'metric-pattern': [['__name__', '=~', 'app_metric_1.*']],
  'metric-and-pod-pattern': [
    ['__name__', '=', 'app_metric_7_total'],
    ['pod', '=~', 'workload-3-.*'],
  ],
  'metric-and-not-job': [
    ['__name__', '=', 'app_metric_7_total'],
    ['job', '!=', 'workload-3'],
  ],
  alternatives: [['namespace', '=~', 'team-1|team-2|team-50']],
  'pod-pattern-half': [['pod', '=~', '.*[02468]']],
  'pod-not-pattern': [['pod', '!~', 'workload-1.*']],
  'has-uid': [['uid', '!=', '']],
  'has-no-uid': [
    ['uid', '=', ''],
    ['job', '=~', '.+'],
  ],
  'uid-prefix': [['uid', '=~', '8f14e45f-ceea-467f-12.*']],
  'uid-pattern-half': [['uid', '=~', '.*[13579]4']],
  'uid-not-pattern': [
    ['__name__', '=~', 'kube_.*'],
    ['uid', '!~', '.*-1.*'],
  ],
  all: [['job', '=~', '.*']],
};

const directory = mkdtempSync(join(tmpdir(), 'binnacle-history-index-'));
const path = join(directory, 'history.db');
const writer = openWritable(path, 'history');
const reader = openReadable(path, 'history');
try {
  const registry = createSeriesRegistry(writer);
  const sets = Array.from({ length: seriesCount }, (_, i) => seriesAt(i));
  const register = writer.transaction((some: readonly Labels[]) => registry.register(some));
  const registerMs = timed(() => {
    for (let from = 0; from < seriesCount; from += batchSize) register(sets.slice(from, from + batchSize));
  });
  const againMs = timed(() => register(sets));
  writer.pragma('wal_checkpoint(TRUNCATE)');

  const fresh = () => {
    const index = createSeriesIndex(reader);
    index.refresh();
    return index;
  };
  const known = fresh();
  const questions: Record<string, (index: SeriesIndex) => number> = {};
  for (const [name, parts] of Object.entries(selectors)) {
    questions[`select.${name}`] = (index) => {
      // As each query makes them anew.
      const matchers = parts.map(([label, op, value]) => seriesMatcher({ name: label, op, value }, true));
      return countIds(index.select(matchers, undefined, run));
    };
  }
  for (const name of ['__name__', 'pod', 'namespace', 'uid'])
    questions[`values.${name}`] = (index) => index.labelValues(name, undefined, run).length;
  questions['label-names'] = (index) => index.labelNames(undefined, run).length;

  const runs: Record<string, Runs> = {};
  const figures: Figure[] = [
    { name: 'register', value: registerMs, unit: 'ms' },
    { name: 'register-again', value: againMs, unit: 'ms' },
    { name: 'size', value: statSync(path).size / seriesCount, unit: 'bytes a series' },
  ];
  for (const [name, ask] of Object.entries(questions)) {
    const times = { first: [] as number[], again: [] as number[] };
    let found = 0;
    for (let round = 0; round < rounds; round += 1) {
      const begun = fresh();
      times.first.push(timed(() => ask(begun)));
      times.again.push(timed(() => (found = ask(known))));
    }
    runs[name] = times;
    const bound = name.startsWith('select') ? 20 : 5;
    figures.push({ name: `${name}.first`, value: median(times.first), unit: `ms, ${found}`, goal: { op: '<', bound } });
    figures.push({ name: `${name}.again`, value: median(times.again), unit: 'ms', goal: { op: '<', bound } });
  }
  for (const [name, question] of Object.entries(ofThreads)) {
    const times = { ready: [] as number[], started: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const when of ['ready', 'started'] as const)
        times[when].push(await askThread({ path, ...question, practiceMs: practice[when] }));
    }
    runs[`${name}.thread`] = times;
    const bound = name.startsWith('select') ? 20 : 5;
    figures.push({ name: `${name}.ready`, value: median(times.ready), unit: 'ms', goal: { op: '<', bound } });
    figures.push({ name: `${name}.started`, value: median(times.started), unit: 'ms' });
  }
  const everyId = idsOf(known.select([], undefined, run));
  const readAll = (index: SeriesIndex) => {
    for (let from = 0; from < everyId.length; from += 512) index.labelsOf(everyId.subarray(from, from + 512));
  };
  figures.push({ name: 'labels-of-all.first', value: timed(() => readAll(fresh())), unit: 'ms' });
  readAll(known);
  figures.push({ name: 'labels-of-all.again', value: timed(() => readAll(known)), unit: 'ms' });
  report('history-index', figures, runs);
} finally {
  reader.close();
  writer.close();
  rmSync(directory, { recursive: true, force: true });
}
