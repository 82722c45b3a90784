/**
 * `npm run bench -- history-ingest`: samples a second of one core. Ours: from the bytes of a body to the disk and folded, the closing checkpoint
 * included (the bytes' way over HTTP is not). A real Prometheus: scraping such targets over HTTP, as it counts samples and processor time
 * itself; its blocks are not made in that time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { LineCache } from '../../shared/exposition/line-cache.ts';
import { TextParser } from '../../shared/exposition/text-parser.ts';
import { labelPairs, labelsFromPairs } from '../../shared/model/labels.ts';
import { createSourceFixture } from '../support/history/source-fixture.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type Figure, interleave, median, type Runs, report } from './harness.ts';
import { type ChangingTarget, changingTarget, exposition, startBenchExporter } from './history-exporter.ts';
import { prometheusCounters, untilScraped } from './prometheus-counters.ts';

const targetCount = 4;
const seriesCount = 5000;
/** A slot at a scrape each 15 s. */
const rounds = 480;
/** Begins a slot. */
const startMs = 1_700_006_400_000;
const everyMs = 15_000;
const dayMs = 86_400_000;
const scrapeInterval = '250ms';
/** The first of them make the series. */
const warmUpScrapes = 8;
const deadlineMs = 60_000;
const windowMs = 15_000;

type BenchWriter = ReturnType<ReturnType<typeof createSourceFixture>['open']>;

const encoder = new TextEncoder();

const variants = { fifth: 0.2, all: 1 } as const;

const targetsOf = (changing: number): readonly ChangingTarget[] =>
  Array.from({ length: targetCount }, (_, at) =>
    changingTarget({ name: `target-${at}`, seriesCount, changing, seed: at + 1 }),
  );

/** Seconds of processor time, of all threads: the collector of garbage is paid for, too. */
function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** One target, as a scrape has it: its bytes, and what is kept from one to the next. */
class ScrapedTarget {
  readonly target: ChangingTarget;
  readonly #body: () => string;
  readonly #cache = new LineCache();
  readonly #parser = new TextParser('text', { cache: this.#cache, dialect: '2.42' });
  #series = new Uint32Array(0);

  constructor(target: ChangingTarget) {
    this.target = target;
    this.#body = exposition(target);
  }

  next(): Uint8Array {
    this.target.next();
    return encoder.encode(this.#body());
  }

  /** @returns how many samples were stored */
  store(writer: BenchWriter, body: Uint8Array, timeMs: number): number {
    const { name } = this.target;
    const parsed = this.#parser.parse(body);
    const { count, lines, values } = parsed;
    const newLines = parsed.newLines();
    if (newLines.length > 0) {
      const ids = writer.register(newLines.map((line) => this.#labels(line)));
      for (const [i, line] of newLines.entries()) this.#cache.ids[line] = ids[i] ?? 0;
    }
    if (this.#series.length !== count) this.#series = new Uint32Array(count);
    const { ids } = this.#cache;
    for (let i = 0; i < count; i += 1) this.#series[i] = ids[lines[i] ?? 0] ?? 0;
    return writer.appendScrape({ target: name, timeMs, series: this.#series, values: values.subarray(0, count) }).added;
  }

  #labels(line: number) {
    const own = labelPairs(this.#cache.labels(line));
    return labelsFromPairs([...own, ['job', 'bench'], ['instance', this.target.name]]);
  }
}

/** @returns samples a second of processor time, once the series are known. */
function ours(changing: number): number {
  const source = createSourceFixture('bench-ingest');
  try {
    const writer = source.open();
    const targets = targetsOf(changing).map((target) => new ScrapedTarget(target));
    for (const target of targets) target.store(writer, target.next(), startMs);
    let seconds = 0;
    let samples = 0;
    for (let k = 1; k <= rounds; k += 1) {
      for (const target of targets) {
        const body = target.next();
        seconds += spent(() => (samples += target.store(writer, body, startMs + k * everyMs)));
      }
    }
    seconds += spent(() => {
      source.foldAll(writer, startMs + dayMs);
      source.closeAll();
    });
    if (samples !== rounds * targetCount * seriesCount) throw new Error(`only ${samples} samples were stored`);
    return samples / seconds;
  } finally {
    source.dispose();
  }
}

/** @returns samples a second of processor time, once the series are known. */
async function theirs(changing: number): Promise<number> {
  const exporter = await startBenchExporter(targetsOf(changing));
  try {
    const jobs = [{ job: exporter.job, targets: [], groups: exporter.groups }];
    const prometheus = await startPrometheus({ jobs, scrapeInterval });
    try {
      const before = await untilScraped(prometheus, warmUpScrapes * targetCount * seriesCount, deadlineMs);
      await pause(windowMs);
      const after = await prometheusCounters(prometheus);
      const samples = after.samples - before.samples;
      if (samples < targetCount * seriesCount) throw new Error(`it scraped no more than ${samples} samples`);
      return samples / (after.cpuSeconds - before.cpuSeconds);
    } finally {
      await prometheus.stop();
    }
  } finally {
    await exporter.stop();
  }
}

function figuresOf(name: string, changing: number, runs: Readonly<Record<'ours' | 'prometheus', readonly number[]>>) {
  const [own, other] = [median(runs.ours), median(runs.prometheus)];
  const texts = targetsOf(changing).map((target) => exposition(target)());
  const bytes = texts.reduce((sum, text) => sum + text.length, 0) / (targetCount * seriesCount);
  return [
    { name: `${name}.ratio`, value: own / other, unit: 'x', goal: { op: '>=', bound: 3 } as const },
    { name: `${name}: ours`, value: own / 1e6, unit: 'M/s of one core' },
    { name: `${name}: Prometheus`, value: other / 1e6, unit: 'M/s of one core' },
    { name: `${name}: body`, value: bytes, unit: 'bytes/sample' },
  ];
}

const figures: Figure[] = [];
const all: Record<string, Runs> = {};
for (const [name, changing] of Object.entries(variants)) {
  const runs = await interleave(
    { ours: () => ours(changing), prometheus: () => theirs(changing) },
    { rounds: 3, warmUps: 0 },
  );
  all[name] = runs;
  figures.push(...figuresOf(name, changing, runs));
}
report('history-ingest', figures, all);
