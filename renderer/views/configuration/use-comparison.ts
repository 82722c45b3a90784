/** Two versions and what differs between them: read, and compared in slices. */
import { useCallback, useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import { inSlices } from '../../components/slices.ts';
import type { VersionName } from './configuration-state.ts';
import type { BothSizes } from './diff-wrapping.ts';
import { mostLines } from './document.ts';
import { diffLines, type LineDiff } from './line-diff.ts';
import { sizesOf } from './line-sizes.ts';
import type { ReadVersion } from './use-versions.ts';

export interface Compared {
  readonly before: VersionName;
  readonly after: VersionName;
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly diff: LineDiff;
  readonly sizes: BothSizes;
  /** Its lines can go on below. */
  readonly canWrap: boolean;
}

export interface Comparison {
  /** Stays until the next is there. */
  readonly compared: Compared | undefined;
  readonly startedAtMs: number | undefined;
  readonly error: AppErrorData | undefined;
  readonly again: () => void;
}

/** @param now what the server has now; undefined while that is not known */
export function useComparison(
  { before, after }: { readonly before: VersionName | undefined; readonly after: VersionName | undefined },
  read: ReadVersion,
  now: readonly string[] | undefined,
): Comparison {
  const [compared, setCompared] = useState<Compared | undefined>();
  const [startedAtMs, setStartedAtMs] = useState<number | undefined>();
  const [error, setError] = useState<AppErrorData | undefined>();
  const [turn, setTurn] = useState(0);
  const live = before === 'now' || after === 'now' ? now : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: again when asked
  useEffect(() => {
    if (before === undefined || after === undefined) return undefined;
    if ((before === 'now' || after === 'now') && live === undefined) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const linesOf = async (name: VersionName) => (name === 'now' ? (live ?? []) : read(name, signal));
    const compare = async (): Promise<Compared> => {
      const [a, b] = [await linesOf(before), await linesOf(after)];
      const diff = await inSlices(diffLines(a, b), { signal });
      const sizes = { a: await inSlices(sizesOf(a), { signal }), b: await inSlices(sizesOf(b), { signal }) };
      const canWrap = sizes.a.mostScreenLines + sizes.b.mostScreenLines <= mostLines;
      return { before, after, a, b, diff, sizes, canWrap };
    };
    setStartedAtMs(Date.now());
    setError(undefined);
    compare().then(
      (found) => {
        if (signal.aborted) return;
        setCompared(found);
        setStartedAtMs(undefined);
      },
      (thrown: unknown) => {
        if (signal.aborted || isCancellation(thrown)) return;
        if (!(thrown instanceof AppError)) throw thrown;
        setError(thrown.toData());
        setStartedAtMs(undefined);
      },
    );
    return () => stop.abort();
  }, [before, after, live, read, turn]);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  return { compared, startedAtMs, error, again };
}
