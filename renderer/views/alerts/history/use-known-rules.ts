/** How often the rules of a name are evaluated, and where they stand: as the server says it now, or as it was recorded. Asked once. */
import { useMemo } from 'react';
import type { AppErrorData } from '../../../../shared/base/errors.ts';
import { useAsked } from '../../../state/asked.tsx';
import { useRules } from '../../../state/use-rules.ts';
import { type KnownRules, knownOf } from './known-rules.ts';

const none: KnownRules = new Map();

/** Something that is asked, and since when. */
export interface Wait {
  readonly sinceMs: number;
  readonly cancel: () => void;
}

export interface RulesAsked {
  /** Undefined while they are read for the first time; none where that cannot be, or was cancelled. */
  readonly known: KnownRules | undefined;
  readonly wait: Wait | undefined;
  /** Why they are not known though there may be some. */
  readonly missing: 'cancelled' | AppErrorData | undefined;
  readonly again: () => void;
}

export function useKnownRules(atMs: number | undefined): RulesAsked {
  const { id, live, record } = useAsked();
  const readings = useRules({
    ...{ context: id, atMs: record === undefined ? undefined : atMs, active: live },
    everyMs: 0,
  });
  const { read, none: why, problem, running, refresh, cancel } = readings;
  const isSettled = why !== undefined || problem !== undefined || !live;
  const known = useMemo(() => {
    if (read === undefined) return isSettled ? none : undefined;
    return knownOf(read);
  }, [read, isSettled]);
  const startedAtMs = running?.startedAtMs;
  const wait = useMemo(
    () => (startedAtMs === undefined || read !== undefined ? undefined : { sinceMs: startedAtMs, cancel }),
    [startedAtMs, read, cancel],
  );
  const isMissing = read === undefined && problem !== undefined;
  const missing = !isMissing ? undefined : problem.kind === 'cancelled' ? problem.kind : problem.error;
  return { known, wait, missing, again: refresh };
}
