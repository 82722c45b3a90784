/** What a person does with a context: choose, connect, disconnect, look at the files again. A failure goes into the notice. */
import { useMemo } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { create } from 'zustand';
import { AppError, type AppErrorData, isCancellation } from '../../shared/base/errors.ts';
import type { ContextSummary } from '../../shared/model/context.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { useClient } from '../client/hooks.tsx';
import { contextPath, parsePath } from '../state/routing.ts';
import { useStores } from '../state/stores.tsx';

interface NoticeState {
  /** What could not be done, until it is closed or the next thing is done. */
  readonly problem: AppErrorData | undefined;
}

export const useNotice = create<NoticeState>(() => ({ problem: undefined }));

/** @returns the failure as data; a bug is thrown on, a cancellation is nothing. */
async function failureOf(work: Promise<void>): Promise<AppErrorData | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isCancellation(error)) return undefined;
    if (error instanceof AppError) return error.toData();
    throw error;
  }
}

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
      const view = now.kind === 'context' ? now.view : 'explorer';
      const search = now.kind === 'context' ? window.location.search : '';
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
        if (kind === 'idle' && context.problem === undefined) connect(context);
      },
      disconnect: (context) => run(client.connections.disconnect({ context: context.id })),
      reload: () => run(client.contexts.reload({})),
    };
  }, [client, connections]);
}

/** Sends a choice to the host. */
export function useSendSettings() {
  const client = useClient();
  return useMemo(() => (patch: Partial<Settings>) => failureOf(client.settings.update(patch)), [client]);
}
