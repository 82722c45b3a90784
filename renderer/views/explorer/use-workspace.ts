/** The Explorer of a context as it was shown last, kept by the backend: so that it is there again after a restart. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';

const view = 'explorer';
/** Typing and dragging write an address often. */
const keepAfterMs = 400;

export interface Workspace {
  /** Undefined while it is asked for; then as it was kept, '' for nothing. */
  readonly search: string | undefined;
  readonly keep: (search: string) => void;
}

/** @param wanted false: the page knows already what to show, and does not ask. */
export function useWorkspace(context: ContextId, wanted: boolean): Workspace {
  const client = useClient();
  const [search, setSearch] = useState<string | undefined>(wanted ? undefined : '');
  useEffect(() => {
    if (!wanted) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    client.workspaces.read({ context, view }, { signal }).then(
      (kept) => {
        if (!signal.aborted) setSearch(kept.search ?? '');
      },
      // Without it the page begins as it does for a new context.
      () => {
        if (!signal.aborted) setSearch('');
      },
    );
    return () => controller.abort();
  }, [client, context, wanted]);

  const waiting = useRef<string | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const send = useCallback(() => {
    clearTimeout(timer.current);
    const next = waiting.current;
    waiting.current = undefined;
    // What cannot be kept now is in the address, and is kept with the next change.
    if (next !== undefined) void failureOf(client.workspaces.keep({ context, view, search: next }));
  }, [client, context]);
  useEffect(() => send, [send]);
  const keep = useCallback(
    (next: string) => {
      waiting.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(send, keepAfterMs);
    },
    [send],
  );
  return { search, keep };
}
