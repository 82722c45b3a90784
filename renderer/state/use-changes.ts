/** When a record has what is shown otherwise than before: of all of it, rising. None while that is not known. */
import { useEffect, useState } from 'react';
import { AppError, isCancellation } from '../../shared/base/errors.ts';
import type { StatusPart } from '../../shared/model/server-status.ts';
import { useClient } from '../client/hooks.tsx';
import type { ReadableRecord } from './records-store.ts';

export type ChangingKind = StatusPart | 'config' | 'rules' | 'alerts';

/** @param of undefined: of none */
export function useChanges(of: ReadableRecord | undefined, kinds: readonly ChangingKind[]): readonly number[] {
  const client = useClient();
  const record = of?.record;
  const lastMs = of?.lastMs;
  const [changes, setChanges] = useState<readonly number[]>([]);
  const about = kinds.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the kinds by what they are, and again as the record goes on
  useEffect(() => {
    if (record === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const window = { startMs: 0, endMs: 8.64e15 };
    const asked = kinds.flatMap((kind) =>
      kind === 'tsdb' || kind === 'blocks'
        ? []
        : [client.status.changes({ context: record, kind, ...window }, { signal })],
    );
    Promise.all(asked).then(
      (found) => setChanges(found.flatMap(({ timesMs }) => timesMs).sort((a, b) => a - b)),
      (error: unknown) => {
        // Then there is no way to them; the view itself says why nothing can be read.
        if (!isCancellation(error) && !(error instanceof AppError)) throw error;
      },
    );
    return () => controller.abort();
  }, [client, record, lastMs, about]);
  return changes;
}
