/** Why a file cannot be exported or imported, also for who only asks for it: the transfers themselves are loaded where one is done. */
import { AppError } from '../../../../shared/base/errors.ts';

export function nothingThere(source: string): AppError {
  return new AppError('history.nothingThere', 'Nothing was recorded of that in those times.', { details: { source } });
}

export function badFile(name: string, reason: string): AppError {
  return new AppError('history.badFile', `${name} cannot be imported: ${reason}.`, { details: { name, reason } });
}
