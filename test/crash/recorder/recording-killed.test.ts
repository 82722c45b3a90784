/**
 * A Binnacle that records a real Prometheus is killed (SIGKILL) while it fetches the past, and while it looks: the next one goes on, and in the
 * end everything that the server has is there, bit for bit, and the coverage says so.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCoverageReader } from '../../../electron/backend/history/coverage/coverage-reader.ts';
import { openReadable } from '../../../electron/backend/history/store/open-database.ts';
import { sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { verifySource } from '../../../electron/backend/history/transfer/verify-source.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import type { RecordingLine, RecordingTask } from '../../support/recorder/recording-task.ts';
import { readSamples } from '../../support/remote-read.ts';
import { backFill } from '../../support/servers/back-fill.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { serverMissing } from '../../support/servers/real-server.ts';

const hourMs = 3_600_000;
const program = fileURLToPath(new URL('../../support/recorder/recording-child.ts', import.meta.url));
const seriesCount = 40;
/** More windows than it is killed in: on a busy machine it may get some further until the kill comes. */
const pastHours = 25;

/** Each 15 s, as OpenMetrics. */
function* past(fromMs: number, toMs: number): Generator<string> {
  yield '# TYPE past gauge\n';
  for (let one = 0; one < seriesCount; one += 1) {
    for (let timeMs = fromMs; timeMs <= toMs; timeMs += 15_000) {
      yield `past{one="${one}"} ${Math.sin(timeMs * (one + 1))} ${timeMs / 1000}\n`;
    }
  }
  yield '# EOF\n';
}

type IsMoment = (line: RecordingLine, lines: readonly RecordingLine[]) => boolean;

/** Lets one run until its lines say that the moment has come, and ends it then. @returns its last line */
async function runUntil(task: RecordingTask, signal: NodeJS.Signals, isMoment: IsMoment): Promise<RecordingLine> {
  const child: ChildProcess = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: RecordingLine[] = [];
  if (child.stdout === null) throw new Error('no output');
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as RecordingLine;
    lines.push(line);
    if (isMoment(line, lines)) break;
  }
  child.kill(signal);
  await exited;
  const last = lines.at(-1);
  if (last === undefined) throw new Error('it said nothing');
  return last;
}

/** The nth window of the past has begun. */
const inWindow =
  (n: number): IsMoment =>
  (_line, lines) =>
    new Set(lines.filter(({ backfill }) => backfill === 'running').map(({ atMs }) => atMs)).size >= n;

/** With nothing left of the past: `none`, where the looks alone caught up. */
const afterLooks =
  (n: number): IsMoment =>
  (_line, lines) =>
    lines.filter(({ state, backfill }) => state === 'recording' && (backfill === 'done' || backfill === 'none'))
      .length >= n;

describe.skipIf(serverMissing('prometheus', 'promtool') !== undefined)('a recording that is killed', () => {
  test('goes on where it was, and loses nothing that the server has', async () => {
    const [serverDir, dataDir] = ['server', 'data'].map((name) =>
      mkdtempSync(join(tmpdir(), `binnacle-killed-${name}-`)),
    );
    if (serverDir === undefined || dataDir === undefined) throw new Error('no folder');
    const beganMs = Date.now();
    await backFill(serverDir, past(beganMs - (pastHours + 1) * hourMs, beganMs - 60_000));
    const server = await startPrometheus({ dataDir: serverDir, scrapeItself: true });
    try {
      const task = {
        dataDir,
        url: server.url,
        selectors: ['past', 'up', 'process_cpu_seconds_total'],
        backfillMs: pastHours * hourMs,
      };
      // In a window of the past each time, after that of the time since the last kill: what was whole before is not fetched again.
      const killedIn: (number | undefined)[] = [];
      for (const n of [2, 3, 3]) killedIn.push((await runUntil(task, 'SIGKILL', inWindow(n))).atMs);
      // Between two looks, and in one of them.
      for (const n of [2, 5]) await runUntil(task, 'SIGKILL', afterLooks(n));
      const { source } = await runUntil(task, 'SIGTERM', afterLooks(8));
      const files = sourceFiles(dataDir, source);
      const history = openReadable(files.history, 'history');
      const fromMs = beganMs - pastHours * hourMs + 120_000;
      const [coverage] = createCoverageReader(history).spans({ startMs: fromMs, endMs: beganMs });
      const [recorded] = createCoverageReader(history).recorded();
      history.close();
      const toMs = (recorded?.lastMs ?? 0) - 5000;
      expect(coverage?.spans).toEqual([{ startMs: fromMs, endMs: beganMs, state: 'recorded', detail: '' }]);
      expect(
        new Set(killedIn).size === 3 && killedIn.toSorted((a = 0, c = 0) => c - a).join() === killedIn.join(),
      ).toBe(true);
      const ours = storedSamples(files, { allowTwice: true });
      const wanted = /^(past|up|process_cpu_seconds_total)\b/;
      const wrong: string[] = [];
      let samples = 0;
      for (const [series, values] of await readSamples(server.url, { fromMs, toMs })) {
        if (!wanted.test(series)) continue;
        for (const [timeMs, value] of values) {
          if (timeMs < fromMs || timeMs > toMs) continue;
          samples += 1;
          if (ours.get(series)?.get(timeMs) !== value) wrong.push(`${series} ${timeMs}`);
        }
      }
      expect([wrong.slice(0, 5), samples > seriesCount * 1000]).toEqual([[], true]);
      expect((await verifySource(files)).findings).toEqual([]);
    } finally {
      await server.stop();
      for (const dir of [serverDir, dataDir]) rmSync(dir, { recursive: true });
    }
  });
});
