/** When a server was started: another time is another server, or the same one with what it has now. */
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { Source } from '../sources/source.ts';

const timeoutMs = 30_000;

/** As the server writes it; '' where it does not tell. Rejects for the signal alone, and for bugs. */
export async function startedAt({ status }: Pick<Source, 'status'>, signal: AbortSignal): Promise<string> {
  try {
    const found = await status?.read('runtimeinfo', { signal, timeoutMs });
    const info: unknown = found === undefined ? undefined : JSON.parse(found.text);
    const isTold = typeof info === 'object' && info !== null && 'startTime' in info;
    // It stands in the coverage: a time and nothing else.
    return isTold && typeof info.startTime === 'string' && /^[0-9TZ:.+-]{1,40}$/.test(info.startTime)
      ? info.startTime
      : '';
  } catch (error) {
    if (signal.aborted || isCancellation(error) || !(error instanceof AppError || error instanceof SyntaxError))
      throw error;
    return '';
  }
}
