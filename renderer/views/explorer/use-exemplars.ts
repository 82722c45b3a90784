/** The exemplars of the expressions that are shown, while they are asked for. Those from before stay until the next are there. */
import { useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Exemplar } from '../../../shared/model/exemplar.ts';
import { useClient } from '../../client/hooks.tsx';
import type { Span } from './time-window.ts';

/** More marks than that hide the lines. */
const mostShown = 1000;

export interface ShownExemplars {
  /** Undefined where they are not asked for, or have not come yet. */
  readonly exemplars: readonly Exemplar[] | undefined;
  /** Why there are none, or none that are newer. */
  readonly failure: AppErrorData | undefined;
}

const none: ShownExemplars = { exemplars: undefined, failure: undefined };

export function useExemplars(
  context: ContextId,
  exprs: readonly string[],
  { startMs, endMs }: Span,
  wanted: boolean,
): ShownExemplars {
  const client = useClient();
  const [shown, setShown] = useState(none);
  const key = JSON.stringify(exprs);
  useEffect(() => {
    if (!wanted) {
      setShown(none);
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async (expr: string) =>
      (await client.query.exemplars({ context, expr, startMs, endMs }, { signal })).exemplars;
    Promise.all((JSON.parse(key) as string[]).map(ask)).then(
      (found) => {
        if (!signal.aborted) setShown({ exemplars: thinned(found.flat()), failure: undefined });
      },
      (error) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setShown((before) => ({ ...before, failure: error.toData() }));
      },
    );
    return () => controller.abort();
  }, [client, context, key, startMs, endMs, wanted]);
  return shown;
}

/** The highest and, of the rest, as many as fit, evenly over time. */
export function thinned(exemplars: readonly Exemplar[]): readonly Exemplar[] {
  if (exemplars.length <= mostShown) return exemplars;
  const byValue = exemplars.toSorted((a, b) => b.value - a.value);
  const highest = byValue.slice(0, mostShown / 2);
  const rest = byValue.slice(mostShown / 2).sort((a, b) => a.timeMs - b.timeMs);
  const every = rest.length / (mostShown / 2);
  return [
    ...highest,
    ...Array.from({ length: mostShown / 2 }, (_, i) => rest[Math.floor(i * every)]).filter((one) => one !== undefined),
  ];
}
