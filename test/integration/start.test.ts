/** `npm start`: it says when it answers, and it ends, with all that came of it, however it is told to. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers, family, isRunning, root, startProcess, temporaryDir } from './start-process.ts';

const npmStart = ['start', '--silent', '--', '--web', '--no-open', '--port', '0'];
const script = join(root, 'scripts/start.mjs');

/** What the issue asks for: everything has ended 3 s after the signal. */
async function expectAllGone(pids: readonly number[], url: string): Promise<void> {
  const deadline = performance.now() + 3000;
  while (pids.some(isRunning) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  expect({ running: pids.filter(isRunning), answers: await answers(url) }).toEqual({ running: [], answers: false });
}

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  it.each([
    ['SIGTERM to npm', 'SIGTERM'],
    ['SIGINT to npm', 'SIGINT'],
    ['npm killed without a word', 'SIGKILL'],
  ] as const)('ends everything within 3 s: %s', async (_how, signal) => {
    const started = startProcess('npm', [...npmStart, '--data-dir', temporaryDir()]);
    const url = await started.ready();
    const pids = family(started.pid);
    expect(pids.length).toBeGreaterThan(2);
    expect(await answers(url)).toBe(true);
    process.kill(started.pid, signal);
    await expectAllGone(pids, url);
  });

  it('ends everything within 3 s: Ctrl-C, which goes to all of them at once', async () => {
    const started = startProcess('npm', [...npmStart, '--data-dir', temporaryDir()]);
    const url = await started.ready();
    const pids = family(started.pid);
    process.kill(-started.pid, 'SIGINT');
    await expectAllGone(pids, url);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends on %s to the script itself', async (signal) => {
    const started = startProcess(process.execPath, [script, '--web', '--no-open', '--data-dir', temporaryDir()]);
    const url = await started.ready();
    const pids = family(started.pid);
    process.kill(started.pid, signal);
    await expectAllGone(pids, url);
    expect(await started.exit).toBe(0);
  });

  it('ends the host when the script is killed without a word', async () => {
    const started = startProcess(process.execPath, [script, '--web', '--no-open', '--data-dir', temporaryDir()]);
    const url = await started.ready();
    const pids = family(started.pid);
    process.kill(started.pid, 'SIGKILL');
    await expectAllGone(pids, url);
  });

  it('says in one line that there is no display, and serves the same to the browser', async () => {
    const started = startProcess(process.execPath, [script, '--no-open', '--port', '0', '--data-dir', temporaryDir()]);
    const url = await started.ready();
    expect(
      started
        .stderr()
        .split('\n')
        .filter((line) => line.includes('browser')),
    ).toEqual([
      'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): Binnacle opens in the browser instead.',
    ]);
    expect((await fetch(url)).status).toBe(200);
    process.kill(started.pid, 'SIGTERM');
    expect(await started.exit).toBe(0);
  });

  it('takes a relative path from where npm was called', async () => {
    const dir = temporaryDir();
    const started = startProcess('npm', ['--prefix', root, ...npmStart, '--data-dir', 'here'], dir);
    await started.ready();
    expect(existsSync(join(dir, 'here'))).toBe(true);
    process.kill(started.pid, 'SIGTERM');
    await started.exit;
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'."],
    [['stray'], "Unexpected argument 'stray'."],
    [['--port', 'x'], '--port x is not a port.'],
    [['--port', '65536'], '--port 65536 is not a port.'],
    [['--kubeconfig'], "Option '--kubeconfig <value>' argument missing."],
  ])('refuses %j with what is wrong, the options, and exit code 2', async (args, message) => {
    const started = startProcess(process.execPath, [script, ...args]);
    expect(await started.exit).toBe(2);
    const [first, ...usage] = started.stderr().split('\n');
    expect(first).toBe(message);
    expect(usage.join('\n')).toContain('--kubeconfig FILE');
  });
});
