/** Scripts played to a real Prometheus, and then to us, with the times that it gave its scrapes. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { createScrapes } from '../../../electron/backend/scrape/append/create-scrapes.ts';
import type {
  PlainScrapeRules,
  ScrapeAnswer,
  ScrapeStore,
} from '../../../electron/backend/scrape/append/scrape-call.ts';
import { prometheus2 } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';
import type { StoredSamples } from '../../support/history/stored-samples.ts';
import { plainRequest } from '../../support/http.ts';
import { readSamples } from '../../support/remote-read.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { histogramJob, type Script, type ScriptedAnswer, type ScriptedType } from './target-scrape-scripts.ts';

const intervalMs = 500;
const timeoutMs = 400;
const deadlineMs = 30_000;

const silence: ScriptedAnswer = { kind: 'silence' };

export const staleBits = '7ff0000000000002';

const contentTypes: Readonly<Record<ScriptedType, string>> = {
  text: 'text/plain; version=0.0.4',
  'open-metrics': 'application/openmetrics-text; version=1.0.0',
  protobuf: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
};

interface Played {
  readonly samples: StoredSamples;
  /** By job what its target answered, scrape by scrape. */
  readonly given: ReadonlyMap<string, readonly ScriptedAnswer[]>;
  /** By job why its last scrape failed; '' where it did not. */
  readonly errors: ReadonlyMap<string, string>;
  /** What a query shows of native histograms at each scrape of their job: remote read leaves them out. */
  readonly histograms: readonly ShownHistogram[];
}

export interface ShownHistogram {
  readonly timeMs: number;
  /** Undefined where there is none, or none any more. */
  readonly count: number | undefined;
  readonly sum: number | undefined;
}

/** The targets end when each has given all its answers. */
export async function playToPrometheus(scripts: readonly Script[]): Promise<Played> {
  const given = new Map(scripts.map(({ name }): [string, ScriptedAnswer[]] => [name, []]));
  const server = createServer((request, response) => {
    const script = scripts.find(({ name }) => request.url === `/${name}`);
    const answers = given.get(script?.name ?? '');
    if (script === undefined || answers === undefined) return void response.writeHead(404).end();
    const n = answers.length;
    const answer = script.answers[Math.min(n, script.answers.length - 1)] ?? silence;
    answers.push(answer);
    // On a machine that is busy it may have given up meanwhile.
    response.on('close', () => {
      if (!response.writableFinished) answers[n] = silence;
    });
    if (answer.kind === 'status') response.writeHead(answer.status).end();
    if (answer.kind !== 'body') return;
    response.writeHead(200, { 'Content-Type': contentTypes[answer.type] }).end(answer.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const target = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const fromMs = Date.now() - 3 * 3_600_000;
  const writeTargets = (dir: string, targets: readonly string[]) =>
    writeFile(join(dir, 'targets.json'), JSON.stringify([{ targets, labels: { instance: 'scripted' } }]));
  const prometheus = await startPrometheus({
    config: configOf(scripts),
    prepare: (dir) => writeTargets(dir, [target]),
  });
  try {
    const isPlayed = ({ name, answers }: Script) => (given.get(name)?.length ?? 0) > answers.length;
    await until(() => namesOf(scripts.filter((script) => !isPlayed(script))));
    const errors = await lastErrors(prometheus.url);
    await writeTargets(prometheus.dataDir, []);
    let samples: StoredSamples = new Map();
    await until(async () => {
      samples = await readSamples(prometheus.url, { fromMs, toMs: Date.now() + 3_600_000 });
      return namesOf(scripts.filter(({ name }) => upOf(samples, name).at(-1)?.bits !== staleBits));
    });
    const histograms = await shownHistograms(prometheus.url, upOf(samples, histogramJob));
    return { samples, given, errors, histograms };
  } finally {
    await prometheus.stop();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

/** Its `up` says when Prometheus scraped, and when each target ended. @returns by job why its last scrape failed; '' where it did not */
export function playToUs(
  scripts: readonly Script[],
  { samples, given }: Pick<Played, 'samples' | 'given'>,
  store: ScrapeStore,
): ReadonlyMap<string, string> {
  const calls = createScrapes(store);
  const errors = new Map<string, string>();
  for (const script of scripts) {
    const { name } = script;
    const labels = ['instance', 'scripted', 'job', name];
    const rules = rulesOf(script);
    const scrapes = upOf(samples, name);
    const endMs = scrapes.at(-1)?.timeMs ?? 0;
    for (const [n, { timeMs }] of scrapes.slice(0, -1).entries()) {
      const answer = ourAnswer(given.get(name)?.[n] ?? silence);
      const { error = '' } = calls.scrape({ target: name, labels, rules, timeMs, durationMs: 1, answer });
      errors.set(name, error);
    }
    calls.endScrapes([name], endMs);
  }
  return errors;
}

async function shownHistograms(url: string, scrapes: readonly UpSample[]): Promise<readonly ShownHistogram[]> {
  const shown: ShownHistogram[] = [];
  for (const { timeMs } of scrapes) {
    const { body } = await plainRequest(`${url}/api/v1/query?query=waits&time=${timeMs / 1000}`);
    type Found = { histogram?: [number, { count: string; sum: string }] };
    const { data } = JSON.parse(body) as { data: { result: readonly Found[] } };
    const { count, sum } = data.result[0]?.histogram?.[1] ?? {};
    const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
    shown.push({ timeMs, count: numberOf(count), sum: numberOf(sum) });
  }
  return shown;
}

function namesOf(scripts: readonly Script[]): readonly string[] {
  return scripts.map(({ name }) => name);
}

async function lastErrors(url: string): Promise<ReadonlyMap<string, string>> {
  const { body } = await plainRequest(`${url}/api/v1/targets?state=active`);
  type Target = { scrapePool: string; lastError: string };
  const { data } = JSON.parse(body) as { data: { activeTargets: readonly Target[] } };
  return new Map(data.activeTargets.map(({ scrapePool, lastError }) => [scrapePool, lastError]));
}

function ourAnswer(answer: ScriptedAnswer): ScrapeAnswer {
  if (answer.kind !== 'body') return { kind: 'failed', message: answer.kind };
  return { kind: 'body', format: answer.type, bytes: answer.bytes };
}

interface UpSample {
  readonly timeMs: number;
  readonly bits: string;
}

function upOf(samples: StoredSamples, name: string): readonly UpSample[] {
  const up = samples.get(`up{instance="scripted", job="${name}"}`) ?? new Map<number, string>();
  return [...up].map(([timeMs, bits]) => ({ timeMs, bits }));
}

function configOf(scripts: readonly Script[]): string {
  return stringify({
    global: { scrape_interval: `${intervalMs}ms`, scrape_timeout: `${timeoutMs}ms` },
    scrape_configs: scripts.map(({ name, job }) => ({
      ...{ job_name: name, metrics_path: `/${name}`, ...job },
      file_sd_configs: [{ files: ['targets.json'] }],
    })),
  });
}

function rulesOf({ job }: Script): PlainScrapeRules {
  const read = readRelabelConfigs(job.metric_relabel_configs ?? [], prometheus2, 'metric');
  if (read.kind !== 'rules') throw new Error(JSON.stringify(read));
  return {
    honorLabels: job.honor_labels ?? false,
    honorTimestamps: job.honor_timestamps ?? true,
    metricRelabelConfigs: read.configs,
    limits: {
      samples: job.sample_limit ?? 0,
      labels: job.label_limit ?? 0,
      labelNameLength: job.label_name_length_limit ?? 0,
      labelValueLength: job.label_value_length_limit ?? 0,
    },
    dialect: '2.42',
  };
}

/** @param left what is not so yet */
async function until(left: () => readonly string[] | Promise<readonly string[]>): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  for (let names = await left(); names.length > 0; names = await left()) {
    if (performance.now() > endMs) throw new Error(`Prometheus has not played ${names.join(', ')}`);
    await pause(50);
  }
}
