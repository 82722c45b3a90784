/** What a person does with a context: choose, connect, disconnect, look at the files again. A failure goes into the notice. */
import { useMemo } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { create } from 'zustand';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextSummary } from '../../shared/model/context.ts';
import { failureOf } from '../client/failure-of.ts';
import { useClient } from '../client/hooks.tsx';
import { searchWith, viewPart } from '../state/from-record.ts';
import { isRecordId } from '../state/records-store.ts';
import { contextPath, parsePath, viewFor } from '../state/routing.ts';
import { useStores } from '../state/stores.tsx';

interface NoticeState {
  /** What could not be done, until it is closed or the next thing is done. */
  readonly problem: AppErrorData | undefined;
}

export const useNotice = create<NoticeState>(() => ({ problem: undefined }));

export interface ContextActions {
  /** Shows the list of all contexts. */
  readonly home: () => void;
  /** Shows a context, and connects it where it is idle. One that stopped waits for an explicit `connect`. */
  readonly open: (context: ContextSummary) => void;
  /** Shows a context without contacting it. */
  readonly show: (context: ContextSummary) => void;
  readonly connect: (context: ContextSummary) => void;
  readonly disconnect: (context: ContextSummary) => void;
  readonly reload: () => void;
  /**
   * Lets the context's file run the command that was shown, and connects.
   * @returns what the file wants to run now, where that is no longer what was shown.
   */
  readonly allowExec: (context: ContextSummary, digest: string) => Promise<AppErrorData | undefined>;
}

export function useContextActions(): ContextActions {
  const client = useClient();
  const { connections } = useStores();
  return useMemo(() => {
    const run = (work: Promise<void>) => {
      useNotice.setState({ problem: undefined });
      void failureOf(work).then((problem) => {
        if (problem !== undefined) useNotice.setState({ problem });
      });
    };
    const show = (context: ContextSummary) => {
      const now = parsePath(window.location.pathname);
      // Another ship, the same instrument: the view and what it shows are kept.
      const was = now.kind === 'context' ? now.view : context.isComputer === true ? 'overview' : 'explorer';
      const view = viewFor(context, was);
      // Whether it is asked live is the other ship's own matter.
      const search =
        now.kind === 'context' && view === was ? searchWith(viewPart(window.location.search), undefined) : '';
      const path = contextPath(context.id, view);
      if (path !== window.location.pathname) navigate(path + search);
    };
    const connect = (context: ContextSummary) => run(client.connections.connect({ context: context.id }));
    return {
      home: () => {
        if (window.location.pathname !== '/') navigate('/');
      },
      show,
      connect,
      open: (context) => {
        show(context);
        const kind = connections.getState().byContext.get(context.id)?.state.kind ?? 'idle';
        // This computer is connected by itself, unless the settings say that it is not to be.
        const canConnect = context.problem === undefined && context.isComputer !== true && !isRecordId(context.id);
        if (kind === 'idle' && canConnect) connect(context);
      },
      disconnect: (context) => run(client.connections.disconnect({ context: context.id })),
      reload: () => run(client.contexts.reload({})),
      allowExec: async (context, digest) => {
        const problem = await failureOf(client.contexts.allowExec({ context: context.id, digest }));
        if (problem?.code === 'auth.execConsent') return problem;
        if (problem === undefined) connect(context);
        else useNotice.setState({ problem });
        return undefined;
      },
    };
  }, [client, connections]);
}
