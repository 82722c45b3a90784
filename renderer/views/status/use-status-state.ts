/** The state of the Status view: in the address, and kept for each context for as long as the window lives. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { currentViewSearch, navigateView, useViewSearch } from '../../state/from-record.ts';
import { formatSearch, isOwnSearch, parseSearch, type StatusState } from './status-state.ts';

export type ChangeState = (change: Partial<StatusState>) => void;

/** Typing changes it with every letter; browsers take only so many addresses. */
const writeAfterMs = 250;

const keyOf = (context: ContextId): string => `binnacle.status.${context}`;
/** What the address says last, of whichever context. */
const lastKey = 'binnacle.status.last';

/**
 * An address that says nothing of this view (its tab leads to one) is told what was shown last. The shell carries an address over to the next
 * context: the time in it is another record's.
 */
function firstState(context: ContextId): StatusState {
  const said = currentViewSearch();
  const own = sessionStorage.getItem(keyOf(context)) ?? '';
  if (!isOwnSearch(said)) return parseSearch(own);
  const isCarried = said !== own && said === sessionStorage.getItem(lastKey);
  return isCarried ? { ...parseSearch(said), atMs: undefined } : parseSearch(said);
}

export function useStatusState(context: ContextId): readonly [StatusState, ChangeState] {
  const search = useViewSearch();
  const [state, setState] = useState(() => firstState(context));
  const [path] = useState(() => window.location.pathname);
  const latest = useRef(state);
  const hasBegun = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const write = useCallback(() => {
    const text = formatSearch(latest.current);
    sessionStorage.setItem(lastKey, text);
    // Another view may have the address already.
    if (window.location.pathname !== path || text === currentViewSearch()) return;
    navigateView(text, { replace: true });
  }, [path]);
  const change = useCallback<ChangeState>(
    (more) => {
      latest.current = { ...latest.current, ...more };
      setState(latest.current);
      sessionStorage.setItem(keyOf(context), formatSearch(latest.current));
      clearTimeout(timer.current);
      if (more.text === undefined) write();
      else timer.current = setTimeout(write, writeAfterMs);
    },
    [context, write],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  // The view's tab, back and forward, and links to this view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every address
  useEffect(() => {
    if (window.location.pathname !== path) return;
    const said = currentViewSearch();
    const isFirst = !hasBegun.current;
    hasBegun.current = true;
    if (isFirst || !isOwnSearch(said)) return write();
    if (said === formatSearch(latest.current)) return;
    clearTimeout(timer.current);
    latest.current = parseSearch(said);
    setState(latest.current);
  }, [search, path, write]);
  return [state, change];
}
