/** The application as `npm start -- --web` serves it: the built web host as a process of its own, and its READY line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DataFolderOptions, openDataFolder } from './data-folder.ts';

const mostStderr = 16 * 1024;
const root = join(import.meta.dirname, '../..');

export interface AppOptions extends DataFolderOptions {
  readonly kubeconfig?: readonly string[];
  /** For a person without --kubeconfig: KUBECONFIG, HOME. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningApp {
  /** With the token in its fragment. */
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What it has written to its errors so far, the last 16 KiB. */
  errors(): string;
  close(): Promise<void>;
}

/** Starts the built web host and waits for its READY line. */
export async function startWebApp(options: AppOptions): Promise<RunningApp> {
  const folder = openDataFolder(options);
  const kubeconfig = (options.kubeconfig ?? []).flatMap((file) => ['--kubeconfig', file]);
  const args = [
    join(root, 'out/main/web.js'),
    '--web',
    '--no-open',
    '--port',
    '0',
    '--data-dir',
    folder.path,
    ...kubeconfig,
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BINNACLE_PARENT: String(process.pid), ...options.env },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = (stderr + String(chunk)).slice(-mostStderr);
  });
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (line.startsWith('READY ')) resolve(line.slice('READY '.length));
    });
    child.once('exit', (code) => reject(new Error(`the web host ended with ${code} before READY:\n${stderr}`)));
    child.once('error', reject);
  });
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    folder.remove();
  };
  return { url, dataDir: folder.path, process: child, errors: () => stderr, close };
}
