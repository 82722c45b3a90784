/**
 * The exec plugin of exec-plugin-run.ts from a test's side: sets it up in a directory of its own, says what its next runs do, and reads
 * what its runs wrote down. `kubeconfigYaml` takes what `credentials()` gives.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecCredentials } from './api-server/kubeconfig.ts';
import type { KeyAndCertificate } from './certificates.ts';
import type { ExecPluginBehaviour, ExecPluginPlan, ExecPluginRunRecord } from './exec-plugin-run.ts';

export interface ExecPlugin {
  readonly directory: string;
  /** Where the plugin lies as a program, to be put on a PATH; its name is `binnacle-test-login`. */
  readonly binDirectory: string;
  /** From the next run on. */
  plan(behaviour: ExecPluginBehaviour, more?: Omit<ExecPluginPlan, 'behaviour'>): void;
  /** The runs so far, oldest first. */
  runs(): readonly ExecPluginRunRecord[];
  /**
   * For a user entry. `named: 'path'`: the command by its absolute path (default); `'name'`: by its name alone, so that it is looked for on
   * the PATH; `'relative'`: `./bin/binnacle-test-login`, from the folder of a kubeconfig that lies in `directory`.
   */
  credentials(options?: Partial<ExecCredentials> & { readonly named?: 'path' | 'name' | 'relative' }): ExecCredentials;
  remove(): Promise<void>;
}

export const execPluginName = 'binnacle-test-login';

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A client certificate as a credential. */
export function certificateBehaviour({ certPem, keyPem }: KeyAndCertificate, validForMs?: number): ExecPluginBehaviour {
  const expiry = validForMs === undefined ? {} : { validForMs };
  return { kind: 'credential', clientCertificateData: certPem, clientKeyData: keyPem, ...expiry };
}

/** @param behaviour of its runs until `plan` says otherwise. The caller removes it. */
export async function createExecPlugin(behaviour: ExecPluginBehaviour): Promise<ExecPlugin> {
  const directory = await mkdtemp(join(tmpdir(), 'binnacle-exec-'));
  const binDirectory = join(directory, 'bin');
  const program = join(binDirectory, execPluginName);
  const script = join(import.meta.dirname, 'exec-plugin-run.ts');
  await mkdir(binDirectory);
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', script, directory].map(quoted).join(' ');
  // With `exec`, a signal to the program is one to the plugin itself.
  await writeFile(program, `#!/bin/sh\nexec ${node} "$@"\n`);
  await chmod(program, 0o755);
  const plan: ExecPlugin['plan'] = (next, more = {}) => {
    const content: ExecPluginPlan = { behaviour: next, ...more };
    writeFileSync(join(directory, 'plan.json'), JSON.stringify(content), { mode: 0o600 });
  };
  plan(behaviour);
  const commands = { path: program, name: execPluginName, relative: `./bin/${execPluginName}` };
  const runsFile = join(directory, 'runs.jsonl');
  return {
    directory,
    binDirectory,
    plan,
    runs() {
      if (!existsSync(runsFile)) return [];
      const lines = readFileSync(runsFile, 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as ExecPluginRunRecord);
    },
    credentials: ({ named = 'path', ...options } = {}) => ({ kind: 'exec', command: commands[named], ...options }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
