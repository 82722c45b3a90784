/** Long work for what is shown: what is done within a moment is there at once, the rest comes in slices, and until then the last result stays. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { firstSlice, inSlices, type Work } from './slices.ts';

interface Job<Result> {
  /** Undefined where there is nothing to do. */
  readonly work: Work<Result> | undefined;
  readonly first: { readonly result: Result | undefined } | undefined;
}

interface Late<Result> {
  readonly job: Job<Result>;
  readonly result: Result;
}

/**
 * @param start begins the work, or says that there is none; another function is other work, which takes the place of the last.
 * @returns undefined until the first result is there.
 */
export function useSliced<Result>(start: () => Work<Result> | undefined): Result | undefined {
  const job = useMemo<Job<Result>>(() => {
    const work = start();
    return { work, first: work === undefined ? { result: undefined } : firstSlice(work) };
  }, [start]);
  const [late, setLate] = useState<Late<Result> | undefined>();
  const [failure, setFailure] = useState<unknown>();
  const last = useRef<Result | undefined>(undefined);
  const done = job.first ?? (late?.job === job ? late : undefined);
  useEffect(() => {
    if (done !== undefined) last.current = done.result;
  }, [done]);
  useEffect(() => {
    if (job.first !== undefined || job.work === undefined) return undefined;
    const stop = new AbortController();
    inSlices(job.work, { signal: stop.signal }).then(
      (result) => setLate({ job, result }),
      (error: unknown) => {
        if (!stop.signal.aborted) setFailure(error);
      },
    );
    return () => stop.abort();
  }, [job]);
  if (failure !== undefined) throw failure;
  return done === undefined ? last.current : done.result;
}
