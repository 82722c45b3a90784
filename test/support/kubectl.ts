/** Runs the machine's kubectl, where it has one, as a person's shell would: its own home and kubeconfig, nothing of the tester's. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onPath } from './servers/real-server.ts';

const run = promisify(execFile);
const deadlineMs = 20_000;

/** For `describe.skipIf(!hasKubectl)`. */
export const hasKubectl = onPath('kubectl');

export interface Kubectl {
  /** Its home; the kubeconfig is the file `config` in it. */
  readonly directory: string;
  /** Standard output and then standard error, by lines, blanks made one. Does not fail where kubectl does. */
  lines(...args: readonly string[]): Promise<readonly string[]>;
  /** For what does not end by itself (`get -w`): the caller ends it. */
  start(...args: readonly string[]): ChildProcess;
  /** Another kubeconfig from now on. */
  use(kubeconfig: string): Promise<void>;
  remove(): Promise<void>;
}

/** @param env beside PATH, HOME and KUBECONFIG */
export async function createKubectl(kubeconfig: string, env: Readonly<Record<string, string>> = {}): Promise<Kubectl> {
  const directory = await mkdtemp(join(tmpdir(), 'binnacle-kubectl-'));
  const file = join(directory, 'config');
  const use = (content: string) => writeFile(file, content, { mode: 0o600 });
  const environment = { PATH: process.env.PATH, HOME: directory, KUBECONFIG: file, ...env };
  await use(kubeconfig);
  return {
    directory,
    async lines(...args) {
      const options = { env: environment, timeout: deadlineMs };
      const { stdout, stderr } = await run('kubectl', [...args], options).catch((error) => error);
      const text = `${stdout}${stderr}`.replace(/ +/g, ' ').trim();
      return text.split('\n').map((line) => line.trim());
    },
    start: (...args) => spawn('kubectl', [...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }),
    use,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
