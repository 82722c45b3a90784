import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ProcessOptions, runProcess } from '../../../electron/backend/base/run-process.ts';

const never = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function script(text: string, more: Partial<ProcessOptions> = {}): Promise<ProcessOptions> {
  const file = path.join(folder, 'program');
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  const env = { PATH: process.env.PATH };
  return { file, args: [], env, signal: never, timeoutMs: 20_000, maxOutputBytes: 1000, ...more };
}

/** The ids that a script wrote into files of the folder. */
async function pid(name: string): Promise<number> {
  return Number(await readFile(path.join(folder, name), 'utf8').catch(() => ''));
}

function lives(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32')('a program that is run', () => {
  it('gives its output, the end of its errors and how it ended; it has no input and only the environment it is given', async () => {
    const run = await script('cat; echo "$1 $NAME $HOME"; yes e | head -c 9000 >&2; echo last >&2; exit 3', {
      args: ['one'],
      env: { PATH: process.env.PATH, NAME: 'two' },
    });
    const end = await runProcess(run);
    expect(end).toMatchObject({ kind: 'exited', exit: 3, output: Buffer.from('one two \n') });
    expect([end.errors.length <= 4096, end.errors.endsWith('e\nlast')]).toEqual([true, true]);
  });

  it('that ends by a signal says so, and one that cannot be started throws', async () => {
    expect(await runProcess(await script('kill -9 $$'))).toMatchObject({ kind: 'exited', exit: 'SIGKILL' });
    await expect(runProcess({ ...(await script('')), file: '/missing' })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  const family =
    'trap "" TERM; echo hint >&2; sh -c \'trap "" TERM; echo $$ > child; sleep 600\' & echo $$ > parent; wait; sleep 600';

  it('is ended at its deadline with all that it started, though they do not listen', async () => {
    const run = await script(`cd '${folder}'; ${family}`, { timeoutMs: 300 });
    expect(await runProcess(run)).toEqual({ kind: 'timeout', errors: 'hint' });
    const ids = await Promise.all([pid('parent'), pid('child')]);
    expect(ids.every((id) => id > 0)).toBe(true);
    await expect.poll(() => ids.some(lives)).toBe(false);
  });

  it('is ended with all that it started when it is cancelled', async () => {
    const controller = new AbortController();
    const run = await script(`cd '${folder}'; ${family}`, { signal: controller.signal });
    const running = expect(runProcess(run)).rejects.toMatchObject({ name: 'CancelledError' });
    await expect.poll(() => pid('child')).toBeGreaterThan(0);
    controller.abort();
    await running;
    const ids = await Promise.all([pid('parent'), pid('child')]);
    await expect.poll(() => ids.some(lives)).toBe(false);
    await expect(runProcess({ ...run, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'CancelledError' });
  });

  it('is not waited for by those who keep its outputs open: a browser that a login opened lives on', async () => {
    const text = 'sleep 600 & echo $! > "$1"; echo answer; echo words >&2';
    const run = await script(text, { args: [path.join(folder, 'browser')], timeoutMs: 5000 });
    const end = await runProcess(run);
    const browser = await pid('browser');
    expect([end, lives(browser)]).toEqual([
      { kind: 'exited', exit: 0, output: Buffer.from('answer\n'), errors: 'words' },
      true,
    ]);
    process.kill(browser, 'SIGKILL');
  });

  it('is ended when it prints too much', async () => {
    expect(await runProcess(await script('yes'))).toMatchObject({ kind: 'tooMuch' });
  });
});
