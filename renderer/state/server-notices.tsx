/** What the server of the open context warns of, live: one stream for the whole page, whichever view is shown. Nothing of a record. */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId, ServerInfo } from '../../shared/model/context.ts';
import type { ServerNotice, ServerNoticesItem } from '../../shared/model/server-status.ts';
import type { BackendLink } from '../client/connect.ts';
import { useLink } from '../client/hooks.tsx';
import { subscribe } from '../client/subscribe.ts';
import { useAskedIfOpen } from './asked.tsx';
import { useConnection } from './stores.tsx';

export interface ServerNoticesView {
  /** The newest first; what was told last while nobody can be asked. */
  readonly notices: readonly ServerNotice[];
  readonly leftOut: number;
  /** Why it is not known whether they still hold. */
  readonly problem: AppErrorData | undefined;
}

const none: ServerNoticesView = { notices: [], leftOut: 0, problem: undefined };

const NoticesContext = createContext<ServerNoticesView>(none);

interface ServerNoticesProviderProps {
  /** Whether anybody sees the page. */
  readonly seen: boolean;
  readonly children: ReactNode;
}

export function ServerNoticesProvider({ seen, children }: ServerNoticesProviderProps) {
  const link = useLink();
  const asked = useAskedIfOpen();
  const id = asked?.record === undefined ? asked?.id : undefined;
  const asks = seen && asked?.live === true;
  const of = `${id} ${useServerOf(asked?.context)}`;
  const [told, setTold] = useState<{ readonly of: string; readonly view: ServerNoticesView } | undefined>();
  useEffect(() => {
    if (id === undefined || !asks) return undefined;
    const take = (item: ServerNoticesItem) =>
      setTold((before) => ({ of, view: after(before?.of === of ? before.view : none, item) }));
    return followNotices(link, id, take);
  }, [link, id, of, asks]);
  return <NoticesContext value={told?.of === of ? told.view : none}>{children}</NoticesContext>;
}

/** Another text where another server answers for the context; while none does, that of the one before. */
function useServerOf(context: ContextId | undefined): string {
  const { state } = useConnection(context ?? ('' as ContextId));
  const server = state.kind === 'connected' || state.kind === 'degraded' ? state.server : undefined;
  const [last, setLast] = useState<{ readonly context: ContextId | undefined; readonly server: string } | undefined>();
  const now = server === undefined ? undefined : placeOf(server);
  if (now !== undefined && (last?.context !== context || last?.server !== now)) setLast({ context, server: now });
  return now ?? (last?.context === context ? (last?.server ?? '') : '');
}

function placeOf(server: ServerInfo): string {
  if (server.transport === 'scraped') return server.transport;
  if (server.transport === 'address') return server.url;
  return JSON.stringify([server.namespace, server.service, server.port, server.pathPrefix]);
}

export function useServerNotices(): ServerNoticesView {
  return useContext(NoticesContext);
}

function after(before: ServerNoticesView, item: ServerNoticesItem): ServerNoticesView {
  if (item.kind === 'failed') return { ...before, problem: item.error };
  return item.kind === 'none' ? none : { notices: item.notices, leftOut: item.leftOut, problem: undefined };
}

/** The connection may have been made anew in less time than is told of. */
const againMs = 5000;

/** @returns what ends it */
function followNotices(link: BackendLink, context: ContextId, take: (item: ServerNoticesItem) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () =>
    subscribe(link, (client, options) => client.status.notices({ context }, options), {
      onItem: take,
      // Where there can be none it ends.
      onFail: () => {
        timer = setTimeout(() => {
          following.dispose();
          following = open();
        }, againMs);
      },
    });
  let following = open();
  return () => {
    clearTimeout(timer);
    following.dispose();
  };
}
