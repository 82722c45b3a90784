/** The state of the Targets view, in the address and kept for each context: going away and back changes nothing. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import type { ContextId } from '../../../shared/model/context.ts';
import { addressed, rememberSearch, searchFor } from './remembered-search.ts';
import type { TargetsState } from './targets-state.ts';
import { formatSearch, isOwnSearch, parseSearch } from './targets-url.ts';

export type ChangeState = (next: (before: TargetsState) => TargetsState) => void;

/** Typing changes it with every letter; browsers take only so many addresses. */
const writeAfterMs = 250;

export function useTargetsState(context: ContextId): readonly [TargetsState, ChangeState] {
  const search = useSearch();
  const [start] = useState(() => searchFor(sessionStorage, context, window.location.search.slice(1)));
  const [state, setState] = useState(() => parseSearch(start));
  const [path] = useState(() => window.location.pathname);
  // What the address said where this begins otherwise: another context's.
  const [atFirst] = useState(() => window.location.search.slice(1));
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
    navigate(withSearchText(text), { replace: true });
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
    const { pathname, search: now } = window.location;
    if (pathname !== path) return;
    const said = now.slice(1);
    const isOwn = isOwnSearch(said) && said !== carried.current;
    carried.current = undefined;
    const text = isOwn ? said : formatSearch(latest.current);
    addressed(sessionStorage, text);
    if (text === said) return;
    written.current = text;
    navigate(withSearchText(text), { replace: true });
  });

  // Back and forward, and links to this view.
  const seen = useRef(search);
  useEffect(() => {
    if (search === seen.current) return;
    seen.current = search;
    const text = search.replace(/^\?/, '');
    if (text === written.current || !isOwnSearch(text)) return;
    written.current = text;
    latest.current = parseSearch(text);
    setState(latest.current);
  }, [search]);
  return [state, change];
}

const withSearchText = (text: string): string =>
  text === '' ? window.location.pathname : `${window.location.pathname}?${text}`;
