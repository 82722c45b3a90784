/** A context's diagnosis as the backend tells it, the full search that this page asked for, and what the user does about it. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Diagnosis } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient, useLinkState, useStream } from '../../client/hooks.tsx';
import { tellSteps } from '../../state/connections-store.ts';
import { useStores } from '../../state/stores.tsx';

export interface Discovery {
  /** False until the backend has told whether there is a diagnosis. */
  readonly known: boolean;
  readonly diagnosis: Diagnosis | undefined;
  /** A search is under way; `cancel` only where it is this page's. */
  readonly running: { readonly startedMs: number; readonly cancel: (() => void) | undefined } | undefined;
  /** Why the last thing that was asked for here did not come about. */
  readonly problem: AppErrorData | undefined;
  /** Something is being chosen. */
  readonly choosing: boolean;
  readonly look: () => void;
  /** Undefined forgets the choice. Resolves with whether it was kept. */
  readonly choose: (choice: SourceChoice | undefined) => Promise<boolean>;
  readonly connect: () => void;
  /** Agrees to the command and connects. */
  readonly allow: (digest: string) => void;
}

interface Run {
  readonly controller: AbortController;
  readonly startedMs: number;
}

export function useDiscovery(context: ContextId): Discovery {
  const client = useClient();
  const { connections } = useStores();
  const link = useLinkState();
  const stream = useStream((one, options) => one.discovery.watch({ context }, options), [context]);
  const [problem, setProblem] = useState<AppErrorData | undefined>();
  const [choosing, setChoosing] = useState(false);
  const { run, look } = useRun(client, context, setProblem);

  const attempt = useCallback(async (work: () => Promise<void>): Promise<boolean> => {
    setProblem(undefined);
    setChoosing(true);
    const failure = await failureOf(work()).finally(() => setChoosing(false));
    setProblem(failure);
    return failure === undefined;
  }, []);
  const actions = useMemo(
    () => ({
      choose: (choice: SourceChoice | undefined) => {
        tellSteps(connections, context);
        return attempt(() => client.discovery.choose({ context, choice }));
      },
      connect: () => {
        void attempt(() => client.connections.connect({ context }));
      },
      allow: (digest: string) => {
        void attempt(async () => {
          await client.contexts.allowExec({ context, digest });
          await client.connections.connect({ context });
        });
      },
    }),
    [client, connections, context, attempt],
  );

  const diagnosis = stream.latest;
  // A search of which no word comes any more is not shown as one that goes on.
  const unfinished = diagnosis !== undefined && diagnosis.tookMs === undefined && link.kind === 'open';
  const others = unfinished ? { startedMs: diagnosis.startedMs, cancel: undefined } : undefined;
  const own = run === undefined ? undefined : { startedMs: run.startedMs, cancel: () => run.controller.abort() };
  return {
    known: stream.status !== 'waiting' || stream.error !== undefined,
    diagnosis,
    running: own ?? others,
    problem: problem ?? stream.error?.toData(),
    choosing,
    look,
    ...actions,
  };
}

/** The full search: one at a time, and ended when the page shows something else. The page is put up anew for another context. */
function useRun(client: ContractClient, context: ContextId, report: (problem: AppErrorData | undefined) => void) {
  const [run, setRun] = useState<Run | undefined>();
  const current = useRef<Run | undefined>(undefined);
  const look = useCallback(() => {
    if (current.current !== undefined) return;
    const next: Run = { controller: new AbortController(), startedMs: Date.now() };
    current.current = next;
    setRun(next);
    report(undefined);
    void failureOf(client.discovery.run({ context }, { signal: next.controller.signal })).then((failure) => {
      if (current.current !== next) return;
      current.current = undefined;
      setRun(undefined);
      report(failure);
    });
  }, [client, context, report]);
  useEffect(
    () => () => {
      current.current?.controller.abort();
      current.current = undefined;
      setRun(undefined);
    },
    [],
  );
  return { run, look };
}
