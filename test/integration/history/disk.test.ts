/** A disk that is full, or may only be read, on a real small file system where this user may make one. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SourceWriter } from '../../../electron/backend/history/service/open-writer.ts';
import { readTroubles } from '../../../electron/backend/history/service/read-troubles.ts';
import { storeTroubles } from '../../../electron/backend/history/service/stored-troubles.ts';
import { verifySource } from '../../../electron/backend/history/transfer/verify-source.ts';
import {
  createServiceFixture,
  recordedLabels,
  type ServiceFixture,
  slotMs,
} from '../../support/history/service-fixture.ts';
import { storedRows } from '../../support/history/stored-samples.ts';

const disk = mkdtempSync(join(tmpdir(), 'binnacle-disk-'));
const isMounted = mount('-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', disk);
const filler = join(disk, 'filler');
const never = new AbortController().signal;
const beginMs = 236_000 * slotMs;

function mount(...args: readonly string[]): boolean {
  return process.platform === 'linux' && spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
}

/** All but so many bytes. */
function fill(leftBytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes), 1));
}

let fixture: ServiceFixture;

beforeAll(() => {
  if (!isMounted) rmSync(disk, { recursive: true });
});

afterAll(() => {
  if (!isMounted) return;
  spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

describe.skipIf(!isMounted)('a disk', () => {
  beforeEach(() => {
    fixture = createServiceFixture(join(disk, 'data'));
    fixture.setClock(beginMs - Date.now());
  });

  afterEach(async () => {
    rmSync(filler, { force: true });
    await fixture.dispose();
  });

  /** @returns the times that were acknowledged, and what the others met with */
  async function record(writer: SourceWriter, fromMs: number, count: number) {
    const series = await writer.register(recordedLabels);
    const done: number[] = [];
    const errors: unknown[] = [];
    for (let n = 0; n < count; n += 1) {
      const timeMs = fromMs + n * 1000;
      await fixture.scrape(writer, series, timeMs).then(
        () => void done.push(timeMs),
        (error: unknown) => void errors.push(error),
      );
    }
    return { done, errors };
  }

  const storedTimes = () => [...(fixture.samples().get('m{i="7"}')?.keys() ?? [])];
  const isFull = expect.objectContaining({ code: 'history.diskFull', retryable: true });

  test('that is full refuses what does not fit, keeps what was acknowledged, and goes on by itself when there is room', async () => {
    const writer = await fixture.writer();
    const before = await record(writer, beginMs, 50);
    expect(before.errors).toEqual([]);
    fill(200_000);
    const during = await record(writer, beginMs + 100_000, 400);
    expect(during.errors.length).toBeGreaterThan(50);
    expect(during.errors).toEqual(during.errors.map(() => isFull));
    expect(storedTimes()).toEqual([...before.done, ...during.done]);
    await expect(writer.register([['__name__', 'x'.repeat(100_000)]])).rejects.toEqual(isFull);
    rmSync(filler);
    const after = await record(writer, beginMs + 1_000_000, 50);
    expect(after.errors).toEqual([]);
    expect(storedTimes()).toEqual([...before.done, ...during.done, ...after.done]);
    expect((await verifySource(fixture.files)).findings).toEqual([]);
  });

  test('that is full while slots are folded loses nothing, and they are folded when there is room', async () => {
    const writer = await fixture.writer();
    const { done } = await record(writer, beginMs, 300);
    const told: unknown[] = [];
    const listening = fixture.history.onUpkeep(({ state }) => told.push(...(state?.troubles ?? [])));
    fill(8000);
    fixture.setClock(beginMs + 3 * slotMs - Date.now());
    await expect.poll(() => fixture.logged.filter((line) => line.includes('is full')).length).toBeGreaterThan(0);
    await expect.poll(() => told[0]).toMatchObject({ work: 'fold', error: { code: 'history.diskFull' } });
    listening.dispose();
    expect(storedTimes()).toEqual(done);
    rmSync(filler);
    await expect.poll(() => storedRows(fixture.files)).toEqual({ chunks: 20, rows: 0, layouts: 0 });
    const upkeep = async () => (await fixture.history.list(never)).map((one) => one.kind === 'readable' && one.upkeep);
    await expect.poll(upkeep).toEqual([{ troubles: [], deletions: [] }]);
    expect(readTroubles(fixture.files)).toEqual([]);
    expect(storedTimes()).toEqual(done);
    expect((await verifySource(fixture.files)).findings).toEqual([]);
  });

  test('that is full to the last byte takes what fails, for who looks from another process', async () => {
    await fixture.writer();
    fill(100_000);
    const more = () => appendFileSync(filler, Buffer.alloc(1000));
    expect(() => {
      for (;;) more();
    }).toThrow(/ENOSPC/);
    const error = { code: 'history.diskFull', message: 'full', details: {}, retryable: true } as const;
    const troubles = [{ work: 'fold', error, sinceMs: 1, lastMs: 2 }] as const;
    storeTroubles(fixture.files, troubles);
    expect(readTroubles(fixture.files)).toEqual(troubles);
  });

  test('that is full when a history is to begin leaves nothing half made', async () => {
    fill(20_000);
    await expect(fixture.writer()).rejects.toEqual(isFull);
    rmSync(filler);
    const { done } = await record(await fixture.writer(), beginMs, 10);
    expect(storedTimes()).toEqual(done);
  });

  test('that is full to the last byte is said to be so to who reads, too, and is read again when there is room', async () => {
    const { done } = await record(await fixture.writer(), beginMs, 20);
    await fixture.history.close();
    const again = createServiceFixture(join(disk, 'data'));
    try {
      // Who closed it as the last one took the file along that all share who have it open.
      expect(existsSync(`${again.files.head}-shm`)).toBe(false);
      fill(0);
      const listed = await again.history.list(never);
      expect(listed).toMatchObject([{ kind: 'unreadable', problem: { code: 'history.diskFull', retryable: true } }]);
      expect(() => again.samples()).toThrow(isFull);
      rmSync(filler);
      expect(await again.history.list(never)).toMatchObject([{ kind: 'readable' }]);
      expect(storedTimes()).toEqual(done);
    } finally {
      await again.history.close();
    }
  });

  test('that may only be read is said to be so, and is written again when it may be', async () => {
    const first = await record(await fixture.writer(), beginMs, 20);
    await fixture.history.close();
    const again = createServiceFixture(join(disk, 'data'));
    try {
      mount('-o', 'remount,ro', disk);
      await expect(again.writer()).rejects.toMatchObject({
        code: 'history.readOnly',
        details: { path: expect.stringContaining(disk), reason: expect.any(String) },
      });
      // Also for who reads: those who have a database open share a file beside it.
      const listed = await again.history.list(new AbortController().signal);
      expect(listed).toMatchObject([{ kind: 'unreadable', problem: { code: 'history.readOnly' } }]);
    } finally {
      mount('-o', 'remount,rw', disk);
    }
    const more = await record(await again.writer(), beginMs + 100_000, 20);
    expect(storedTimes()).toEqual([...first.done, ...more.done]);
    await again.history.close();
  });
});
