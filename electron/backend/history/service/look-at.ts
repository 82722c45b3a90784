/** The same from the main thread: each look is a task of a reader. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { WorkerPool } from '../../base/worker-pool.ts';
import type { FromLooker, Look, Looks, ToLooker } from './look-session.ts';

export type AsyncLooks = {
  readonly [Name in keyof Looks]: Looks[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

type Readers = Pick<WorkerPool, 'open'>;

/** @param folder of the source @param migrate called where it is of an older version: it is looked at again when it is of this one */
export function lookAt(
  readers: Readers,
  folder: string,
  signal: AbortSignal,
  migrate: () => Promise<void>,
): AsyncLooks {
  const ask = async (look: Look): Promise<unknown> => {
    try {
      return await askOnce(readers, folder, look, signal);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'history.old') throw error;
      await migrate();
      return askOnce(readers, folder, look, signal);
    }
  };
  const of =
    (name: keyof Looks) =>
    (...args: unknown[]) =>
      ask({ name, args } as Look);
  return {
    describe: of('describe'),
    covered: of('covered'),
    series: of('series'),
    spans: of('spans'),
    gaps: of('gaps'),
    recorded: of('recorded'),
    kinds: of('kinds'),
    asOf: of('asOf'),
    changes: of('changes'),
    pair: of('pair'),
  } as AsyncLooks;
}

/** While nobody is about to open its writer. @throws AppError as `migrateOlder` */
export async function migrateBy(readers: Readers, folder: string): Promise<void> {
  await askOnce(readers, folder, { name: 'migrate', args: [] });
}

function askOnce(readers: Readers, folder: string, look: Look, signal?: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: FromLooker) => {
      task.dispose();
      if (message.kind === 'seen') resolve(message.result);
      else reject(AppError.fromData(message.error));
    };
    const task = readers.open<ToLooker, FromLooker>({ onMessage, onFailure: reject }, signal);
    task.post({ kind: 'look', folder, look });
  });
}
