/** Asks for what the overview shows, again with every scrape, and keeps the last answers while it asks. */
import { useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import { joinParts, type Part } from '../../../shared/model/columns.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { Columns, QueryRequest } from '../../../shared/model/query.ts';
import type { RecordingFacts } from '../../../shared/model/recording.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { useClient } from '../../client/hooks.tsx';
import { overviewGaps } from './overview-gaps.ts';
import {
  coresExpr,
  memoryExpr,
  type OverviewSpan,
  overviewGraphs,
  overviewSpan,
  scrapesExpr,
} from './overview-queries.ts';

export interface OverviewAnswer {
  readonly span: OverviewSpan;
  /** In the order of `overviewGraphs`: of each line its series, which are one or none. */
  readonly graphs: readonly (readonly Columns[])[];
  readonly gaps: readonly Gap[];
  /** Of the scrapes. */
  readonly everyMs: number;
  readonly cores: number | undefined;
  readonly memoryBytes: number | undefined;
}

export interface OverviewState {
  readonly answer: OverviewAnswer | undefined;
  /** Why the newest question has no answer. */
  readonly failure: AppErrorData | undefined;
}

const deadlineMs = 30_000;

/** @param live where false, nothing is asked */
export function useOverview(context: ContextId, live: boolean, facts: RecordingFacts | undefined): OverviewState {
  const client = useClient();
  const [state, setState] = useState<OverviewState>({ answer: undefined, failure: undefined });
  const everyMs = facts?.everyMs ?? 5000;
  const sinceMs = facts?.sinceMs;
  // Once an interval, however many targets were scraped in it.
  const turn = Math.floor((facts?.newestSampleMs ?? 0) / everyMs);
  const known = facts !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every turn it is asked again
  useEffect(() => {
    if (!live || !known) return undefined;
    const controller = new AbortController();
    ask(client, context, overviewSpan(Date.now(), sinceMs), everyMs, controller.signal).then(
      (answer) => setState({ answer, failure: undefined }),
      (error: unknown) => {
        if (controller.signal.aborted || isCancellation(error)) return;
        if (!(error instanceof AppError)) throw error;
        setState((before) => ({ ...before, failure: error.toData() }));
      },
    );
    return () => controller.abort();
  }, [client, context, live, known, sinceMs, everyMs, turn]);
  return state;
}

async function ask(
  client: ContractClient,
  context: ContextId,
  span: OverviewSpan,
  everyMs: number,
  signal: AbortSignal,
): Promise<OverviewAnswer> {
  const { startMs, endMs, stepMs, nowMs, rateMs } = span;
  const run = (request: QueryRequest) => runQuery(client, context, request, signal);
  const range = (expr: string) => run({ kind: 'range', expr, startMs, endMs, stepMs });
  const value = async (expr: string) => (await run({ kind: 'instant', expr, timeMs: nowMs })).values[0];
  const fromMs = startMs - rateMs;
  const coverage = client.history.coverage({ context, startMs: fromMs, endMs: Math.floor(nowMs) }, { signal });
  const rateRange = `${rateMs / 1000}s`;
  const [graphs, spans, scrapes, cores, memoryBytes] = await Promise.all([
    Promise.all(overviewGraphs.map(({ lines }) => Promise.all(lines.map(({ expr }) => range(expr(rateRange)))))),
    coverage,
    run({ kind: 'instant', expr: scrapesExpr(nowMs - fromMs), timeMs: nowMs }),
    value(coresExpr),
    value(memoryExpr),
  ]);
  const scrapedMs = [...scrapes.timesMs].filter((_, i) => scrapes.values[i] === 1);
  const gaps = overviewGaps({ startMs: fromMs, nowMs, everyMs, scrapedMs, coverage: spans });
  return { span, graphs, gaps, everyMs, cores, memoryBytes };
}

/** Rejects with an AppError, or with a cancellation once the signal is aborted. */
async function runQuery(
  client: ContractClient,
  context: ContextId,
  request: QueryRequest,
  signal: AbortSignal,
): Promise<Columns> {
  const parts: Part[] = [];
  for await (const item of client.query.run({ context, request, timeoutMs: deadlineMs }, { signal })) {
    if (item.kind === 'part') parts.push(item);
  }
  signal.throwIfAborted();
  return joinParts(parts);
}
