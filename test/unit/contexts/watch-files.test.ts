import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFiles } from '../../../electron/backend/contexts/watch-files.ts';
import type { Disposable } from '../../../shared/base/disposable.ts';

let folder = '';
let watching: Disposable;
let changes = 0;
const at = (name: string) => path.join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'binnacle-watch-'));
  await writeFile(at('one'), 'a');
  changes = 0;
  watching = watchFiles(
    [at('one'), at('two')],
    () => {
      changes += 1;
    },
    5,
  );
  // The first look has been when a change after it is told; so one is made until it is.
  await expect
    .poll(async () => {
      await appendFile(at('one'), 'a');
      return changes;
    })
    .toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  changes = 0;
});
afterEach(async () => {
  watching.dispose();
  await rm(folder, { recursive: true });
});

describe('watching files', () => {
  it('tells of a change, a replacement by rename, an appearance and a removal, each once', async () => {
    await appendFile(at('one'), 'b');
    await expect.poll(() => changes).toBe(1);
    await writeFile(at('new'), 'of the same length');
    await rename(at('new'), at('one'));
    await expect.poll(() => changes).toBe(2);
    await writeFile(at('two.new'), 'x');
    await rename(at('two.new'), at('two'));
    await expect.poll(() => changes).toBe(3);
    await rm(at('one'));
    await expect.poll(() => changes).toBe(4);
  });

  it('tells nothing while nothing changes, and nothing after it was ended', async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    watching.dispose();
    await appendFile(at('one'), 'b');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(changes).toBe(0);
  });
});
