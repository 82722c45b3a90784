/**
 * Where exec plugins are looked for: the folders of the settings, the login shell's PATH, the process's own. A program that was started
 * from the Dock or a launcher has a short PATH, so the shell is asked: once, when the first plugin is needed. By hand, since the usual
 * library neither ends a shell that hangs nor takes another environment than the process's.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorText, isCancellation } from '../../../../shared/base/errors.ts';
import type { Settings } from '../../../../shared/model/settings.ts';
import { runProcess } from '../../base/run-process.ts';
import type { LogSink } from '../../ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ExecPathOptions {
  readonly env: Environment;
  readonly settings: () => Pick<Settings, 'execPath' | 'loginShellPath'>;
  readonly log: LogSink;
  /** Default 5,000. */
  readonly shellTimeoutMs?: number;
}

export interface ExecPath {
  /** The folders in order, as a PATH. Never rejects. */
  get(): Promise<string>;
  /** Ends the shell, where it is being asked. */
  close(): Promise<void>;
}

const defaultShellTimeoutMs = 5000;
const maxShellOutputBytes = 1024 * 1024;

/** Around the answer: whatever the shell's own files print stands outside. */
const delimiter = '_binnacle_path_';

export function createExecPath({
  env,
  settings,
  log,
  shellTimeoutMs = defaultShellTimeoutMs,
}: ExecPathOptions): ExecPath {
  const closing = new AbortController();
  let asked: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const shell = env.SHELL || (process.platform === 'darwin' ? '/bin/zsh' : '/bin/sh');
    try {
      return await askShell(shell, env, closing.signal, shellTimeoutMs);
    } catch (error) {
      if (isCancellation(error)) return '';
      const reason = errorText(error);
      log.write('warn', 'auth', 'the login shell did not tell its PATH: exec plugins are looked for without it', {
        shell,
        reason,
      });
      return '';
    }
  }

  return {
    async get() {
      const { execPath, loginShellPath } = settings();
      if (loginShellPath && process.platform !== 'win32') asked ??= ask();
      const fromShell = loginShellPath ? ((await asked) ?? '') : '';
      const home = env.HOME || env.USERPROFILE || '~';
      const own = execPath.map((folder) => folder.replace(/^~(?=$|[\\/])/, () => home));
      const all = [...own, ...split(fromShell), ...split(pathOf(env))];
      return [...new Set(all)].join(path.delimiter);
    },
    async close() {
      closing.abort();
      await asked;
    },
  };
}

function split(text: string): readonly string[] {
  return text.split(path.delimiter).filter((folder) => folder !== '');
}

/** On Windows the name is written in several ways. */
function pathOf(env: Environment): string {
  return Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
}

/** @throws Error in words; CancelledError */
async function askShell(shell: string, env: Environment, signal: AbortSignal, timeoutMs: number): Promise<string> {
  const end = await runProcess({
    file: shell,
    // Interactive too: many set their PATH in the file of interactive shells.
    args: ['-ilc', `echo ${delimiter}; command printenv PATH; echo ${delimiter}; exit`],
    // The first keeps Oh My Zsh from asking whether it may update itself, the others its tmux plugin from starting.
    env: { ...env, DISABLE_AUTO_UPDATE: 'true', ZSH_TMUX_AUTOSTARTED: 'true', ZSH_TMUX_AUTOSTART: 'false' },
    signal,
    timeoutMs,
    maxOutputBytes: maxShellOutputBytes,
  });
  if (end.kind === 'timeout') throw new Error(`no answer within ${timeoutMs / 1000} s`);
  if (end.kind === 'tooMuch') throw new Error('it printed more than 1 MiB');
  const [, answer] = end.output.toString('utf8').split(`${delimiter}\n`);
  if (answer === undefined || answer.trim() === '') throw new Error(`it ended with ${end.exit} and told nothing`);
  return answer.trim();
}

/** @param command a name, or an absolute path. @returns the program's file; undefined where there is none that may be run. */
export async function findCommand(command: string, searchPath: string, env: Environment): Promise<string | undefined> {
  // As in Go, a folder that is none by itself (`.`) would be another one wherever the program was started.
  const folders = path.isAbsolute(command) ? [''] : split(searchPath).filter((folder) => path.isAbsolute(folder));
  const endings = process.platform === 'win32' ? ['', ...(env.PATHEXT ?? '.COM;.EXE').split(';')] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const file = folder === '' ? command + ending : path.join(folder, command + ending);
      if (await isProgram(file)) return file;
    }
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // not there, or not for us: the next folder
  }
}
