import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExecPath, findCommand } from '../../../../electron/backend/kube/auth/exec-path.ts';

let folder: string;
const logged: unknown[] = [];
const log = { write: (...line: unknown[]) => void logged.push(line) };

beforeEach(async () => {
  logged.length = 0;
  folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function program(file: string, text = 'exit 0'): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return file;
}

/** A shell that does what it is told by `text`, with what it was asked to do in `$2`. */
async function execPath(
  text: string,
  more: { execPath?: string[]; loginShellPath?: boolean; shellTimeoutMs?: number } = {},
) {
  const { execPath: own = [], loginShellPath = true, ...rest } = more;
  const shell = await program(path.join(folder, 'shell'), text);
  const env = { SHELL: shell, PATH: '/usr/bin:/bin', HOME: '/home/ada' };
  return createExecPath({ env, settings: () => ({ execPath: own, loginShellPath }), log, ...rest });
}

describe.skipIf(process.platform === 'win32')('where exec plugins are looked for', () => {
  it("is in the settings' folders, then the login shell's PATH, then the process's, each once", async () => {
    const text = `echo run >> '${folder}/runs'; echo noise; PATH=/opt/tools:/bin:/usr/bin; eval "$2"`;
    const found = await execPath(text, { execPath: ['~/bin', '/usr/local/bin'] });
    expect(await Promise.all([found.get(), found.get()])).toEqual([
      '/home/ada/bin:/usr/local/bin:/opt/tools:/bin:/usr/bin',
      '/home/ada/bin:/usr/local/bin:/opt/tools:/bin:/usr/bin',
    ]);
    expect([await findCommand('runs', folder, {}), logged]).toEqual([undefined, []]);
  });

  it('is never a folder that depends on where Binnacle was started, nor anything but whole paths', async () => {
    const relative = path.relative(process.cwd(), folder);
    await program(path.join(folder, 'login'));
    expect(await findCommand('login', `${relative}:.::${folder}`, {})).toBe(path.join(folder, 'login'));
    expect(await findCommand('login', `${relative}:.`, {})).toBe(undefined);
  });

  it('is below the home folder as Windows writes it, too', async () => {
    const settings = () => ({ execPath: ['~\\bin', '~'], loginShellPath: false });
    const found = createExecPath({ env: { USERPROFILE: 'C:\\Users\\ada' }, settings, log });
    expect(await found.get()).toBe('C:\\Users\\ada\\bin:C:\\Users\\ada');
  });

  it("is the process's PATH where the shell is not to be asked, fails or hangs, which is logged once", async () => {
    const silent = await execPath('exit 7', { loginShellPath: false });
    expect([await silent.get(), logged]).toEqual(['/usr/bin:/bin', []]);
    const broken = await execPath('exit 7');
    expect([await broken.get(), await broken.get()]).toEqual(['/usr/bin:/bin', '/usr/bin:/bin']);
    const hanging = await execPath('sleep 600', { shellTimeoutMs: 100 });
    expect(await hanging.get()).toBe('/usr/bin:/bin');
    const words = 'the login shell did not tell its PATH: exec plugins are looked for without it';
    const shell = path.join(folder, 'shell');
    expect(logged).toEqual([
      ['warn', 'auth', words, { shell, reason: 'it ended with 7 and told nothing' }],
      ['warn', 'auth', words, { shell, reason: 'no answer within 0.1 s' }],
    ]);
  });

  it('is known without the shell when all closes: it is ended', async () => {
    const hanging = await execPath('sleep 600');
    const asked = hanging.get();
    await hanging.close();
    expect([await asked, logged]).toEqual(['/usr/bin:/bin', []]);
  });

  it('is looked through for a program that may be run; a path is taken as it is', async () => {
    const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')];
    await mkdir(path.join(one, 'login'), { recursive: true });
    const file = await program(path.join(two, 'login'));
    await writeFile(path.join(one, 'data'), '');
    const search = `${one}:${two}`;
    expect([
      await findCommand('login', search, {}),
      await findCommand('data', search, {}),
      await findCommand('nothing', search, {}),
      await findCommand(file, '', {}),
      await findCommand(`${file}-not`, search, {}),
    ]).toEqual([file, undefined, undefined, file, undefined]);
  });
});
