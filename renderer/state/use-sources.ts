/** Everything that is recorded on this computer, as long as somebody shows it. */
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { StoredSource } from '../../shared/model/stored-source.ts';
import { useStream } from '../client/hooks.tsx';

export interface Sources {
  /** Undefined before the first answer. */
  readonly sources: readonly StoredSource[] | undefined;
  readonly problem: AppErrorData | undefined;
}

const everyMs = 5000;

export function useSources(): Sources {
  const { latest, error } = useStream((client, options) => client.history.sources({ everyMs }, options), []);
  return { sources: latest, problem: error?.toData() };
}

/** The record of a context, or the one that it is: of several, the one that was written last. */
export function recordOf(sources: readonly StoredSource[] | undefined, context: ContextId): StoredSource | undefined {
  return (sources ?? [])
    .filter((source) => source.record === context || source.contexts.includes(context))
    .toSorted((a, b) => (b.lastMs ?? 0) - (a.lastMs ?? 0))[0];
}
