/** What rules would record of a source, asked again when they are others, but not with every key that is typed. */
import { useEffect, useMemo, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { RecordingEstimate, RecordingRule } from '../../shared/model/recorder.ts';
import { useClient } from '../client/hooks.tsx';

export interface Estimating {
  /** Of the last rules that could be counted: while others are asked about, it is of those before. */
  readonly estimate: RecordingEstimate | undefined;
  readonly problem: AppErrorData | undefined;
  readonly asking: boolean;
}

const idle: Estimating = { estimate: undefined, problem: undefined, asking: false };
const restMs = 300;

/** @param rules undefined: the plan's. @param active where false, nothing is asked */
export function useEstimate(
  context: ContextId,
  rules: readonly RecordingRule[] | undefined,
  active: boolean,
): Estimating {
  const client = useClient();
  const [state, setState] = useState(idle);
  const key = rules === undefined ? '' : JSON.stringify(rules);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rules are the same as long as their text is
  useEffect(() => {
    if (!active) {
      setState(idle);
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    setState((before) => ({ ...before, asking: true }));
    const timer = setTimeout(
      () =>
        client.recorder.estimate({ context, ...(rules === undefined ? {} : { rules: [...rules] }) }, { signal }).then(
          (estimate) => {
            if (!signal.aborted) setState({ estimate, problem: undefined, asking: false });
          },
          (error: unknown) => {
            if (signal.aborted || isCancellation(error)) return;
            if (!(error instanceof AppError)) throw error;
            setState((before) => ({ ...before, problem: error.toData(), asking: false }));
          },
        ),
      rules === undefined ? 0 : restMs,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, context, key, active]);
  return state;
}

/** Of one rule alone. */
export function useSelectorsEstimate(context: ContextId, selectors: readonly string[], active: boolean): Estimating {
  const key = selectors.join('\n');
  const rules = useMemo(() => [{ id: 'counted', name: 'counted', selectors: key.split('\n'), isOn: true }], [key]);
  return useEstimate(context, rules, active);
}
