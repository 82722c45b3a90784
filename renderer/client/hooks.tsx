/** React's way to the backend: the link of the page in a context, and hooks over it. */
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { AppError } from '../../shared/base/errors.ts';
import type { Contract, ContractClient } from '../../shared/contract/contract.ts';
import type { BackendLink } from './connect.ts';
import type { LinkState } from './link.ts';
import { type OpenStream, subscribe } from './subscribe.ts';

const LinkContext = createContext<BackendLink | undefined>(undefined);

export function LinkProvider({ link, children }: { readonly link: BackendLink; readonly children: ReactNode }) {
  return <LinkContext value={link}>{children}</LinkContext>;
}

export function useLink(): BackendLink {
  const link = useContext(LinkContext);
  if (link === undefined) throw new Error('useLink outside of a LinkProvider');
  return link;
}

/** The contract's client: the same object for the life of the page. */
export function useClient(): ContractClient {
  return useLink().client;
}

export function useLinkState(): LinkState {
  const link = useLink();
  return useSyncExternalStore((changed) => {
    const listening = link.onState(changed);
    return () => listening.dispose();
  }, link.state);
}

interface StreamView<T> {
  /** `waiting`: no item yet. `stale`: the connection went, `latest` is from before. `failed` and `ended` are final. */
  readonly status: 'waiting' | 'live' | 'stale' | 'failed' | 'ended';
  readonly latest: T | undefined;
  readonly error: AppError | undefined;
}

const waiting = { status: 'waiting', latest: undefined, error: undefined } as const;

/**
 * Follows a stream and shows its latest item; for a stream whose every item is the whole state. (Where items are changes, a store
 * over `subscribe` folds them.) It is opened again when `deps` change and after a lost connection.
 */
export function useStream<T>(open: OpenStream<Contract, T>, deps: readonly unknown[]): StreamView<T> {
  const link = useLink();
  const [view, setView] = useState<StreamView<T>>(waiting);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `open` is a new function at every render; `deps` say when it differs
  useEffect(() => {
    setView(waiting);
    const following = subscribe(link, open, {
      onItem: (latest) => setView({ status: 'live', latest, error: undefined }),
      onLost: () => setView((before) => ({ ...before, status: before.latest === undefined ? 'waiting' : 'stale' })),
      onFail: (error) => setView((before) => ({ ...before, status: 'failed', error })),
      onEnd: () => setView((before) => ({ ...before, status: 'ended' })),
    });
    return () => following.dispose();
  }, [link, ...deps]);
  return view;
}
