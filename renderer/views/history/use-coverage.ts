/** What was recorded in a window, of the source and of each of its rules, asked again as time goes on. */
import { useEffect, useState } from 'react';
import { AppError, type AppErrorData, isCancellation } from '../../../shared/base/errors.ts';
import type { ContractClient } from '../../../shared/contract/contract.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import { useClient } from '../../client/hooks.tsx';
import type { Window } from './coverage-model.ts';

export interface Coverage {
  readonly window: Window;
  readonly all: readonly CoverageSpan[];
  /** By the rule's id; of those that were asked for, as far as they have come. */
  readonly byRule: ReadonlyMap<string, readonly CoverageSpan[]>;
}

export interface CoverageState {
  readonly coverage: Coverage | undefined;
  readonly problem: AppErrorData | undefined;
}

const everyMs = 15_000;

interface AskedWindow {
  readonly lengthMs: number;
  /** Undefined: it ends now. */
  readonly endMs: number | undefined;
}

/**
 * What is written down is another thing once the recorder has looked for the first time, or has filled in what was missed: then it is asked for
 * at once. It is not with each of the recorder's numbers.
 */
export function coverageNews(report: Pick<RecorderReport, 'state' | 'backfill'> | undefined): string {
  return report === undefined ? '' : `${report.state.kind} ${report.backfill.kind}`;
}

/** @param context whose coverage is asked; undefined: nothing is. @param rules ids @param news asked again when that is another one */
export function useCoverage(
  context: ContextId | undefined,
  rules: readonly string[],
  { lengthMs, endMs }: AskedWindow,
  news: string,
): CoverageState {
  const client = useClient();
  const [state, setState] = useState<CoverageState>({ coverage: undefined, problem: undefined });
  const key = rules.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids are the same as long as their text is, and news are a reason to ask
  useEffect(() => {
    if (context === undefined) {
      setState({ coverage: undefined, problem: undefined });
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      const coverage = await askAll(client, { context, rules, lengthMs, endMs }, signal);
      if (!signal.aborted) setState({ coverage, problem: undefined });
    };
    let timer: ReturnType<typeof setTimeout>;
    const turn = () => {
      ask()
        .catch((error: unknown) => {
          if (signal.aborted || isCancellation(error)) return;
          if (!(error instanceof AppError)) throw error;
          setState((before) => ({ ...before, problem: error.toData() }));
        })
        .finally(() => {
          if (!signal.aborted) timer = setTimeout(turn, everyMs);
        });
    };
    turn();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, context, key, lengthMs, endMs, news]);
  return state;
}

interface AskedCoverage extends AskedWindow {
  readonly context: ContextId;
  readonly rules: readonly string[];
}

/** One after the other: a person's queries read the same record. */
async function askAll(
  client: Pick<ContractClient, 'history'>,
  { context, rules, lengthMs, endMs = Date.now() }: AskedCoverage,
  signal: AbortSignal,
): Promise<Coverage> {
  const window = { startMs: Math.max(0, endMs - lengthMs), endMs };
  const all = await client.history.coverage({ context, ...window }, { signal });
  const byRule = new Map<string, readonly CoverageSpan[]>();
  for (const rule of rules) byRule.set(rule, await client.history.coverage({ context, ...window, rule }, { signal }));
  return { window, all, byRule };
}
