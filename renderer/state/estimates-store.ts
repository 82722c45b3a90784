/**
 * What rules would record, counted by the server once for all who tell of it, and kept for some minutes: the offer, the History view, the bar
 * of changes and the status bar say one number. By what the rules select and whether they are on, not by their names.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, type AppErrorData, isCancellation } from '../../shared/base/errors.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { RecordingEstimate, RecordingRule } from '../../shared/model/recorder.ts';

interface EstimateEntry {
  /** Of its rules those are in the order of the question; undefined until they were counted once. */
  readonly estimate: RecordingEstimate | undefined;
  /** When that was asked for. */
  readonly askedMs: number;
  readonly problem: AppErrorData | undefined;
  readonly asking: boolean;
}

type Ask = (signal: AbortSignal) => Promise<RecordingEstimate>;

export interface Estimates {
  readonly store: StoreApi<ReadonlyMap<string, EstimateEntry>>;
  /**
   * Has it counted, unless that was done in the last `maxAgeMs`, or is being done.
   * @returns what tells that it is no longer wanted; what nobody wants is given up, and may be forgotten.
   */
  readonly want: (key: string, maxAgeMs: number, ask: Ask) => () => void;
}

/** Of those that nobody wants now, others are not looked at again. */
const mostKept = 40;

export function estimateKey(context: ContextId, rules: readonly Pick<RecordingRule, 'isOn' | 'selectors'>[]): string {
  return JSON.stringify([context, ...rules.map(({ isOn, selectors }) => [isOn, ...[...new Set(selectors)].sort()])]);
}

const unknown: EstimateEntry = { estimate: undefined, askedMs: 0, problem: undefined, asking: false };

export function createEstimates(now: () => number = Date.now): Estimates {
  const store = createStore<ReadonlyMap<string, EstimateEntry>>(() => new Map());
  const counting = new Map<string, AbortController>();
  /** By how many it is shown, or waited for. */
  const wanted = new Map<string, number>();
  const put = (key: string, part: Partial<EstimateEntry>) => {
    const next = new Map(store.getState());
    const entry = { ...(next.get(key) ?? unknown), ...part };
    // The newest is the last.
    next.delete(key);
    next.set(key, entry);
    for (const old of next.keys()) {
      if (next.size <= mostKept) break;
      if (!wanted.has(old)) next.delete(old);
    }
    store.setState(next, true);
  };
  const begin = (key: string, ask: Ask) => {
    const begun = new AbortController();
    counting.set(key, begun);
    const askedMs = now();
    put(key, { asking: true });
    const over = (part: Partial<EstimateEntry>) => {
      // Given up meanwhile: that has been said already.
      if (counting.get(key) !== begun) return;
      counting.delete(key);
      put(key, { asking: false, ...part });
    };
    ask(begun.signal).then(
      (estimate) => over({ estimate, askedMs, problem: undefined }),
      (error: unknown) => {
        const isCalledOff = isCancellation(error);
        over(error instanceof AppError ? { problem: error.toData() } : {});
        if (!isCalledOff && !(error instanceof AppError)) throw error;
      },
    );
  };
  const release = (key: string) => {
    wanted.delete(key);
    const running = counting.get(key);
    if (running === undefined) return;
    counting.delete(key);
    running.abort();
    put(key, { asking: false });
  };
  const want: Estimates['want'] = (key, maxAgeMs, ask) => {
    const there = store.getState().get(key);
    const isFresh = there?.estimate !== undefined && now() - there.askedMs <= maxAgeMs;
    wanted.set(key, (wanted.get(key) ?? 0) + 1);
    if (!counting.has(key) && !isFresh) begin(key, ask);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (wanted.get(key) ?? 1) - 1;
      if (left > 0) wanted.set(key, left);
      else release(key);
    };
  };
  return { store, want };
}
