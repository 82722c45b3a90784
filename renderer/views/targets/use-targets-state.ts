/** The state of the Targets view, in the address and kept for each context: going away and back changes nothing. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { currentViewSearch, navigateView, useViewSearch } from '../../state/from-record.ts';
import { addressed, rememberSearch, searchFor } from './remembered-search.ts';
import type { TargetsState } from './targets-state.ts';
import { formatSearch, isOwnSearch, parseSearch } from './targets-url.ts';

export type ChangeState = (next: (before: TargetsState) => TargetsState) => void;

/** Typing changes it with every letter; browsers take only so many addresses. */
const writeAfterMs = 250;

export function useTargetsState(context: ContextId): readonly [TargetsState, ChangeState] {
  const search = useViewSearch();
  const [start] = useState(() => searchFor(sessionStorage, context, currentViewSearch()));
  const [state, setState] = useState(() => parseSearch(start));
  const [path] = useState(() => window.location.pathname);
  // What the address said where this begins otherwise: another context's.
  const [atFirst] = useState(currentViewSearch);
  const carried = useRef(atFirst === start ? undefined : atFirst);
  const written = useRef(start);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(state);

  const write = useCallback(() => {
    clearTimeout(timer.current);
    const text = formatSearch(latest.current);
    rememberSearch(sessionStorage, context, text);
    // Another view may have the address already.
    if (text === written.current || window.location.pathname !== path) return;
    written.current = text;
    // The steps of a search are no places to go back to.
    navigateView(text, { replace: true });
  }, [context, path]);
  const change = useCallback<ChangeState>(
    (next) => {
      latest.current = next(latest.current);
      setState(latest.current);
      rememberSearch(sessionStorage, context, formatSearch(latest.current));
      clearTimeout(timer.current);
      timer.current = setTimeout(write, writeAfterMs);
    },
    [context, write],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  // An address that says nothing (the view's tab leads to one), or what another context showed, is told what is shown: after every render,
  // for two addresses that follow each other at once may be one change.
  useEffect(() => {
    if (window.location.pathname !== path) return;
    const said = currentViewSearch();
    const isOwn = isOwnSearch(said) && said !== carried.current;
    carried.current = undefined;
    const text = isOwn ? said : formatSearch(latest.current);
    addressed(sessionStorage, text);
    if (text === said) return;
    written.current = text;
    navigateView(text, { replace: true });
  });

  // Back and forward, and links to this view.
  const seen = useRef(search);
  useEffect(() => {
    if (search === seen.current) return;
    seen.current = search;
    if (search === written.current || !isOwnSearch(search)) return;
    written.current = search;
    latest.current = parseSearch(search);
    setState(latest.current);
  }, [search]);
  return [state, change];
}
