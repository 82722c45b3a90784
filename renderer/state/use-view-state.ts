/** What a person chose in a view: in the address, and kept for each context for as long as the window lives. How it is written there is the view's. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContextId } from '../../shared/model/context.ts';
import { currentViewSearch, navigateView, useViewSearch } from './from-record.ts';

/** The view's, made once. */
export interface ViewAddress<State> {
  /** The view's, to tell what is kept apart. */
  readonly name: string;
  /** @returns without the question mark */
  readonly format: (state: State) => string;
  /** What is no such thing is as if it were not there. */
  readonly parse: (text: string) => State;
  /** Whether it says anything of this view. */
  readonly isOwn: (text: string) => boolean;
  /** What holds for another context too. */
  readonly carried: (state: State) => State;
  /** What is typed changes with every letter; browsers take only so many addresses. */
  readonly typed: readonly (keyof State)[];
}

export type ChangeState<State> = (change: Partial<State>) => void;

const writeAfterMs = 250;

function keysOf({ name }: { readonly name: string }, context: ContextId) {
  const prefix = `binnacle.${name}.`;
  /** `last`: what the address said last, of whichever context. */
  return { own: prefix + context, last: `${prefix}last` };
}

/**
 * An address that says nothing of this view (its tab leads to one) is told what was shown last. The shell carries an address over to the next
 * context: a time in it is another record's.
 */
function firstState<State>(address: ViewAddress<State>, context: ContextId): State {
  const said = currentViewSearch();
  const keys = keysOf(address, context);
  const own = sessionStorage.getItem(keys.own) ?? '';
  if (!address.isOwn(said)) return address.parse(own);
  const isCarried = said !== own && said === sessionStorage.getItem(keys.last);
  return isCarried ? address.carried(address.parse(said)) : address.parse(said);
}

export function useViewState<State extends object>(
  context: ContextId,
  address: ViewAddress<State>,
): readonly [State, ChangeState<State>] {
  const search = useViewSearch();
  const [state, setState] = useState(() => firstState(address, context));
  const [path] = useState(() => window.location.pathname);
  const latest = useRef(state);
  const hasBegun = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const write = useCallback(() => {
    const text = address.format(latest.current);
    sessionStorage.setItem(keysOf(address, context).last, text);
    // Another view may have the address already.
    if (window.location.pathname !== path || text === currentViewSearch()) return;
    navigateView(text, { replace: true });
  }, [address, context, path]);
  const change = useCallback<ChangeState<State>>(
    (more) => {
      latest.current = { ...latest.current, ...more };
      setState(latest.current);
      sessionStorage.setItem(keysOf(address, context).own, address.format(latest.current));
      clearTimeout(timer.current);
      if (address.typed.some((key) => more[key] !== undefined)) timer.current = setTimeout(write, writeAfterMs);
      else write();
    },
    [address, context, write],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  // The view's tab, back and forward, and links to this view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every address
  useEffect(() => {
    if (window.location.pathname !== path) return;
    const said = currentViewSearch();
    const isFirst = !hasBegun.current;
    hasBegun.current = true;
    if (isFirst || !address.isOwn(said)) return write();
    if (said === address.format(latest.current)) return;
    clearTimeout(timer.current);
    latest.current = address.parse(said);
    setState(latest.current);
  }, [search, path, write]);
  return [state, change];
}
