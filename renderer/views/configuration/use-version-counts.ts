/** How much each version differs from the one before it: for those in sight, one after the other, and each once. */
import { useEffect, useMemo, useState } from 'react';
import { AppError } from '../../../shared/base/errors.ts';
import { inSlices } from '../../components/slices.ts';
import { diffLines } from './line-diff.ts';
import type { ReadVersion } from './use-versions.ts';

export type VersionCounts = { readonly added: number; readonly removed: number } | 'failed';

/**
 * @param timesMs all of them, rising
 * @param wanted times of those in sight, the newest first
 */
export function useVersionCounts(
  timesMs: readonly number[],
  wanted: readonly number[],
  read: ReadVersion,
): ReadonlyMap<number, VersionCounts> {
  const [counts, setCounts] = useState<ReadonlyMap<number, VersionCounts>>(() => new Map());
  // Of another record they are others: it has another way to read.
  const [countsOf, setCountsOf] = useState(() => read);
  if (countsOf !== read) {
    setCountsOf(() => read);
    setCounts(new Map());
  }
  const before = useMemo(() => new Map(timesMs.map((timeMs, index) => [timeMs, timesMs[index - 1]])), [timesMs]);
  const next = wanted.find((timeMs) => !counts.has(timeMs) && before.get(timeMs) !== undefined);
  const previous = next === undefined ? undefined : before.get(next);
  useEffect(() => {
    if (next === undefined || previous === undefined) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const count = async (): Promise<VersionCounts> => {
      const [b, a] = [await read(next, signal), await read(previous, signal)];
      const { added, removed } = await inSlices(diffLines(a, b), { signal });
      return { added, removed };
    };
    const put = (found: VersionCounts) => {
      if (!signal.aborted) setCounts((known) => new Map(known).set(next, found));
    };
    count().then(put, (error: unknown) => {
      if (signal.aborted) return;
      if (!(error instanceof AppError)) throw error;
      put('failed');
    });
    return () => stop.abort();
  }, [next, previous, read]);
  return counts;
}
