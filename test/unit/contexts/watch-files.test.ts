import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextRegistry } from '../../../electron/backend/contexts/context-registry.ts';
import { lookAt } from '../../../electron/backend/contexts/file-signature.ts';
import { createSlowDisk, type SlowDisk } from '../../../electron/backend/contexts/slow-disk.ts';
import { watchFiles } from '../../../electron/backend/contexts/watch-files.ts';
import { ownContexts } from '../../support/own-contexts.ts';
import { openRegistry } from './registry-fixture.ts';

let home = '';
let registry: ContextRegistry;
let told = 0;
let kubeconfigPaths: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'binnacle-watch-'));
  await mkdir(at('clusters'));
  await writeFile(at('one'), config('harbor'));
  kubeconfigPaths = ['~/clusters'];
  told = 0;
  registry = openRegistry(home, {
    groups: [[at('one')], [at('two')]],
    settings: {
      get kubeconfigPaths() {
        return kubeconfigPaths;
      },
    },
  });
  registry.onDidChange(() => {
    told += 1;
  });
});
afterEach(async () => {
  registry.dispose();
  await rm(home, { recursive: true });
});

const at = (...names: string[]) => path.join(home, ...names);
const config = (...names: string[]) =>
  JSON.stringify({ clusters: [], users: [], contexts: names.map((name) => ({ name, context: {} })) });
const names = () => ownContexts(registry.snapshot()).contexts.map(({ name }) => name);
/** The reading after this sees what is there then, whatever came before. */
const shown = (...expected: string[]) => expect.poll(names).toEqual(expected);

describe('watched files', () => {
  it('are read again after a change, a replacement by rename, an appearance and a removal', async () => {
    await registry.reload();
    registry.watch(5);
    await appendFile(at('one'), '\n');
    await writeFile(at('new'), config('bay'));
    await rename(at('new'), at('one'));
    await shown('bay');
    await writeFile(at('two'), config('reef'));
    await shown('bay', 'reef');
    await rm(at('one'));
    await shown('reef');
    expect(told).toBe(4);
  });

  it('are those of added folders too: new ones, changed ones and removed ones', async () => {
    await registry.reload();
    registry.watch(5);
    await writeFile(at('clusters', 'a'), config('bay'));
    await shown('harbor', 'bay');
    await writeFile(at('clusters', 'a'), config('cove'));
    await shown('harbor', 'cove');
    await rm(at('clusters', 'a'));
    await shown('harbor');
  });

  it('are also what is not yet a kubeconfig', async () => {
    await writeFile(at('clusters', 'a'), '');
    await registry.reload();
    registry.watch(5);
    await writeFile(at('clusters', 'a'), config('bay'));
    await shown('harbor', 'bay');
  });

  it('that are half-written, or away to be replaced, are read when they are whole', async () => {
    const looks: (() => Promise<void>)[] = [];
    const disk = createSlowDisk();
    const hooked: SlowDisk = {
      ...disk,
      async ask(question, work) {
        const answer = await disk.ask(question, work);
        await looks.shift()?.();
        return answer;
      },
    };
    const { signature } = await lookAt(at('one'));
    const read: string[] = [];
    let watched = new Map([[at('one'), signature]]);
    const watch = watchFiles(
      () => ({ near: watched, far: new Map() }),
      async () => {
        read.push(await readFile(at('one'), 'utf8').catch(() => 'gone'));
        watched = new Map([[at('one'), (await lookAt(at('one'))).signature]]);
      },
      hooked,
      20,
    );
    looks.push(
      () => rm(at('one')),
      // It is found to be gone by the next look, and this is after that.
      () => writeFile(at('one'), 'contexts: []'),
      () => writeFile(at('one'), config('bay')),
    );
    await expect.poll(() => read).toEqual([config('bay')]);
    watch.dispose();
    disk.dispose();
  });

  it('may be among a thousand others that are none', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, n) => writeFile(at('clusters', `n${n}`), 'nothing')));
    await registry.reload();
    registry.watch(5);
    await writeFile(at('clusters', 'n299'), config('bay'));
    await shown('harbor', 'bay');
  });

  it('that were written between the reading and the first look are not missed', async () => {
    const reading = registry.reload();
    await reading;
    await writeFile(at('one'), config('bay'));
    registry.watch(5);
    await shown('bay');
  });

  it('are those of the settings as they are at each reading', async () => {
    await mkdir(at('more'));
    await writeFile(at('more', 'a'), config('bay'));
    await registry.reload();
    registry.watch(5);
    kubeconfigPaths = ['~/more'];
    await registry.reload();
    expect(names()).toEqual(['harbor', 'bay']);
    await writeFile(at('more', 'b'), config('cove'));
    await shown('harbor', 'bay', 'cove');
  });

  it('tell nothing while nothing changes, and nothing after the watch has ended', async () => {
    await registry.reload();
    const watching = registry.watch(5);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toBe(1);
    watching.dispose();
    await writeFile(at('one'), config('bay'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toBe(1);
  });
});
