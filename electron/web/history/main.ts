/** The entry of `npm run history`: looks into the histories of this computer, and carries them from one to another. Answers on standard output. */
import '../no-eval.ts';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import { defaultDataDir } from '../../backend/base/data-dir.ts';
import { endOfRun, parentFrom } from '../end-of-run.ts';
import { OptionsError } from '../options.ts';
import { exportHistory } from './export.ts';
import { importHistory } from './import.ts';
import { listHistories } from './list.ts';
import { type HistoryOptions, historyUsage, parseHistoryOptions } from './options.ts';
import { FileError, type HistoryRun, systemText } from './run.ts';
import { createTerminal } from './terminal.ts';
import { verifyHistory } from './verify.ts';

/** As a shell says it of what was ended by Ctrl-C. */
const cancelledStatus = 130;

/** This file lies three folders below package.json. */
const root = new URL('../../../', import.meta.url);

async function run(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`${historyUsage}\n`);
    return 0;
  }
  const options = parseHistoryOptions(args);
  const { env, platform } = process;
  const controller = new AbortController();
  void endOfRun(parentFrom(env.BINNACLE_PARENT)).then(() => controller.abort());
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  return commandOf(options, {
    dataDir: resolve(options.dataDir ?? defaultDataDir({ platform, env, homeDir: homedir() })),
    isDataDirGiven: options.dataDir !== undefined,
    signal: controller.signal,
    version,
    terminal: createTerminal(process.stdout, process.stderr),
    now: () => Date.now(),
  });
}

async function commandOf(options: HistoryOptions, given: HistoryRun): Promise<number> {
  switch (options.command) {
    case 'list':
      return listHistories(given);
    case 'export':
      return exportHistory(options, given);
    case 'import':
      return importHistory(options, given);
    case 'verify':
      return verifyHistory(options, given);
  }
}

/** One line for what the user can do something about; a bug keeps its stack. */
function explain(error: unknown): { readonly text: string; readonly status: number } {
  if (isCancellation(error)) return { text: 'cancelled.', status: cancelledStatus };
  if (error instanceof OptionsError) return { text: error.message, status: 2 };
  if (error instanceof AppError) return { text: `${error.message.replace(/\.$/, '')}.`, status: 1 };
  if (error instanceof FileError) return { text: `${error.message}.`, status: 1 };
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return { text: `${path} is there already: choose another name.`, status: 1 };
  if (code === 'ENOSPC') return { text: 'the disk is full: make room on it, or choose another place.', status: 1 };
  if (path !== undefined && code !== undefined)
    return { text: `${path} cannot be used: ${systemText(error)}.`, status: 1 };
  return { text: error instanceof Error ? (error.stack ?? error.message) : String(error), status: 1 };
}

// Whoever read our lines may be gone before we are.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

run(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const { text, status } = explain(error);
    process.stderr.write(`binnacle: ${text}\n`);
    process.exit(status);
  },
);
