/** Everything that is recorded on this computer, for what tells of it. */
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { StoredSource } from '../../shared/model/stored-source.ts';
import { useRecords } from './stores.tsx';

export interface Sources {
  /** Undefined before the first answer. */
  readonly sources: readonly StoredSource[] | undefined;
  readonly problem: AppErrorData | undefined;
}

export function useSources(): Sources {
  const { sources, known, problem } = useRecords();
  return { sources: known && problem === undefined ? sources : undefined, problem };
}
