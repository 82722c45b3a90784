/**
 * What every script begins with, on a machine with nothing but npm and a Node of 20 or newer: installs the dependencies when the
 * lockfile has changed, finds the Node that Electron embeds, and runs things with it. Built-ins only, plain JavaScript.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const stampFile = join(root, 'node_modules', '.binnacle-installed');
const lockDir = join(root, '.installing.lock');

/** A failure whose message is for the person at the terminal; no stack is shown. */
export class ScriptError extends Error {}

/** Runs a script's main function; an expected failure is one line on standard error and exit code 1 (or `error.exitCode`). */
export function main(run) {
  run().then(
    (code) => process.exit(code ?? 0),
    (error) => {
      process.stderr.write(`${error instanceof ScriptError ? error.message : (error.stack ?? error)}\n`);
      process.exit(error.exitCode ?? 1);
    },
  );
}

function lockfileStamp() {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}`;
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockfileStamp();
}

/** Installs what the lockfile names, when it is not what is there. Two callers at once: the second waits for the first. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await withLock(lockDir, async () => {
    if (isInstalled()) return;
    process.stderr.write('Installing the dependencies of the lockfile (npm ci) …\n');
    const npm = process.env.npm_execpath;
    const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
    const code = await run(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
    if (code !== 0) throw new ScriptError('npm ci failed: see above. Binnacle needs its dependencies to run.');
    writeFileSync(stampFile, lockfileStamp());
  });
}

/** Holds a lock directory while `work` runs. The lock has its holder's process id in it: one whose holder is gone is taken over. */
export async function withLock(dir, work) {
  const holder = join(dir, 'pid');
  for (;;) {
    try {
      mkdirSync(dir);
      writeFileSync(holder, String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAbandoned(holder)) rmSync(dir, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const release = () => rmSync(dir, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function isAbandoned(holder) {
  try {
    process.kill(Number(readFileSync(holder, 'utf8')), 0);
    return false;
  } catch (error) {
    // No such file yet: the holder is between making the folder and writing into it.
    return error.code === 'ESRCH';
  }
}

/** @returns the path of the Node that Electron embeds (a dependency for Linux and Windows), or of this one where it is new enough. */
export function embeddedNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const path = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(path)) return path;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  throw new ScriptError(
    `Node ${process.versions.node} is too old here: on ${process.platform}-${process.arch} install Node 22.19 or newer.`,
  );
}

/**
 * Runs a program to its end with this one's terminal. SIGTERM, SIGINT and SIGHUP are passed on; what has not ended 2.5 s later is
 * killed; and when our own parent goes without a word (npm leaves its child behind), that counts as SIGTERM.
 * @param options.deadlineMs after so long it is ended as by SIGTERM
 * @returns the exit code; 128 + the number of the signal that ended it.
 */
export function run(command, args, { env = process.env, quiet = false, cwd = root, onStdout, deadlineMs } = {}) {
  return new Promise((resolve, reject) => {
    const stdout = quiet ? 'ignore' : onStdout ? 'pipe' : 'inherit';
    const child = spawn(command, args, { cwd, env, stdio: ['inherit', stdout, 'inherit'] });
    let killTimer;
    const end = (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      killTimer ??= setTimeout(() => child.kill('SIGKILL'), 2500);
    };
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
    const listeners = signals.map((signal) => [signal, () => end(signal)]);
    for (const [signal, listener] of listeners) process.on(signal, listener);
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) end('SIGTERM');
    }, 250);
    const deadline = deadlineMs === undefined ? undefined : setTimeout(() => end('SIGTERM'), deadlineMs);
    const settle = () => {
      clearTimeout(deadline);
      clearTimeout(killTimer);
      clearInterval(watch);
      for (const [signal, listener] of listeners) process.off(signal, listener);
    };
    if (onStdout) child.stdout.on('data', onStdout);
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGKILL' ? 9 : 15));
    });
  });
}

/** Runs a file (TypeScript too: that Node strips types) or a package's program with the embedded Node. */
export function runNode24(args, options = {}) {
  return run(embeddedNode(), ['--disable-warning=ExperimentalWarning', ...args], options);
}

/** The environment of a program that is to end when we do. Not for runners of tests: what they start has another parent. */
export function endingWithUs() {
  return { ...process.env, BINNACLE_PARENT: String(process.pid) };
}

/**
 * The same for the backend under Node. glibc keeps what each thread has freed for that thread, and makes room for large buffers among the small ones once
 * it has met them: ten threads that pass buffers to and fro then hold twice what they use, and more each hour (`npm run soak`: 480 to 570 MiB, and 300 with
 * these). With fixed limits what is large goes back to the system at once (mallopt(3)). In one arena for all threads less is left between what is alive:
 * 105 instead of 108 to 117 MiB of one that only scrapes. Nothing where there is another libc; what is set holds.
 */
export function thriftyWithUs() {
  const limits = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '262144', MALLOC_TRIM_THRESHOLD_: '262144' };
  return { ...limits, ...endingWithUs() };
}

/** @returns the path of a dependency's program, for runNode24. */
export function program(packageName, file) {
  return join(root, 'node_modules', ...packageName.split('/'), ...file.split('/'));
}
