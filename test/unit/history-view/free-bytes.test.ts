import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freeBytes } from '../../../electron/backend/history/service/free-bytes.ts';
import { isLow } from '../../../renderer/views/history/use-free-bytes.ts';

test('the room on a disk is that of a folder on it, or is not known; less than a gibibyte is little', async () => {
  expect(await freeBytes(tmpdir())).toBeGreaterThan(0);
  expect(await freeBytes(join(tmpdir(), 'no-such-folder', 'at-all'))).toBe(undefined);
  expect([isLow(undefined), isLow(2 ** 30), isLow(2 ** 30 - 1)]).toEqual([false, false, true]);
});
