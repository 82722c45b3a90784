/** Asks what fired in a window, and when the server was up in it. What was found stays while another window is asked for. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../../shared/base/errors.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import type { Columns, QueryRequest } from '../../../../shared/model/query.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import { useClient } from '../../../client/hooks.tsx';
import { runQuery } from '../../../client/run-query.ts';
import {
  atEndAsk,
  beforeAsk,
  downTimes,
  fitsAsSamples,
  type HistorySize,
  type HistoryWindow,
  samplesAsk,
  seriesAsk,
  sizeAsk,
  sizeOf,
  stepsPlan,
  targetsAsk,
  upAsk,
} from './history-asks.ts';

export interface HistoryFound {
  readonly window: HistoryWindow;
  readonly readAtMs: number;
  /** Samples of ALERTS; with `stepMs` how many of them each step had. */
  readonly columns: Columns;
  readonly stepMs: number | undefined;
  /** Rules with too many alerts. */
  readonly leftOut: readonly string[];
  /** When the server stored nothing, whether or not it was recorded then; undefined: that is not known. */
  readonly down: readonly Gap[] | undefined;
  /** What is shorter was not looked for. */
  readonly downStepMs: number;
  /** A server that was away for less than that need not be in `down`. */
  readonly unseenMs: number;
  /** What the server said of its answers. */
  readonly warnings: readonly string[];
}

export interface HistoryRead {
  readonly found: HistoryFound | undefined;
  readonly problem: AppErrorData | undefined;
  /** Since when it is asked; undefined: nothing is. */
  readonly startedAtMs: number | undefined;
  readonly cancelled: boolean;
  readonly cancel: () => void;
}

interface Standing extends Omit<HistoryRead, 'cancel'> {
  readonly context: ContextId;
}

const timeoutMs = 120_000;
/** So long a server may be away that is started again. */
const restartMs = 180_000;
const nothing = { found: undefined, problem: undefined, startedAtMs: undefined, cancelled: false };

/** @param window undefined: nothing is asked @param turn another one asks again */
export function useHistory(
  context: ContextId,
  window: HistoryWindow | undefined,
  turn: number,
  isRecord: boolean,
): HistoryRead {
  const client = useClient();
  const [standing, setStanding] = useState<Standing>({ ...nothing, context });
  const [cancelled, setCancelled] = useState<string | undefined>();
  const last = useRef<{ readonly key: string; readonly found: HistoryFound } | undefined>(undefined);
  const { startMs, endMs } = window ?? {};
  // Another turn, or another window, is another question.
  const key = JSON.stringify([context, turn, startMs, endMs]);
  const isCancelled = cancelled === key;
  useEffect(() => {
    if (isCancelled) return undefined;
    if (startMs === undefined || endMs === undefined) {
      // What was asked for has no answer any more.
      setStanding((before) => (before.startedAtMs === undefined ? before : { ...before, startedAtMs: undefined }));
      return undefined;
    }
    setCancelled(undefined);
    if (last.current?.key === key) {
      setStanding({ ...nothing, context, found: last.current.found });
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    setStanding(({ found }) => ({ ...nothing, context, found, startedAtMs: Date.now() }));
    const warnings = new Set<string>();
    const ask = async (request: QueryRequest) => {
      const { columns, done } = await runQuery(client, { context, request, timeoutMs }, { signal });
      for (const warning of done.warnings) warnings.add(warning);
      return columns;
    };
    readHistory(ask, { startMs, endMs }, isRecord).then(
      (history) => {
        const found = { ...history, readAtMs: Date.now(), warnings: [...warnings] };
        last.current = { key, found };
        setStanding({ ...nothing, context, found });
      },
      (error: unknown) => {
        if (signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        // Of another window there is nothing to be said for this one.
        setStanding({ ...nothing, context, problem: error.toData() });
      },
    );
    return () => controller.abort();
  }, [client, context, startMs, endMs, key, isCancelled, isRecord]);
  const cancel = useCallback(() => {
    setCancelled(key);
    setStanding((before) => ({ ...before, startedAtMs: undefined, cancelled: true }));
  }, [key]);
  return { ...(standing.context === context ? standing : nothing), cancel };
}

type AskHistory = (request: QueryRequest) => Promise<Columns>;

/**
 * @param isRecord it need not have `up` from its beginning on
 * @throws what the first of the questions fails with that it cannot do without
 */
export async function readHistory(
  ask: AskHistory,
  window: HistoryWindow,
  isRecord: boolean,
): Promise<Omit<HistoryFound, 'readAtMs' | 'warnings'>> {
  const size = sizeOf(await ask(sizeAsk(window)));
  const [alerts, down] = await Promise.all([readAlerts(ask, window, size), readDown(ask, window, size, isRecord)]);
  return { window, ...alerts, down: down?.gaps, downStepMs: down?.stepMs ?? 0, unseenMs: down?.unseenMs ?? restartMs };
}

async function readAlerts(ask: AskHistory, window: HistoryWindow, size: HistorySize) {
  if (fitsAsSamples(size)) return { columns: await ask(samplesAsk(window)), stepMs: undefined, leftOut: [] };
  const { request, leftOut } = stepsPlan(window, await ask(seriesAsk(window)));
  return { columns: await ask(request), stepMs: request.stepMs, leftOut };
}

/** Where that cannot be asked, what fired is told all the same. */
async function readDown(ask: AskHistory, window: HistoryWindow, size: HistorySize, isRecord: boolean) {
  try {
    const targets = size.targets.length > 0 ? size.targets : sizeOf(await ask(targetsAsk(window))).targets;
    const asked = upAsk(window, targets);
    if (asked === undefined) return undefined;
    const inSteps = await ask(asked.request);
    const isNone = inSteps.timesMs.length === 0 && size.samples > 0;
    // One whose targets are younger than its alerts was up, too.
    const earlier = { ...window, endMs: window.endMs - asked.reachMs };
    if (isNone && earlier.endMs > earlier.startMs && sizeOf(await ask(sizeAsk(earlier))).samples > 0) return undefined;
    const columns = isNone ? await ask(atEndAsk(window, targets, asked.reachMs)) : inSteps;
    // A server without targets says nothing of when it was up, one whose alerts are nowhere either that it was not.
    if (columns.timesMs.length === 0 && size.samples > 0) return undefined;
    let down = downTimes(columns, window, asked);
    // Of before its first `up` a record does not say that the server was down: others of its series may have begun earlier.
    const isFirst = isRecord && down[0]?.startMs === window.startMs;
    if (isFirst && (await ask(beforeAsk(window, targets))).timesMs.length === 0) down = down.slice(1);
    const gaps = down.map((one): Gap => ({ ...one, kind: 'notRecorded' }));
    const { stepMs } = asked.request;
    return { gaps, stepMs, unseenMs: asked.reachMs + stepMs };
  } catch (error) {
    if (error instanceof AppError && !isCancellation(error)) return undefined;
    throw error;
  }
}
