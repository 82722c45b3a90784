/** The same from the main thread: each look is a task of a reader. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { FromLooker, Look, Looks, ToLooker } from './look-session.ts';

export type AsyncLooks = {
  readonly [Name in keyof Looks]: Looks[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

/** @param folder of the source */
export function lookAt(readers: Pick<WorkerPool, 'open'>, folder: string, signal: AbortSignal): AsyncLooks {
  const ask = (look: Look): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const onMessage = (message: FromLooker) => {
        task.dispose();
        if (message.kind === 'seen') resolve(message.result);
        else reject(AppError.fromData(message.error));
      };
      const task = readers.open<ToLooker, FromLooker>({ onMessage, onFailure: reject }, signal);
      task.post({ kind: 'look', folder, look });
    });
  const of =
    (name: keyof Looks) =>
    (...args: unknown[]) =>
      ask({ name, args } as Look);
  return {
    describe: of('describe'),
    spans: of('spans'),
    gaps: of('gaps'),
    recorded: of('recorded'),
    kinds: of('kinds'),
    asOf: of('asOf'),
    changes: of('changes'),
    pair: of('pair'),
  } as AsyncLooks;
}
