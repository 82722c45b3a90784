/** Looks for metrics as one types: the newest question counts, pages are fetched as one scrolls, and what is there stays meanwhile. */
import { useCallback, useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import type { CatalogState, FoundMetric, FoundMetrics } from '../../../../shared/model/catalog.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { failureOf } from '../../../client/failure-of.ts';
import { useClient } from '../../../client/hooks.tsx';

const pageSize = 100;

export interface MetricSearch {
  /** What was searched for: what is typed, or what was typed before while that is being asked. */
  readonly text: string;
  /** Undefined until the backend has said something. */
  readonly state: CatalogState | undefined;
  readonly total: number;
  /** From the first on, without holes; as far as they were fetched. */
  readonly metrics: readonly FoundMetric[];
  readonly searching: boolean;
  readonly failure: AppErrorData | undefined;
  readonly more: () => void;
  /** Reads the names from the server anew, and searches again. */
  readonly again: () => void;
}

interface Found {
  readonly text: string;
  readonly state: CatalogState | undefined;
  readonly total: number;
  readonly metrics: readonly FoundMetric[];
}

/** A page of a search: where it begins. Another `round` asks the same again. */
interface Page {
  readonly text: string;
  readonly offset: number;
  readonly round: number;
}

const nothing: Found = { text: '', state: undefined, total: 0, metrics: [] };

/** The pages before this one, and this one; a page may be shorter than what was asked for. */
function joined(before: Found, page: Page, { state, total, metrics }: FoundMetrics): Found {
  const kept = before.text === page.text ? before.metrics.slice(0, page.offset) : [];
  return { text: page.text, state, total, metrics: [...kept, ...metrics] };
}

/** @param live without a connection nothing is asked. */
export function useMetricSearch(context: ContextId, text: string, live: boolean): MetricSearch {
  const client = useClient();
  const [found, setFound] = useState(nothing);
  const [searching, setSearching] = useState(false);
  const [failure, setFailure] = useState<AppErrorData | undefined>();
  const [asked, setAsked] = useState<Page>({ text, offset: 0, round: 0 });
  const { round } = asked;
  const offset = asked.text === text ? asked.offset : 0;

  useEffect(() => {
    if (!live) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const page: Page = { text, offset, round };
    setSearching(true);
    setFailure(undefined);
    const follow = async () => {
      for await (const item of client.catalog.metrics({ context, text, offset, limit: pageSize }, { signal })) {
        if (!signal.aborted) setFound((before) => joined(before, page, item));
      }
    };
    follow()
      .catch((error) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setFailure(error.toData());
      })
      .finally(() => {
        if (!signal.aborted) setSearching(false);
      });
    return () => {
      controller.abort();
      setSearching(false);
    };
  }, [client, context, text, live, offset, round]);

  const { length } = found.metrics;
  const more = useCallback(() => setAsked({ text, offset: length, round }), [text, length, round]);
  const again = useCallback(() => {
    setFailure(undefined);
    void failureOf(client.catalog.reload({ context })).then((problem) => {
      if (problem === undefined) setAsked((before) => ({ text: before.text, offset: 0, round: before.round + 1 }));
      else setFailure(problem);
    });
  }, [client, context]);
  return { ...found, searching, failure, more, again };
}
