/** The versions of a configuration that a record has, and the text of each, which is read when it is wanted. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { useClient } from '../../client/hooks.tsx';
import { inSlices } from '../../components/slices.ts';
import type { ReadableRecord } from '../../state/records-store.ts';
import { splitLines } from './document.ts';
import { readConfig } from './read-config.ts';

export interface Versions {
  /** When each of them was seen first, rising; undefined while that is not known. */
  readonly timesMs: readonly number[] | undefined;
  /** Older ones, where there are too many. */
  readonly leftOut: number;
  readonly startedAtMs: number | undefined;
  readonly error: AppErrorData | undefined;
  readonly again: () => void;
}

const atFirst = { timesMs: undefined, leftOut: 0, startedAtMs: undefined, error: undefined } as const;

/** What is being recorded may have another one at any time. */
const againMs = 10_000;

export function useVersions(record: ReadableRecord | undefined): Versions {
  const client = useClient();
  const [turn, setTurn] = useState(0);
  const [found, setFound] = useState<Omit<Versions, 'again'>>(atFirst);
  const id = record?.record;
  const isWritten = record?.isWritten === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: again when asked
  useEffect(() => {
    if (id === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setFound((before) => ({ ...before, startedAtMs: Date.now() }));
    readVersions(client, id, signal).then(
      (versions) => {
        if (signal.aborted) return;
        setFound((before) => ({ ...atFirst, ...versions, timesMs: sameIfEqual(versions.timesMs, before.timesMs) }));
        if (isWritten) timer = setTimeout(() => setTurn((n) => n + 1), againMs);
      },
      (error: unknown) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setFound((before) => ({ ...before, startedAtMs: undefined, error: error.toData() }));
      },
    );
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [client, id, isWritten, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { ...found, again };
}

/** Lists that are compared and drawn again only where they are others. */
function sameIfEqual(now: readonly number[], before: readonly number[] | undefined): readonly number[] {
  return before !== undefined && before.join() === now.join() ? before : now;
}

async function readVersions(client: ContractClient, context: ContextId, signal: AbortSignal) {
  const window = { startMs: 0, endMs: 8.64e15 };
  const { timesMs, leftOut } = await client.status.changes({ context, kind: 'config', ...window }, { signal });
  // The first one is no change: when it was kept is said of a time before.
  const first = await readConfig(client, { context, atMs: 0 }, signal);
  const firstMs = first.kind === 'none' && first.why.outcome === 'notKept' ? first.why.firstMs : undefined;
  const isListed = firstMs === undefined || leftOut > 0;
  return { timesMs: isListed ? timesMs : [firstMs, ...timesMs], leftOut: leftOut > 0 ? leftOut + 1 : 0 };
}

/** Gives the lines of a version. @throws AppError; the signal's reason */
export type ReadVersion = (timeMs: number, signal: AbortSignal) => Promise<readonly string[]>;

/** Of a megabyte each; what is compared with the one before is read once. */
const mostKept = 4;

export function useReadVersion(record: ReadableRecord | undefined): ReadVersion {
  const client = useClient();
  const context = record?.record;
  const kept = useRef(new Map<number, readonly string[]>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: those of another record are others
  useMemo(() => kept.current.clear(), [context]);
  return useCallback(
    async (timeMs, signal) => {
      const known = kept.current.get(timeMs);
      kept.current.delete(timeMs);
      const lines = known ?? (await readLines(client, context, timeMs, signal));
      kept.current.set(timeMs, lines);
      for (const old of kept.current.keys()) {
        if (kept.current.size <= mostKept) break;
        kept.current.delete(old);
      }
      return lines;
    },
    [client, context],
  );
}

async function readLines(
  client: ContractClient,
  context: ContextId | undefined,
  timeMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (context === undefined) return [];
  // A time has fractions of a millisecond in no address: the version holds from then on.
  const answer = await readConfig(client, { context, atMs: Math.ceil(timeMs) }, signal);
  // Deleted meanwhile: then it has no lines.
  if (answer.kind === 'none') return [];
  return (await inSlices(splitLines(answer.text), { signal })).lines;
}
