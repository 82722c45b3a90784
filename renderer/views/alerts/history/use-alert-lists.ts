/** Asks a record what the lists of alerts that it has kept say of a window: beside the samples, which may not have been recorded. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import type { AlertLists, AlertListsItem, SightedAlert } from '../../../../shared/model/alert-lists.ts';
import { useClient } from '../../../client/hooks.tsx';
import { useAsked } from '../../../state/asked.tsx';
import type { HistoryFound } from './use-history.ts';
import type { Wait } from './use-known-rules.ts';

export interface ListsAsked {
  /** Undefined where there are none, or not yet. */
  readonly lists: AlertLists | undefined;
  readonly wait:
    | (Wait & { /** 0 to 1; undefined before it is known how many there are. */ readonly part: number | undefined })
    | undefined;
  /** Why they are not there though there may be some. */
  readonly missing: 'cancelled' | AppErrorData | undefined;
  readonly again: () => void;
}

type Standing =
  | { readonly kind: 'asking'; readonly of: HistoryFound; readonly sinceMs: number; readonly part: number | undefined }
  | { readonly kind: 'read'; readonly of: HistoryFound; readonly lists: AlertLists | undefined }
  | { readonly kind: 'missing'; readonly of: HistoryFound; readonly why: 'cancelled' | AppErrorData };

/** @param found of whose window it is asked, once that is there */
export function useAlertLists(found: HistoryFound | undefined): ListsAsked {
  const client = useClient();
  const { id, record } = useAsked();
  const [standing, setStanding] = useState<Standing | undefined>();
  const [turn, setTurn] = useState(0);
  const isCancelled = standing?.kind === 'missing' && standing.of === found && standing.why === 'cancelled';
  const asked = record === undefined || isCancelled ? undefined : found;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks again
  useEffect(() => {
    if (asked === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const sinceMs = Date.now();
    const onPart = (part: number | undefined) => setStanding({ kind: 'asking', of: asked, sinceMs, part });
    onPart(undefined);
    const startMs = Math.max(0, Math.floor(asked.window.startMs));
    const endMs = Math.max(0, Math.ceil(asked.window.endMs));
    gathered(client.rules.lists({ context: id, startMs, endMs }, { signal }), onPart).then(
      (lists) => {
        if (!signal.aborted) setStanding({ kind: 'read', of: asked, lists });
      },
      (error: unknown) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setStanding({ kind: 'missing', of: asked, why: error.toData() });
      },
    );
    return () => controller.abort();
  }, [client, id, asked, turn]);
  const cancel = useCallback(
    () => setStanding(found === undefined ? undefined : { kind: 'missing', of: found, why: 'cancelled' }),
    [found],
  );
  const again = useCallback(() => {
    setStanding(undefined);
    setTurn((before) => before + 1);
  }, []);
  return useMemo(() => {
    const nothing = { lists: undefined, wait: undefined, missing: undefined, again };
    if (record === undefined || found === undefined) return nothing;
    // It is asked in a moment.
    if (standing?.of !== found) return { ...nothing, wait: { sinceMs: found.readAtMs, part: undefined, cancel } };
    switch (standing.kind) {
      case 'asking':
        return { ...nothing, wait: { sinceMs: standing.sinceMs, part: standing.part, cancel } };
      case 'read':
        return { ...nothing, lists: standing.lists };
      case 'missing':
        return { ...nothing, missing: standing.why };
    }
  }, [record, found, standing, cancel, again]);
}

async function gathered(
  items: AsyncIterable<AlertListsItem>,
  onPart: (part: number) => void,
): Promise<AlertLists | undefined> {
  const alerts: SightedAlert[] = [];
  let begun: Extract<AlertListsItem, { kind: 'begin' }> | undefined;
  for await (const item of items) {
    switch (item.kind) {
      case 'begin':
        begun = item;
        break;
      case 'progress':
        onPart(item.read / Math.max(1, begun?.read ?? 1));
        break;
      case 'alerts':
        for (const one of item.alerts) alerts.push(one);
        break;
      case 'end': {
        if (begun === undefined) return undefined;
        const { silent, read, kept, apartMs } = begun;
        return { alerts, silent, read, kept, apartMs, leftOut: item.leftOut };
      }
    }
  }
  return undefined;
}
