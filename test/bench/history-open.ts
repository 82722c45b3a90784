/**
 * `npm run bench -- history-open`: a history of 2 GB, and how long a process that has just begun takes from opening its readers to the first
 * answer: of a query at one time, of a range of one series over everything, of the values of a label. With the files in the operating system's
 * cache, and without. That the modules are loaded and a thread begins is not counted, but in the last figure: there it is from the sources.
 */
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HistoryWriter } from '../../electron/backend/history/store/history-writer.ts';
import type { SourceFiles } from '../../electron/backend/history/store/source-files.ts';
import { type Labels, labelsFromPairs } from '../../shared/model/labels.ts';
import { createSourceFixture } from '../support/history/source-fixture.ts';
import { onPath } from '../support/servers/real-server.ts';
import { type Figure, median, type Runs, report, timedAsync } from './harness.ts';
import { folderBytes, upkeep } from './history-folder.ts';
import type { OpenAnswer, OpenQuestion } from './history-open-reader.ts';
import { startApplication } from './promql-application.ts';

const run = promisify(execFile);
const bytesWanted = 2e9;
const seriesCount = 20_000;
const targetCount = 10;
const slotMs = 7_200_000;
/** Begins a slot. */
const startMs = 1_700_006_400_000;
/** A minute: more chunks of the same size than with 15 s. */
const everyMs = 60_000;
/** After the last slot that was folded, an hour of these lies in the head. */
const scrapeMs = 15_000;
const scrapes = 240;
const rounds = 3;

/** Not even an XOR makes these smaller. */
function incompressible(length: number): Float64Array {
  return Float64Array.from({ length }, () => Math.random() * 2 ** (Math.random() * 20));
}

const seriesLabels: readonly Labels[] = Array.from({ length: seriesCount }, (_, i) =>
  labelsFromPairs([
    ['__name__', `app_metric_${i % 50}`],
    ['job', `workload-${i % 40}`],
    ['pod', `workload-${i % 40}-7d9f8-${Math.floor(i / 50)}`],
    ['namespace', `team-${i % 12}`],
  ]),
);

/** @returns the end of what is there */
function fill(files: SourceFiles, writer: HistoryWriter): number {
  const count = slotMs / everyMs;
  const pool = incompressible(seriesCount + count);
  let slot = 0;
  for (; folderBytes(files.folder) < bytesWanted; slot += 1) {
    const fromMs = startMs + slot * slotMs;
    const timesMs = Float64Array.from({ length: count }, (_, k) => fromMs + k * everyMs);
    writer.appendColumns(seriesLabels.map((labels, i) => ({ labels, timesMs, values: pool.subarray(i, i + count) })));
  }
  const endMs = startMs + slot * slotMs;
  const ids = Uint32Array.from(writer.register(seriesLabels));
  const size = seriesCount / targetCount;
  for (let k = 0; k < scrapes; k += 1) {
    for (let t = 0; t < targetCount; t += 1) {
      const series = ids.subarray(t * size, (t + 1) * size);
      const values = pool.subarray((k * 37) % (seriesCount - size)).subarray(0, size);
      writer.appendScrape({ target: `target-${t}`, timeMs: endMs + k * scrapeMs, series, values });
    }
  }
  upkeep(writer, endMs + scrapes * scrapeMs);
  return endMs + (scrapes - 1) * scrapeMs;
}

function questionsAt(lastMs: number): Readonly<Record<string, OpenQuestion>> {
  const selector = seriesLabels[4321]?.[1] ?? '';
  const one = `${selector}{pod="${seriesLabels[4321]?.[7]}"}`;
  const range = { kind: 'range', expr: one, startMs, endMs: lastMs, stepMs: everyMs } as const;
  return {
    instant: { kind: 'query', query: { kind: 'instant', expr: `sum by (namespace) (${selector})`, timeMs: lastMs } },
    range: { kind: 'query', query: range },
    values: { kind: 'values', request: { name: 'pod', selectors: [], startMs, endMs: lastMs, limit: 0 } },
  };
}

/** Of these files alone: others work on this machine. @returns whether nothing of them is left in memory */
function dropCache(files: SourceFiles): boolean {
  const paths = [files.history, files.head];
  if (!onPath('dd') || !onPath('fincore')) return false;
  for (const path of paths) execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
  const cached = execFileSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', ...paths], {
    encoding: 'utf8',
  });
  return cached.split('\n').every((bytes) => bytes.trim() === '' || Number(bytes) === 0);
}

async function asked({ folder }: SourceFiles, question: OpenQuestion): Promise<OpenAnswer> {
  const script = join(import.meta.dirname, 'history-open-reader.ts');
  const { stdout } = await run(process.execPath, [script, folder, JSON.stringify(question)]);
  return JSON.parse(stdout) as OpenAnswer;
}

/** From nothing to the answer in the caller, by the worker of the application. */
async function throughApplication({ folder }: SourceFiles, question: OpenQuestion): Promise<number> {
  if (question.kind !== 'query') throw new Error('the page asks queries only');
  return timedAsync(async () => {
    const worker = new URL('../../electron/workers/history-reader.ts', import.meta.url);
    const application = startApplication(worker, folder);
    try {
      await application.query(question.query);
    } finally {
      await application.close();
    }
  });
}

interface Opened {
  readonly name: string;
  readonly runs: Runs;
  readonly found: number;
}

async function measure(files: SourceFiles, name: string, question: OpenQuestion): Promise<Opened> {
  const warm: number[] = [];
  const cold: number[] = [];
  let { found } = await asked(files, question);
  for (let round = 0; round < rounds; round += 1) {
    if (dropCache(files)) cold.push((await asked(files, question)).ms);
    const answer = await asked(files, question);
    warm.push(answer.ms);
    found = answer.found;
  }
  if (found === 0) throw new Error(`${name} found nothing`);
  return { name, runs: { warm, cold }, found };
}

const goal = { op: '<', bound: 1000 } as const;

function figuresOf({ name, runs: { warm = [], cold = [] }, found }: Opened): readonly Figure[] {
  const inMemory = { name: `${name}.warm`, value: median(warm), unit: 'ms', goal };
  const fromDisk = cold.length === 0 ? [] : [{ name: `${name}.cold`, value: median(cold), unit: 'ms', goal }];
  return [inMemory, ...fromDisk, { name: `${name}: found`, value: found, unit: '' }];
}

// Not in memory, where a temporary folder may be.
process.env.TMPDIR = join(import.meta.dirname, '../../bench-results');
const source = createSourceFixture('bench-open');
try {
  const lastMs = fill(source.files, source.open());
  source.closeAll();
  const questions = questionsAt(lastMs);
  const opened: Opened[] = [];
  for (const [name, question] of Object.entries(questions)) opened.push(await measure(source.files, name, question));
  const whole: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (questions.instant !== undefined) whole.push(await throughApplication(source.files, questions.instant));
  }
  const dropped = dropCache(source.files);
  if (!dropped) console.log('The cache of the operating system could not be dropped: nothing was measured cold.');
  const figures: readonly Figure[] = [
    { name: 'history', value: folderBytes(source.files.folder) / 1e9, unit: 'GB' },
    { name: 'cache dropped', value: Number(dropped), unit: '' },
    ...opened.flatMap(figuresOf),
    { name: 'instant.warm, with the start of the worker', value: median(whole), unit: 'ms', goal },
  ];
  const runs = Object.fromEntries(opened.map((one) => [one.name, one.runs]));
  report('history-open', figures, { ...runs, application: { ms: whole } });
} finally {
  source.dispose();
}
