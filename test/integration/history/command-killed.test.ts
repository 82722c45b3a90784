/** `kill -9` of `npm run history` while it exports and imports: nothing that was there is lost, no file is half, and the same command completes it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openHistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { ensureSourceFolder, sourceFiles } from '../../../electron/backend/history/store/source-files.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { beginMs } from '../../support/history/recordings.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { root, temporaryDir } from '../start-process.ts';

const seriesCount = 40;
const samplesPerSeries = 8000;
const kills = 2;

/** @returns the process, and how it ended: a code, or the signal */
function start(dataDir: string, ...args: readonly string[]) {
  const entry = join(root, 'electron/web/history/main.ts');
  const child: ChildProcess = spawn(process.execPath, [entry, ...args, '--data-dir', dataDir], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: 'ignore',
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return { child, ended };
}

const history = (dataDir: string, ...args: readonly string[]) => start(dataDir, ...args).ended;

function createSource(dataDir: string): void {
  const writer = openHistoryWriter({
    files: sourceFiles(dataDir, 'prometheus-1'),
    source: JSON.stringify({ kind: 'prometheus', cluster: 'uid:1', server: 'a', name: 'prod', version: '2.42.0' }),
    ...{ nowMs: 0, newPair: 'pair', elapsedMs: () => performance.now() },
  });
  const timesMs = Float64Array.from({ length: samplesPerSeries }, (_, k) => beginMs + k * 1000);
  writer.appendColumns(
    Array.from({ length: seriesCount }, (_, i) => ({
      labels: ['__name__', 'm', 'i', String(i)],
      timesMs,
      values: Float64Array.from(timesMs, (_time, k) => Math.sin(k * i)),
    })),
  );
  writer.close();
}

/** All samples of a source, bit for bit, in one text: as maps they would take minutes to compare. */
function digest(source: string, dataDir: string): string {
  const hash = createHash('sha256');
  for (const [series, samples] of [...storedSamples(sourceFiles(dataDir, source))].sort()) {
    hash.update(series);
    for (const [timeMs, bits] of samples) hash.update(`${timeMs} ${bits}\n`);
  }
  return hash.digest('hex');
}

/** Kills it some time after `hasBegun`, which lies between the first byte and the last. */
async function killed({ child, ended }: ReturnType<typeof start>, hasBegun: () => boolean, afterMs: number) {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && !hasBegun()) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  return ended;
}

const random = seededRandom(8);
const someMs = () => random() % 250;

test('an import that is killed before its history has begun is completed by the same command', async () => {
  const dataDir = temporaryDir();
  createSource(dataDir);
  const file = join(dataDir, 'all.bnrec');
  expect(await history(dataDir, 'export', 'prod', file)).toBe(0);
  const into = sourceFiles(dataDir, 'again');
  ensureSourceFolder(into);
  writeFileSync(into.lock, '');
  writeFileSync(`${into.history}.new`, 'half');
  expect(await history(dataDir, 'import', file, '--into', 'again')).toBe(0);
  expect(digest('again', dataDir)).toBe(digest('prometheus-1', dataDir));
});

describe.each([
  ['a recording', 'all.bnrec', []],
  ['OpenMetrics text', 'all.om', ['--openmetrics']],
])('%s', (_, name, options) => {
  test('of which the export is killed is whole or not there, and leaves nothing behind the next one', async () => {
    const dataDir = temporaryDir();
    const out = temporaryDir();
    createSource(dataDir);
    const before = digest('prometheus-1', dataDir);
    const outcomes: (number | string)[] = [];
    for (let n = 0; n < kills; n += 1) {
      const file = join(out, `${n}-${name}`);
      const ended = await killed(
        start(dataDir, 'export', 'prod', file, ...options),
        () => readdirSync(out).some((one) => one.startsWith(`${n}-`)),
        someMs(),
      );
      outcomes.push(ended);
      if (existsSync(file)) expect(await history(dataDir, 'verify', file, ...options)).toBe(0);
    }
    expect(outcomes).toContain('SIGKILL');
    expect(await history(dataDir, 'export', 'prod', join(out, name), ...options)).toBe(0);
    expect(readdirSync(out).filter((one) => one.endsWith('.tmp'))).toEqual([]);
    expect(await history(dataDir, 'verify', join(out, name), ...options)).toBe(0);
    expect(digest('prometheus-1', dataDir)).toBe(before);
  });

  test('of which the import is killed is completed by the same command, with nothing twice', async () => {
    const dataDir = temporaryDir();
    const file = join(temporaryDir(), name);
    createSource(dataDir);
    const samples = digest('prometheus-1', dataDir);
    expect(await history(dataDir, 'export', 'prod', file, ...options)).toBe(0);
    const sent = readFileSync(file);
    const into = sourceFiles(dataDir, 'again');
    const args = ['import', file, '--into', 'again', ...options];
    const outcomes: (number | string)[] = [];
    for (let n = 0; n < kills; n += 1) {
      const beganMs = Date.now();
      const hasBegun = () => (statSync(into.lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= beganMs;
      outcomes.push(await killed(start(dataDir, ...args), hasBegun, someMs()));
    }
    expect(outcomes).toContain('SIGKILL');
    expect(await history(dataDir, ...args)).toBe(0);
    expect(await history(dataDir, 'list')).toBe(0);
    expect(await history(dataDir, 'verify', 'again')).toBe(0);
    expect(digest('again', dataDir)).toBe(samples);
    expect(readFileSync(file)).toEqual(sent);
  });
});
