/** What rules would record of a source: one number for all who tell of it, asked for again when the rules are others, but not with every key that is typed. */
import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { AppErrorData } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { RecordingEstimate, RecordingRule } from '../../shared/model/recorder.ts';
import { useClient } from '../client/hooks.tsx';
import { estimateKey } from './estimates-store.ts';
import { useStores } from './stores.tsx';

export interface Estimating {
  /** Of the last rules that could be counted: while others are asked about, it is of those before. */
  readonly estimate: RecordingEstimate | undefined;
  readonly problem: AppErrorData | undefined;
  readonly asking: boolean;
}

interface EstimateOptions {
  /** They are being written: it is waited until that rests. */
  readonly isTyped?: boolean;
  /** What was counted before that is counted anew, for all. */
  readonly maxAgeMs?: number;
}

const idle: Estimating = { estimate: undefined, problem: undefined, asking: false };
const restMs = 300;
const keptMs = 5 * 60_000;

/** @param rules undefined: nothing is asked */
export function useEstimate(
  context: ContextId,
  rules: readonly RecordingRule[] | undefined,
  { isTyped = false, maxAgeMs = keptMs }: EstimateOptions = {},
): Estimating {
  const client = useClient();
  const { store, want } = useStores().estimates;
  const key = rules === undefined ? undefined : estimateKey(context, rules);
  const entry = useStore(store, (all) => (key === undefined ? undefined : all.get(key)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rules are the same as long as their key is
  useEffect(() => {
    if (key === undefined || rules === undefined) return undefined;
    let release: (() => void) | undefined;
    const ask = () => {
      release = want(key, maxAgeMs, (signal) => client.recorder.estimate({ context, rules: [...rules] }, { signal }));
    };
    if (!isTyped) {
      ask();
      return () => release?.();
    }
    const timer = setTimeout(ask, restMs);
    return () => {
      clearTimeout(timer);
      release?.();
    };
  }, [client, want, key, maxAgeMs, isTyped]);
  const estimate = entry?.estimate;
  const named = useMemo(
    () => (estimate === undefined || rules === undefined ? undefined : withIds(estimate, rules)),
    [estimate, rules],
  );
  const last = useRef<RecordingEstimate | undefined>(undefined);
  last.current = key === undefined ? undefined : (named ?? last.current);
  if (key === undefined) return idle;
  const asking = entry?.asking === true || (estimate === undefined && entry?.problem === undefined);
  return { estimate: last.current, problem: entry?.problem, asking };
}

/** Whoever had them counted may know them by other names. */
function withIds(estimate: RecordingEstimate, rules: readonly RecordingRule[]): RecordingEstimate {
  return { ...estimate, rules: estimate.rules.map((one, at) => ({ ...one, id: rules[at]?.id ?? one.id })) };
}

/** Of one rule alone. */
export function useSelectorsEstimate(context: ContextId, selectors: readonly string[], active: boolean): Estimating {
  const key = selectors.join('\n');
  const rules = useMemo(
    () => (active ? [{ id: 'counted', name: 'counted', selectors: key.split('\n'), isOn: true }] : undefined),
    [key, active],
  );
  return useEstimate(context, rules, { isTyped: true });
}
