/** The system's keychain, for real: gnome-keyring on a session bus of its own; and Linux without it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { onPath } from '../support/servers/real-server.ts';

const needed = ['gnome-keyring-daemon', 'dbus-run-session', 'dbus-send'];
const install = 'apt-get install -y --no-install-recommends gnome-keyring libsecret-1-0 dbus';
const missing = needed.filter((program) => !onPath(program));
const skipped = missing.length > 0 && process.env.CI !== 'true';
const scenario = join(import.meta.dirname, 'keychain-scenario.ts');
const inKeychain = { place: 'keychain' };

interface Ended {
  /** What the scenario told. */
  readonly facts: readonly unknown[];
  /** As a shell says it: 128 and the signal's number, where it was one. */
  readonly status: number | null;
}

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binnacle-keychain-'));
  mkdirSync(join(dir, 'run'), { mode: 0o700 });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** @param bus with a session bus of its own; `env` on top of that. */
async function run(name: string, bus: boolean, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const command = bus ? ['dbus-run-session', '--', process.execPath] : [process.execPath];
  const [program = '', ...args] = [...command, scenario, name];
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? '', HOME: dir, XDG_RUNTIME_DIR: join(dir, 'run'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a keyring that was stopped can be ended too.
    detached: true,
  });
  onTestFinished(() => endGroup(child.pid));
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const [status] = await once(child, 'exit');
  if (output === '') throw new Error(`no answer:\n${errors}`);
  return { facts: JSON.parse(output), status };
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone, as it should be.
  }
}

describe.skipIf(skipped)(`the Secret Service${skipped ? ` (missing: ${missing.join(', ')}; ${install})` : ''}`, () => {
  it('keeps a secret beyond the process that gave it, whatever characters it has, and forgets it when told', async () => {
    expect(await run('keeps', true)).toEqual({ facts: [true, 'another', null, inKeychain, inKeychain], status: 0 });
  });

  it('says so where it is locked, and what is typed then is kept for the session', async () => {
    const reason = 'Cannot create an item in a locked collection';
    expect(await run('locked', true)).toEqual({
      facts: [['secrets.unavailable', { reason }], 'second', { place: 'session', why: reason }],
      status: 0,
    });
  });

  it('may hang, and then holds up neither the secrets nor the end of the program', async () => {
    const { facts, status } = await run('hangs', true);
    expect(facts).toEqual([
      ['secrets.unavailable', { reason: 'it did not answer within 0.3 s' }],
      'second',
      { place: 'session', why: 'it has not answered an earlier call yet' },
    ]);
    // Without the last resort it would end by itself, with 0, after the bus's half minute.
    expect(status).toBe(128 + 9);
  });

  it('that does not answer on the bus at all means the session', async () => {
    // No service of that name, and none that could be started.
    const env = { XDG_DATA_DIRS: join(dir, 'none'), XDG_DATA_HOME: join(dir, 'none') };
    const { facts, status } = await run('session', true, env);
    expect({ facts, status }).toEqual({ facts: [true, { place: 'session', why: expect.any(String) }], status: 0 });
  });
});

describe.skipIf(process.platform !== 'linux')('Linux', () => {
  it('without a session bus keeps secrets for the session, and says why', async () => {
    const { facts } = await run('session', false, { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(dir, 'no-bus')}` });
    expect(facts).toEqual([true, { place: 'session', why: expect.stringMatching(/libsecret|connect|No such file/) }]);
  });

  it('without libsecret does the same, and names the package', async () => {
    writeFileSync(join(dir, 'libsecret-1.so.0'), '');
    const { facts } = await run('session', false, { LD_LIBRARY_PATH: dir });
    const why = 'libsecret is missing (on Debian and Ubuntu: libsecret-1-0)';
    expect(facts).toEqual([true, { place: 'session', why }]);
  });
});
