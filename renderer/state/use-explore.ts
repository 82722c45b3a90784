/** Leads to the Explorer, asked as this view is, with an expression in a panel of its own. */
import { useCallback } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { useAsked } from './asked.tsx';
import { type RequestedWindow, requestExpression } from './explorer-requests.ts';
import { viewPath } from './from-record.ts';
import { useStores } from './stores.tsx';

/** @returns the same function as long as the context is the same */
export function useExplore(): (expr: string, window?: RequestedWindow) => void {
  const { context } = useAsked();
  const { explorerRequests } = useStores();
  return useCallback(
    (expr, window) => {
      requestExpression(explorerRequests, context, expr, window);
      navigate(viewPath(context, 'explorer'));
    },
    [context, explorerRequests],
  );
}
