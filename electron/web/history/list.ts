/** `npm run history -- list`: the sources that there are, one a line, and below it what of its upkeep fails or is not done. */
import { AppError } from '../../../shared/base/errors.ts';
import { sourceFiles } from '../../backend/history/store/source-files.ts';
import { descriptionOf, type HistoryRun, sourceNames } from './run.ts';
import { countText, sizeText, timeText } from './terminal.ts';
import { upkeepLines } from './upkeep-lines.ts';

/** @returns the exit code: 1 where one cannot be read */
export function listHistories({ dataDir, terminal }: HistoryRun): number {
  const names = sourceNames(dataDir);
  if (names.length === 0) terminal.note(`There is no history in ${dataDir}.`);
  let status = 0;
  for (const name of names) {
    const found = descriptionOf(sourceFiles(dataDir, name));
    if (found instanceof AppError) {
      status = 1;
      terminal.line(`${name}  cannot be read: ${found.message}`);
      continue;
    }
    const { origin, series, firstMs, lastMs, bytes, upkeep } = found;
    const times =
      firstMs === undefined || lastMs === undefined ? 'no samples' : `${timeText(firstMs)} to ${timeText(lastMs)}`;
    const called = origin === undefined || origin.name === '' ? '' : `  (${origin.name})`;
    terminal.line(`${name}  ${sizeText(bytes)}  ${countText(series)} series  ${times}${called}`);
    for (const line of upkeepLines(upkeep)) terminal.line(line);
  }
  return status;
}
