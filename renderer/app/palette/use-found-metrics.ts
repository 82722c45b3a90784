/** The metrics of the open context, or of its record, that match what is typed in the palette: the backend looks for them, the newest question counts. */
import { useEffect, useState } from 'react';
import type { FoundMetric } from '../../../shared/model/catalog.ts';
import { useClient } from '../../client/hooks.tsx';
import { useAskedIfOpen } from '../../state/asked.tsx';
import type { Typed } from './palette-model.ts';

/** A letter alone means nothing yet. */
const fewestLetters = 2;
const mostFound = 50;

export interface FoundInPalette {
  /** For what they were found: what is typed, or what was typed before while that is being looked for. */
  readonly text: string;
  readonly metrics: readonly FoundMetric[];
  /** How many match in all. */
  readonly total: number;
  readonly searching: boolean;
  /** Nothing is known yet about what is typed. */
  readonly pending: boolean;
}

type Found = Omit<FoundInPalette, 'pending'>;

const nothing: Found = { text: '', metrics: [], total: 0, searching: false };

/** What was found stays until there is something newer: the list does not flicker while one types. */
export function useFoundMetrics({ only, text }: Typed): FoundInPalette {
  const client = useClient();
  const { id: context, live = false } = useAskedIfOpen() ?? {};
  const isAsked = live && (only === undefined || only === 'metric');
  const wanted = isAsked && text.length >= (only === 'metric' ? 1 : fewestLetters) ? text : undefined;
  const [found, setFound] = useState(nothing);
  useEffect(() => {
    if (context === undefined || wanted === undefined) {
      setFound(nothing);
      return undefined;
    }
    const controller = new AbortController();
    setFound((before) => ({ ...before, searching: true }));
    const follow = async () => {
      const search = { context, text: wanted, offset: 0, limit: mostFound };
      for await (const { metrics, total } of client.catalog.metrics(search, { signal: controller.signal })) {
        if (!controller.signal.aborted) setFound({ text: wanted, metrics, total, searching: true });
      }
    };
    // A failure to read the names is said where names are looked for: in the explorer of metrics.
    void follow()
      .catch(() => undefined)
      .finally(() => {
        if (controller.signal.aborted) return;
        setFound((before) => (before.text === wanted ? { ...before, searching: false } : { ...nothing, text: wanted }));
      });
    return () => controller.abort();
  }, [client, context, wanted]);
  const isKnown = found.text === wanted && (found.metrics.length > 0 || !found.searching);
  return { ...found, pending: wanted !== undefined && !isKnown };
}
