/** What the editor completes and lints from: the names of the context's Prometheus, what it says of them, and the queries that were kept. */
import { useMemo } from 'react';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { MetricType } from '../../../shared/model/catalog.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { isKept, type LibraryQuery } from '../../../shared/model/query-library.ts';
import { useClient } from '../../client/hooks.tsx';
import type { EditorCatalog } from '../../promql-editor/editor-catalog.ts';
import { useStores } from '../../state/stores.tsx';

export function useEditorCatalog(context: ContextId): EditorCatalog {
  const client = useClient();
  const { queries } = useStores();
  return useMemo<EditorCatalog>(
    () => ({
      async metrics(text, limit, signal) {
        const search = { context, text, offset: 0, limit };
        // The names may be on their way: what is known first counts only where nothing better comes.
        for await (const { state, metrics } of client.catalog.metrics(search, { signal })) {
          if (state.kind !== 'loading' || metrics.length >= limit) return metrics;
        }
        return [];
      },
      labelNames: async (selector, text, limit, signal) =>
        (await client.catalog.labelNames({ context, selector, text, limit }, { signal })).texts,
      labelValues: async (label, selector, text, limit, signal) =>
        (await client.catalog.labelValues({ context, label, selector, text, limit }, { signal })).texts,
      queries: (text, limit) => found(queries.getState().queries, text).slice(0, limit),
      types: rememberedTypes(client, context),
    }),
    [client, context, queries],
  );
}

/** Named and starred ones first; every word has to be in the name or the expression. */
function found(queries: readonly LibraryQuery[], text: string): readonly LibraryQuery[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = queries.filter(({ name, expr }) => {
    const all = `${name}\n${expr}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  return [...matching.filter(isKept), ...matching.filter((query) => !isKept(query))];
}

/** Remarks do not wait longer: names alone say much. */
const typesTimeoutMs = 1000;

/** As many names as the contract describes at once; an expression has fewer. */
const mostDescribed = 100;
const mostRemembered = 1000;

/** Asks once for each name. */
function rememberedTypes(client: Pick<ContractClient, 'catalog'>, context: ContextId): EditorCatalog['types'] {
  const known = new Map<string, MetricType>();
  return async (names) => {
    const missing = names.filter((name) => name !== '' && !known.has(name)).slice(0, mostDescribed);
    if (missing.length === 0) return known;
    try {
      if (known.size > mostRemembered) known.clear();
      const signal = AbortSignal.timeout(typesTimeoutMs);
      const described = await client.catalog.describe({ context, names: missing }, { signal });
      for (const { name, type } of described) known.set(name, type);
    } catch (error) {
      // Without a connection, or before the server's names were read, what is known has to do.
      if (!(error instanceof AppError) && !isCancellation(error)) throw error;
    }
    return known;
  };
}
