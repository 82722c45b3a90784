/**
 * `npm run bench -- exposition`: megabytes of a body a second of one core. Ours: `steady` with the lines known, as each scrape but the first
 * is, and `first` with nothing known; in turn with them npm's parser of the text format, which knows nothing from one time to the next. After them a
 * real Prometheus scrapes the very same bytes over HTTP, by the processor time that it counts itself: it stores the samples, too, so it is no parser
 * alone, and no ratio is asked of it.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import type { ExpositionFormat } from '../../shared/exposition/exposition.ts';
import { LineCache } from '../../shared/exposition/line-cache.ts';
import { parserFor } from '../../shared/exposition/parser-for.ts';
import { expositionFixtures } from '../support/fixtures.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type Figure, interleave, median, type Runs, report } from './harness.ts';
import { changingTarget, exposition } from './history-exporter.ts';
import { prometheusCounters, untilScraped } from './prometheus-counters.ts';

const seriesCount = 5000;
/** So much is read in one measurement. */
const steadyBytes = 50e6;
const firstBytes = 10e6;
const windowMs = 10_000;
const deadlineMs = 60_000;
const goals = { steady: 150, first: 20, ratio: 10 } as const;
const captures = ['kube-apiserver.txt', 'node-exporter.txt'];

interface BenchBody {
  readonly format: ExpositionFormat;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/** What an API server exposes where its capture is there; and 5,000 series without comments, with and without what OpenMetrics adds. */
function bodies(): Readonly<Record<string, BenchBody>> {
  const plain = exposition(changingTarget({ name: 'bench', seriesCount, changing: 1, seed: 1 }))();
  const timed = plain.replaceAll('\n', ' 1700000000.123\n');
  const found = expositionFixtures().filter(({ name }) => captures.includes(name));
  return {
    text: { format: 'text', bytes: encoder.encode(plain) },
    'OpenMetrics with times': { format: 'open-metrics', bytes: encoder.encode(`${timed}# EOF\n`) },
    ...Object.fromEntries(
      found.map(({ name, text }): [string, BenchBody] => [name, { format: 'text', bytes: encoder.encode(text) }]),
    ),
  };
}

/**
 * Begins with a part that does not count: V8 throws compiled code away that rests while others are measured.
 * @returns megabytes a second of processor time, of all threads: the collector of garbage is paid for, too.
 */
function speed(least: number, { bytes }: BenchBody, parse: () => unknown): number {
  const times = Math.ceil(least / bytes.length);
  for (let i = 0; i < times / 3; i += 1) parse();
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) parse();
  const { user, system } = process.cpuUsage(before);
  return (times * bytes.length) / (user + system);
}

function first(body: BenchBody): number {
  return speed(firstBytes, body, () => {
    parserFor(body.format, { cache: new LineCache(), dialect: '2.42' }).parse(body.bytes);
  });
}

function steady(body: BenchBody): number {
  const parser = parserFor(body.format, { cache: new LineCache(), dialect: '2.42' });
  parser.parse(body.bytes);
  return speed(steadyBytes, body, () => parser.parse(body.bytes));
}

function npmParser(body: BenchBody): number {
  const text = new TextDecoder().decode(body.bytes);
  return speed(firstBytes, body, () => parsePrometheusTextFormat(text));
}

/** @returns megabytes scraped a second of processor time, once the series are known. */
async function prometheusSpeed(body: BenchBody): Promise<number> {
  const type = body.format === 'text' ? 'text/plain; version=0.0.4' : 'application/openmetrics-text; version=1.0.0';
  let served = 0;
  const server = createServer((_, response) => {
    served += body.bytes.length;
    response.setHeader('Content-Type', type);
    response.end(body.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const targets = [`127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`];
  try {
    const prometheus = await startPrometheus({ jobs: [{ job: 'bench', targets }], scrapeInterval: '100ms' });
    try {
      const { count } = parserFor(body.format, { cache: new LineCache(), dialect: '2.42' }).parse(body.bytes);
      // Samples with times of long ago are read and not stored.
      if (body.format === 'text') await untilScraped(prometheus, 8 * count, deadlineMs);
      else await pause(windowMs);
      const [before, servedBefore] = [await prometheusCounters(prometheus), served];
      await pause(windowMs);
      const after = await prometheusCounters(prometheus);
      return (served - servedBefore) / 1e6 / (after.cpuSeconds - before.cpuSeconds);
    } finally {
      await prometheus.stop();
    }
  } finally {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

const figures: Figure[] = [];
const all: Record<string, Runs> = {};
for (const [name, body] of Object.entries(bodies())) {
  // It reads one format.
  const peer = body.format === 'text' ? { npm: () => npmParser(body) } : {};
  const variants: Readonly<Record<string, () => number>> = {
    steady: () => steady(body),
    first: () => first(body),
    ...peer,
  };
  const runs: Runs = await interleave(variants);
  const prometheus = await prometheusSpeed(body);
  all[name] = { ...runs, prometheus: [prometheus] };
  const [steadySpeed, firstSpeed] = [median(runs.steady ?? []), median(runs.first ?? [])];
  const unit = 'MB/s of one core';
  figures.push(
    { name: `${name}.steady`, value: steadySpeed, unit, goal: { op: '>=', bound: goals.steady } },
    { name: `${name}.first`, value: firstSpeed, unit, goal: { op: '>=', bound: goals.first } },
    { name: `${name}: Prometheus, scrape and storage`, value: prometheus, unit },
  );
  if (runs.npm === undefined) continue;
  const npm = median(runs.npm);
  figures.push(
    { name: `${name}.steady-to-npm`, value: steadySpeed / npm, unit: 'x', goal: { op: '>=', bound: goals.ratio } },
    { name: `${name}: parse-prometheus-text-format`, value: npm, unit },
  );
}
report('exposition', figures, all);
