/** What the server of the open context warns of, live: one stream for the whole page, whichever view is shown. Nothing of a record. */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { ServerNotice, ServerNoticesItem } from '../../shared/model/server-status.ts';
import type { BackendLink } from '../client/connect.ts';
import { useLink } from '../client/hooks.tsx';
import { subscribe } from '../client/subscribe.ts';
import { useAskedIfOpen } from './asked.tsx';

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
  const [told, setTold] = useState<{ readonly of: ContextId; readonly view: ServerNoticesView } | undefined>();
  useEffect(() => {
    if (id === undefined || !asks) return undefined;
    const take = (item: ServerNoticesItem) =>
      setTold((before) => ({ of: id, view: after(before?.of === id ? before.view : none, item) }));
    return followNotices(link, id, take);
  }, [link, id, asks]);
  return <NoticesContext value={told !== undefined && told.of === id ? told.view : none}>{children}</NoticesContext>;
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
