/**
 * Runs a program without a terminal and without input, and ends it with everything that it started: it is a process group (on Windows a
 * tree) of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { CancelledError } from '../../../shared/base/errors.ts';

export interface ProcessOptions {
  /** Absolute: another one would depend on the working directory. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the program. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** More output than this ends the program. */
  readonly maxOutputBytes: number;
}

export type ProcessEnd =
  /** `exit`: the code, or the signal's name. */
  | { readonly kind: 'exited'; readonly exit: number | string; readonly output: Buffer; readonly errors: string }
  | { readonly kind: 'timeout'; readonly errors: string }
  | { readonly kind: 'tooMuch'; readonly errors: string };

/** Of standard error the end is kept, where the reason mostly is. */
const maxErrorBytes = 4096;

/** How long a program may take to end in order, before it is killed; and its outputs, to be closed by others. */
const graceMs = 500;

/**
 * Resolves when the program has ended, whatever the reason.
 * @throws CancelledError where `signal` aborted; what the system says where the program cannot be started
 */
export function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const { file, args, env, signal, timeoutMs, maxOutputBytes } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new CancelledError());
    const child = spawn(file, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const killer = createKiller(child);
    let why: 'cancelled' | 'timeout' | 'tooMuch' | undefined;
    const stop = (reason: typeof why) => {
      why ??= reason;
      killer.kill();
    };
    const cancel = () => stop('cancelled');
    const timer = setTimeout(() => stop('timeout'), timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    const output = collect(child, maxOutputBytes, () => stop('tooMuch'));
    const release = closeWhenEnded(child);
    const settle = () => {
      clearTimeout(timer);
      release();
      signal.removeEventListener('abort', cancel);
      killer.done();
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, killedBy) => {
      settle();
      if (why === 'cancelled') return reject(new CancelledError());
      const errors = output.errors();
      if (why !== undefined) return resolve({ kind: why, errors });
      resolve({ kind: 'exited', exit: code ?? killedBy ?? 'unknown', output: output.all(), errors });
    });
  });
}

function collect(child: ChildProcess, maxBytes: number, onTooMuch: () => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  let errors: Buffer = Buffer.alloc(0);
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) onTooMuch();
    else chunks.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = Buffer.concat([errors, chunk]).subarray(-maxErrorBytes);
  });
  return {
    all: () => Buffer.concat(chunks),
    errors: () => errors.toString('utf8').trim(),
  };
}

/**
 * A program that has ended has written all that it will. What it left behind (a browser that a login opened, an agent) may keep its
 * outputs open for as long as it lives: it is not waited for, and lives on. @returns what takes the timer back.
 */
function closeWhenEnded(child: ChildProcess): () => void {
  let timer: NodeJS.Timeout | undefined;
  // What lies in the pipes is read before an immediate's turn.
  const close = () => setImmediate(() => closeOutputs(child));
  child.once('exit', () => {
    timer = setTimeout(close, graceMs);
  });
  return () => clearTimeout(timer);
}

function closeOutputs({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

function createKiller(child: ChildProcess) {
  let timer: NodeJS.Timeout | undefined;
  return {
    kill(): void {
      if (timer !== undefined) return;
      endGroup(child, 'SIGTERM');
      timer = setTimeout(() => {
        endGroup(child, 'SIGKILL');
        // Who left the group may still hold these open.
        closeOutputs(child);
      }, graceMs);
    },
    /** What it started goes with it. */
    done(): void {
      clearTimeout(timer);
      if (timer !== undefined) endGroup(child, 'SIGKILL');
    },
  };
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', ignore);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // it has ended by itself
  }
}

function ignore(): void {
  // taskkill is part of Windows; where the process is gone it only says so
}
