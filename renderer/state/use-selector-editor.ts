/** What the editor of a selector completes from, and what it does: names, labels and values of the context's Prometheus. */
import { useMemo } from 'react';
import type { ContextId } from '../../shared/model/context.ts';
import { useClient } from '../client/hooks.tsx';
import { useSettings } from './stores.tsx';

/** Shown in an empty box. */
export const exampleSelector = 'node_cpu_seconds_total{mode!="idle"}';

export function useSelectorCatalog(context: ContextId) {
  const { catalog } = useClient();
  return useMemo(
    () => ({
      async metrics(text: string, limit: number, signal: AbortSignal) {
        for await (const { state, metrics } of catalog.metrics({ context, text, offset: 0, limit }, { signal })) {
          if (state.kind !== 'loading' || metrics.length >= limit) return metrics;
        }
        return [];
      },
      labelNames: async (selector: string, text: string, limit: number, signal: AbortSignal) =>
        (await catalog.labelNames({ context, selector, text, limit }, { signal })).texts,
      labelValues: async (label: string, selector: string, text: string, limit: number, signal: AbortSignal) =>
        (await catalog.labelValues({ context, label, selector, text, limit }, { signal })).texts,
      // Expressions that were run are no selectors, and types only matter to what computes.
      queries: () => [],
      types: async () => new Map(),
    }),
    [catalog, context],
  );
}

/** Remarks are about expressions that compute: what is wrong with a selector is said below it. */
export function useSelectorFeatures() {
  const { highlighting, completion } = useSettings();
  return useMemo(
    () => ({ highlighting, completion, lint: false, serverVersion: undefined, isDialect: false, selectorsOnly: true }),
    [highlighting, completion],
  );
}
