/** The contract's handlers of `recorder`, and that a person's queries go before what is fetched of the past. */

import { AppError } from '../../shared/base/errors.ts';
import type { ContractHandlers } from '../../shared/contract/contract.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { RecorderReport } from '../../shared/model/recorder.ts';
import { Waker } from './base/waker.ts';
import type { Recorder } from './recorder/recorder.ts';

export function recorderHandlers(recorder: Recorder): ContractHandlers['recorder'] {
  return {
    watch: ({ context }, { signal }) => watchRecorder(recorder, context, signal),
    estimate: ({ context, rules }, { signal }) => recorder.estimate(context, rules, signal),
    change: ({ context, ...change }) => recorder.change(context, change),
    keep: ({ context, expr }) => recorder.keep(context, expr),
    restoreRules: ({ context }) => recorder.restoreRules(context),
  };
}

/** What the query gives; while it is under way, nothing is fetched of the source's past. */
export async function* goingFirst<T>(
  recorder: Pick<Recorder, 'asking'>,
  context: ContextId,
  answers: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const isOver = recorder.asking(context);
  try {
    yield* answers;
  } finally {
    isOver();
  }
}

/** However often something changes. */
const leastBetweenMs = 500;
const forEverMs = 2 ** 31 - 1;

/** Ends with connection.notConnected, or recorder.notRemote. A cluster that is not known yet is waited for. */
async function* watchRecorder(
  recorder: Recorder,
  context: ContextId,
  signal: AbortSignal,
): AsyncGenerator<RecorderReport, void, undefined> {
  const news = new Waker();
  const rest = new Waker();
  const listening = recorder.onDidChange(() => news.wake());
  let told = '';
  try {
    while (!signal.aborted) {
      const report = reportOf(recorder, context);
      const text = JSON.stringify(report);
      if (report !== undefined && text !== told) yield report;
      told = text;
      await rest.wait(leastBetweenMs, signal);
      await news.wait(forEverMs, signal);
    }
  } finally {
    listening.dispose();
  }
}

function reportOf(recorder: Recorder, context: ContextId): RecorderReport | undefined {
  try {
    return recorder.report(context);
  } catch (error) {
    if (error instanceof AppError && error.code === 'recorder.unknownCluster') return undefined;
    throw error;
  }
}
