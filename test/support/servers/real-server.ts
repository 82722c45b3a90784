/**
 * Runs a real server of the machine (Prometheus, node-exporter …) on a free loopback port with a directory of its own. It ends with
 * `stop()`, and in any case with the process that started it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { plainRequest } from '../http.ts';

/** Program → the Debian package that has it. */
const packages = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-node-exporter': 'prometheus-node-exporter',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  'prometheus-pushgateway': 'prometheus-pushgateway',
  'victoria-metrics': 'victoria-metrics',
} as const;

export type ServerProgram = keyof typeof packages;

export interface RealServer {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Its directory; removed at the end unless the caller gave it. */
  readonly dataDir: string;
  /** What it has written so far to both outputs, the last 64 KiB. */
  output(): string;
  /** SIGTERM, and SIGKILL after the deadline (3,000 by default). */
  stop(deadlineMs?: number): Promise<void>;
}

export interface ServerLaunch {
  readonly program: ServerProgram;
  readonly args: (port: number, dataDir: string) => readonly string[];
  /** Answers 200 when the server is ready. */
  readonly readyPath: string;
  /** Written before the start, a file each. */
  readonly prepare?: (dataDir: string, port: number) => Promise<void>;
  /** Absent: a temporary one. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const startDeadlineMs = 20_000;
const stopDeadlineMs = 3000;
const outputLimit = 64 * 1024;
const bindAttempts = 5;

/** Whether a program is there; for tools that a suite can do without even where CI=true (`kubectl` is in no package to install). */
export function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => dir !== '' && existsSync(join(dir, program)));
}

function installHint(missing: readonly ServerProgram[]): string {
  const names = [...new Set(missing.map((program) => packages[program]))];
  return `${missing.join(', ')} not installed: apt-get install -y --no-install-recommends ${names.join(' ')}`;
}

/**
 * Why a suite that needs these programs is to be skipped, or undefined. With CI=true nothing is skipped: the suite then fails where
 * it starts the program. `describe.skipIf(serverMissing('prometheus') !== undefined)(…)`
 */
export function serverMissing(...programs: readonly ServerProgram[]): string | undefined {
  const missing = programs.filter((program) => !onPath(program));
  return missing.length === 0 || process.env.CI === 'true' ? undefined : installHint(missing);
}

/** A port that was free a moment ago: whoever binds it must be ready to try another. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const closed = once(server, 'close');
  server.close();
  await closed;
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** On Linux the kernel ends the child with us, even when we are killed; elsewhere only the exit handler does. */
const parentDeath = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : [];

function spawnServer(launch: ServerLaunch, port: number, dataDir: string): ChildProcess {
  const [command = launch.program, ...args] = [...parentDeath, launch.program, ...launch.args(port, dataDir)];
  // Two cores are shared by the server, the test and its browser.
  const env = { ...process.env, GOMAXPROCS: '2', ...launch.env };
  const child = spawn(command, args, { cwd: dataDir, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  const append = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-outputLimit);
  };
  child.stdout?.on('data', append);
  child.stderr?.on('data', append);
  return () => text;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ends a process: asks first, insists after 3 s. */
export async function endProcess(child: ChildProcess, deadlineMs = stopDeadlineMs): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  await ended;
  clearTimeout(timer);
}

async function untilReady(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + startDeadlineMs;
  while (performance.now() < deadline && !hasEnded(child)) {
    const answer = await plainRequest(url, { timeoutMs: 2000 }).catch(() => undefined);
    if (answer?.status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

/** @throws Error with the server's output where it does not come up, and with the command to install it where it is missing */
export async function startServer(launch: ServerLaunch): Promise<RealServer> {
  if (!onPath(launch.program)) throw new Error(installHint([launch.program]));
  const dataDir = launch.dataDir ?? (await mkdtemp(join(tmpdir(), `binnacle-${launch.program}-`)));
  const cleanUp = async () => {
    if (launch.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  let output = () => '';
  for (let attempt = 0; attempt < bindAttempts; attempt += 1) {
    const port = await freePort();
    await launch.prepare?.(dataDir, port);
    const child = spawnServer(launch, port, dataDir);
    output = collectOutput(child);
    child.once('error', () => undefined);
    const url = `http://127.0.0.1:${port}`;
    if (await untilReady(url + launch.readyPath, child)) {
      const stop = async (deadlineMs?: number) => {
        await endProcess(child, deadlineMs);
        await cleanUp();
      };
      return { url, port, pid: child.pid ?? 0, dataDir, output, stop };
    }
    await endProcess(child);
    if (!/address already in use/.test(output())) break;
  }
  await cleanUp();
  throw new Error(`${launch.program} did not start:\n${output()}`);
}
