/** A history of an older version on a disk that is too full for it to be brought to this one, on a real small file system. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { makeOlder } from '../../support/history/crash/older-history.ts';
import { createServiceFixture, recordedLabels, slotMs } from '../../support/history/service-fixture.ts';

const disk = mkdtempSync(join(tmpdir(), 'binnacle-disk-'));
const isMounted = mount('-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', disk);
const filler = join(disk, 'filler');
const never = new AbortController().signal;

function mount(...args: readonly string[]): boolean {
  return process.platform === 'linux' && spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
}

afterAll(() => {
  if (isMounted) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

test.skipIf(!isMounted)('it is listed as that, and is read as soon as there is room', async () => {
  const first = createServiceFixture(join(disk, 'data'));
  const writer = await first.writer();
  await first.scrape(writer, await writer.register(recordedLabels), 236_000 * slotMs);
  await first.history.close();
  const db = new Database(first.files.history);
  makeOlder(db);
  db.close();
  const again = createServiceFixture(join(disk, 'data'));
  try {
    const { bavail, bsize } = statfsSync(disk);
    // Enough for what those share who have it open, not for the log.
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 80_000, 1));
    const full = { kind: 'unreadable', problem: { code: 'history.diskFull', retryable: true } };
    expect(await again.history.list(never)).toMatchObject([full]);
    rmSync(filler);
    expect(await again.history.list(never)).toMatchObject([{ kind: 'readable', series: recordedLabels.length }]);
  } finally {
    await again.dispose();
  }
});
