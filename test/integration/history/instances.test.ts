/** Two Binnacles at once, clocks that jump, files that are not what they should be, and what a source leaves open. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { originText } from '../../../electron/backend/history/service/history-identity.ts';
import { openHistoryWriter } from '../../../electron/backend/history/store/history-writer.ts';
import { verifySource } from '../../../electron/backend/history/transfer/verify-source.ts';
import type { ChildTask } from '../../support/history/crash/child-task.ts';
import { CrashModel } from '../../support/history/crash/model.ts';
import { type Operation, operationAt, plannedTimeMs } from '../../support/history/crash/plan.ts';
import {
  createServiceFixture,
  recordedLabels,
  recordedOrigin,
  type ServiceFixture,
  slotMs,
} from '../../support/history/service-fixture.ts';
import { storedRows } from '../../support/history/stored-samples.ts';
import { askRecorded } from './ask-recorded.ts';

let fixture: ServiceFixture;
const beginMs = 236_000 * slotMs;
const never = new AbortController().signal;

beforeEach(() => {
  fixture = createServiceFixture();
});

afterEach(() => fixture.dispose());

const timesOf = (series: string) => [...(fixture.samples().get(series)?.keys() ?? [])];
const source = () => readdirSync(`${fixture.dataDir}/history`)[0] ?? '';

/** Records in a process of its own. */
function recordElsewhere() {
  const task: ChildTask = {
    ...{ dataDir: fixture.dataDir, source: '', origin: originText(recordedOrigin), exportDir: '' },
    ...{ seed: 1, from: 0, to: 100_000, retainBeforeMs: 0, point: '' },
  };
  const program = fileURLToPath(new URL('../../support/history/crash/service-child.ts', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const begun = new Map<number, Operation>();
  const model = new CrashModel();
  const counts = { acknowledged: 0 };
  createInterface(child.stdout).on('line', (line) => {
    const n = Number(line.slice(2));
    if (line.startsWith('b ')) begun.set(n, operationAt(task.seed, n));
    if (!line.startsWith('a ')) return;
    model.done(operationAt(task.seed, n));
    begun.delete(n);
    counts.acknowledged += 1;
  });
  return { child, counts, model, begun, closed: once(child, 'close') };
}

describe('two Binnacles on one history', () => {
  test('one of them records, the other reads and cannot remove; it takes over when the first is killed', async () => {
    const first = recordElsewhere();
    try {
      await expect.poll(() => first.counts.acknowledged).toBeGreaterThan(20);
      await expect(fixture.writer()).rejects.toMatchObject({
        code: 'history.locked',
        details: { pid: first.child.pid },
      });
      expect(await fixture.history.list(never)).toMatchObject([{ kind: 'readable', source: source() }]);
      await expect(fixture.history.remove(source())).rejects.toMatchObject({
        code: 'history.locked',
        details: { pid: first.child.pid },
      });
      const seen = await askRecorded(fixture, plannedTimeMs(100_000), 'count(count_over_time(churn[600d]))');
      expect(seen[0]).toBeGreaterThan(0);
      const more = first.counts.acknowledged;
      await expect.poll(() => first.counts.acknowledged).toBeGreaterThan(more);
    } finally {
      first.child.kill('SIGKILL');
      await first.closed;
    }
    const writer = await fixture.writer();
    expect(first.model.reconcile(fixture.samples(), [...first.begun.values()])).toEqual([]);
    const series = await writer.register(recordedLabels);
    await fixture.scrape(writer, series, beginMs);
    expect(timesOf('m{i="3"}')).toEqual([beginMs]);
    expect((await verifySource(fixture.files)).findings).toEqual([]);
  });
});

describe('a clock that jumps', () => {
  /** What a scrape's time is, and what the writer thinks that it is. */
  const jumps = [0, 5, -7, -1, 9, 0.5, -20, 30, 2].map((hours) => hours * 3_600_000);

  test('by hours, forward and back, loses no sample and doubles none', async () => {
    const writer = await fixture.writer();
    const series = await writer.register(recordedLabels);
    const expected = new Set<number>();
    let nowMs = beginMs;
    for (const [n, jump] of [...jumps, ...jumps].entries()) {
      nowMs += jump;
      fixture.setClock(nowMs - Date.now());
      for (let i = 0; i < 25; i += 1) {
        // At full minutes, so that times come back.
        const timeMs = Math.floor(nowMs / 240_000) * 240_000 + i * 240_000;
        await fixture.scrape(writer, series, timeMs);
        expected.add(timeMs);
      }
      nowMs += 25 * 240_000;
      if (n % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const rising = [...expected].sort((a, b) => a - b);
    expect(timesOf('m{i="19"}')).toEqual(rising);
    fixture.setClock(nowMs + 100 * slotMs - Date.now());
    await expect.poll(() => storedRows(fixture.files).rows).toBe(0);
    expect(timesOf('m{i="0"}')).toEqual(rising);
    expect((await writer.stats()).samples).toMatchObject({ added: rising.length * series.length, conflicting: 0 });
    expect((await verifySource(fixture.files)).findings).toEqual([]);
  });

  test('by years lets nothing become too old that is not older than what is newest', async () => {
    const writer = await fixture.writer();
    const series = await writer.register(recordedLabels);
    for (let hours = 0; hours < 60; hours += 1) await fixture.scrape(writer, series, beginMs + hours * 3_600_000);
    fixture.setClock(beginMs + 20 * 365 * 86_400_000 - Date.now());
    await expect.poll(() => storedRows(fixture.files).rows).toBe(0);
    writer.retain({ mostAgeMs: 2 * 86_400_000, mostBytes: undefined });
    await expect.poll(() => timesOf('m{i="0"}').length).toBe(24);
    // The clock is at most a day ahead of the newest slot, and two days are kept.
    expect(timesOf('m{i="0"}')[0]).toBe(beginMs + 36 * 3_600_000);
  });
});

describe('a file that is not what it should be', () => {
  beforeEach(async () => {
    const writer = await fixture.writer();
    const series = await writer.register(recordedLabels);
    for (let n = 0; n < 300; n += 1) await fixture.scrape(writer, series, beginMs + n * 60_000);
    await expect.poll(() => storedRows(fixture.files).rows).toBe(0);
    await writer.close();
  });

  const refused = async (code: string, path: string) => {
    const before = readFileSync(path);
    await expect(fixture.writer()).rejects.toMatchObject({ code, message: expect.stringContaining(path) });
    await expect(askRecorded(fixture, beginMs)).rejects.toMatchObject({ code });
    expect(await fixture.history.list(never)).toMatchObject([{ kind: 'unreadable', problem: { code } }]);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(fixture.files.folder).filter((name) => name.includes('damaged'))).toEqual([]);
  };

  test.each(['history', 'head'] as const)('but a stranger’s (%s) is refused and left as it is', async (name) => {
    rmSync(fixture.files[name]);
    const stranger = new Database(fixture.files[name]);
    stranger.exec('CREATE TABLE theirs (a)');
    stranger.close();
    await refused('history.foreign', fixture.files[name]);
  });

  test.each(['history', 'head'] as const)('but of a newer Binnacle (%s) is refused and left as it is', async (name) => {
    const newer = new Database(fixture.files[name]);
    newer.pragma('user_version = 990');
    newer.close();
    await refused('history.future', fixture.files[name]);
  });

  test.each(['history', 'head'] as const)('but cut off (%s) is set aside, and recording goes on', async (name) => {
    const path = fixture.files[name];
    truncateSync(path, 3 * 4096 + 100);
    const before = readFileSync(path);
    expect(await fixture.history.list(never)).toMatchObject([
      { kind: 'unreadable', problem: { code: 'history.damaged' } },
    ]);
    const writer = await fixture.writer();
    const [aside] = writer.setAside;
    expect(aside?.path).toBe(path);
    expect(readFileSync(aside?.keptAs ?? '').equals(before)).toBe(true);
    expect(fixture.logged).toEqual(writer.setAside.map(() => 'error a damaged file was set aside'));
    const series = await writer.register(recordedLabels);
    await fixture.scrape(writer, series, beginMs + 500 * 60_000);
    expect(await fixture.history.list(never)).toMatchObject([{ kind: 'readable', series: 20 }]);
    // Where only the head was cut off, what was folded is there.
    expect(timesOf('m{i="0"}').length).toBe(name === 'head' ? 301 : 1);
  });
});

describe('a source', () => {
  const openAndClose = async (times: number) => {
    for (let n = 0; n < times; n += 1) {
      const writer = openHistoryWriter({
        ...{ files: fixture.files, source: originText(recordedOrigin), nowMs: beginMs, newPair: 'pair' },
        elapsedMs: () => performance.now(),
      });
      const series = writer.register(recordedLabels);
      writer.appendScrape({ target: 't', timeMs: beginMs + n * 1000, series, values: new Float64Array(20) });
      expect(fixture.samples().size).toBe(20);
      writer.close();
    }
    for (let n = 0; n < times / 10; n += 1) await (await fixture.writer()).close();
  };

  test.skipIf(!existsSync('/proc/self/fd'))(
    'that is opened and closed leaves no file open, and no memory behind',
    async () => {
      const openFiles = () => readdirSync('/proc/self/fd').length;
      await openAndClose(50);
      const files = openFiles();
      // What one writer and one reader have open is some megabytes: fifty that stay are many more, each time. What the runtime has grown by once is none of them.
      const grownBy: number[] = [];
      for (let round = 0; round < 4 && Math.min(...grownBy) > 40 * 2 ** 20; round += 1) {
        const before = process.memoryUsage.rss();
        await openAndClose(50);
        grownBy.push(process.memoryUsage.rss() - before);
      }
      expect(openFiles()).toBeLessThanOrEqual(files);
      expect(Math.min(...grownBy)).toBeLessThan(40 * 2 ** 20);
    },
  );
});
