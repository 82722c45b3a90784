/** Errors that are the targets' own. */
import { AppError } from '../../../../../shared/base/errors.ts';
import type { NoPool } from './target-jobs.ts';
import { poolConfigPath } from './targets-requests.ts';

/** Statuses by which a server says that it has no such path; VictoriaMetrics says 400. */
const unknownPath = new Set<unknown>([400, 404, 405, 501]);

/** Older servers, and engines that scrape nothing. @returns whether another way is to be tried */
export function isNotServed(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  if (error.code === 'prometheus.http') return unknownPath.has(error.details.status);
  return error.code === 'prometheus.notJson' || error.code === 'prometheus.badData';
}

export function notServed(endpoint: string, cause?: unknown): AppError {
  const text = `The server does not tell this: it has no ${endpoint}. Older versions and engines that scrape nothing have none.`;
  return new AppError('targets.notServed', text, { details: { endpoint }, cause });
}

export function gone(key: string): AppError {
  return new AppError('targets.gone', `There is no such target or pool any more: ${key}`, { details: { key } });
}

/** Of files beside the configuration only newer servers tell. */
export function missingPool(pool: string, { hasFiles }: NoPool): AppError {
  return hasFiles ? notServed(poolConfigPath) : gone(pool);
}

export function noSteps(pool: string): AppError {
  const text = `What relabelling did to a target of ${pool} cannot be told: the rules that the server shows do not lead to its labels.`;
  return new AppError('targets.noSteps', text, { details: { pool } });
}

/** As it is to be seen by who asked for what stands at this path. */
export function explained(error: unknown, endpoint: string): unknown {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'prometheus.http' && unknownPath.has(error.details.status)) return notServed(endpoint, error);
  if (error.code !== 'prometheus.tooLarge') return error;
  const { limitMiB = 0 } = error.details;
  const text = `The server has more targets than can be shown: its answer is larger than ${limitMiB} MiB.`;
  return new AppError('targets.tooLarge', text, { details: { limitMiB }, cause: error });
}
