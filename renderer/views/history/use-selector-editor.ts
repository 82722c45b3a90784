/** What the editor of a selector completes from, and what it does: names, labels and values of the context's Prometheus. */
import { useMemo } from 'react';
import type { ContextId } from '../../../shared/model/context.ts';
import { useClient } from '../../client/hooks.tsx';
import type { EditorCatalog, EditorFeatures } from '../../promql-editor/editor-catalog.ts';
import { useSettings } from '../../state/stores.tsx';

/** Shown in an empty box. */
export const exampleSelector = 'node_cpu_seconds_total{mode!="idle"}';

export function useSelectorCatalog(context: ContextId): EditorCatalog {
  const { catalog } = useClient();
  return useMemo<EditorCatalog>(
    () => ({
      async metrics(text, limit, signal) {
        for await (const { state, metrics } of catalog.metrics({ context, text, offset: 0, limit }, { signal })) {
          if (state.kind !== 'loading' || metrics.length >= limit) return metrics;
        }
        return [];
      },
      labelNames: async (selector, text, limit, signal) =>
        (await catalog.labelNames({ context, selector, text, limit }, { signal })).texts,
      labelValues: async (label, selector, text, limit, signal) =>
        (await catalog.labelValues({ context, label, selector, text, limit }, { signal })).texts,
      // Expressions that were run are no selectors, and types only matter to what computes.
      queries: () => [],
      types: async () => new Map(),
    }),
    [catalog, context],
  );
}

/** Remarks are about expressions that compute: what is wrong with a selector is said below it. */
export function useSelectorFeatures(): EditorFeatures {
  const { highlighting, completion } = useSettings();
  return useMemo(
    () => ({ highlighting, completion, lint: false, serverVersion: undefined, isDialect: false, selectorsOnly: true }),
    [highlighting, completion],
  );
}
