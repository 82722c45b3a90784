/** `npm start` as a person runs it: a process group of its own, with its READY line, and all the processes that came of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export const root = join(import.meta.dirname, '../..');

export interface StartedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly exit: Promise<number | null>;
  readonly stderr: () => string;
  /** The address in its READY line. */
  ready(): Promise<string>;
}

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'binnacle-start-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Whatever is left of its group when the test is over is killed. */
export function startProcess(command: string, args: readonly string[], cwd = root): StartedProcess {
  // A person's terminal has none of what this run of npm has set, nor a window.
  const mine = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|NODE_OPTIONS|.*DISPLAY$)/.test(name));
  const child = spawn(command, args, {
    cwd,
    env: { ...Object.fromEntries(mine), HOME: temporaryDir(), KUBECONFIG: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} did not start`);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout });
  onTestFinished(async () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Gone, as it should be.
    }
    await exit;
  });
  const ready = async () => {
    const found = new Promise<string>((resolve) => {
      lines.on('line', (line) => line.startsWith('READY ') && resolve(line.slice('READY '.length)));
    });
    const ended = exit.then((code) => Promise.reject(new Error(`ended with ${code} before READY:\n${stderr}`)));
    ended.catch(() => undefined);
    return Promise.race([found, ended]);
  };
  return { child, pid, exit, stderr: () => stderr, ready };
}

/** @returns the process and all that came of it, now: from /proc, whatever group they are in. */
export function family(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // The name, in parentheses, may hold anything.
      const [, rest = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
      parents.set(Number(entry), Number(rest.split(' ')[1]));
    } catch {
      // It has ended since it was listed.
    }
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const settle = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
