/** The log of this host: a file in the data directory, and standard error where somebody may read it. */
import { join } from 'node:path';
import type { Disposable } from '../../shared/base/disposable.ts';
import { createLineLog } from '../backend/base/line-log.ts';
import type { Clock, LogLevel, LogSink } from '../backend/ports.ts';
import { openLogFile } from './log-file.ts';

/** With the one before it: some days of a busy log, and little enough to attach to a report. */
const maxBytes = 2 * 1024 * 1024;
const levels: readonly string[] = ['debug', 'info', 'warn', 'error'] satisfies readonly LogLevel[];

export interface DesktopLogOptions {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'now'>;
  /** A level's name from the environment, or anything else for `info`. */
  readonly level: string | undefined;
  readonly toStderr: boolean;
}

export function openDesktopLog(options: DesktopLogOptions): { readonly log: LogSink; readonly file: Disposable } {
  const { dataDir, clock, level = '', toStderr } = options;
  const file = openLogFile(join(dataDir, 'logs', 'binnacle.log'), maxBytes);
  const write = (line: string) => {
    file.write(line);
    if (toStderr) process.stderr.write(`${line}\n`);
  };
  return { log: createLineLog(write, levels.includes(level) ? (level as LogLevel) : 'info', clock), file };
}
