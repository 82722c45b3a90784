/** `npm run history -- list`: the sources that there are, one a line, and below it what of its upkeep fails or is not done. */
import { existsSync } from 'node:fs';
import { AppError } from '../../../shared/base/errors.ts';
import { sourceFiles } from '../../backend/history/store/source-files.ts';
import { descriptionOf, FileError, type HistoryRun, sourceNames } from './run.ts';
import { setAsideLines } from './set-aside.ts';
import { countText, sizeText, timeText } from './terminal.ts';
import { upkeepLines } from './upkeep-lines.ts';

/** @returns the exit code: 1 where one cannot be read */
export function listHistories({ dataDir, isDataDirGiven, terminal }: HistoryRun): number {
  const names = sourceNames(dataDir);
  if (isDataDirGiven && !existsSync(dataDir)) throw new FileError(`there is no folder ${dataDir}`);
  if (names.length === 0) terminal.note(`There is no history in ${dataDir}.`);
  let status = 0;
  for (const name of names) {
    const files = sourceFiles(dataDir, name);
    const found = descriptionOf(files);
    if (found instanceof AppError) {
      status = 1;
      terminal.line(`${name}  cannot be read: ${found.message}`);
      for (const line of setAsideLines(files)) terminal.line(line);
      continue;
    }
    const { origin, series, firstMs, lastMs, bytes, upkeep } = found;
    // What is stored is known by slots of two hours: when exactly its samples begin and end is not.
    const times =
      firstMs === undefined || lastMs === undefined
        ? 'no samples'
        : `within ${timeText(firstMs)} to ${timeText(lastMs)}`;
    const called = origin === undefined || origin.name === '' ? '' : `  (${origin.name})`;
    terminal.line(`${name}  ${sizeText(bytes)}  ${countText(series)} series  ${times}${called}`);
    for (const line of [...upkeepLines(upkeep), ...setAsideLines(files)]) terminal.line(line);
  }
  return status;
}
