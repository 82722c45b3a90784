/** A query from its first request to its last part: one answer, or the answers of a range's slices, one after the other, as one. */
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { QueryDone, QueryItem, QueryRequest, QueryStats } from '../../../../shared/model/query.ts';
import type { QueryOptions } from '../source.ts';
import { boundedTexts } from './bounded-texts.ts';
import { withoutPlace } from './failures.ts';
import {
  type AnswerBytes,
  type AnswerEnd,
  type AnswerRun,
  fetchAnswer,
  type ParsedAnswer,
  takeParts,
} from './fetch-answer.ts';
import { startDeadline } from './query-deadline.ts';
import { type SliceLimits, slicesOf } from './range-slices.ts';

export type SliceDeps = Pick<AnswerRun, 'client' | 'pool' | 'clock' | 'limitBytes'> & { readonly slicing: SliceLimits };

/**
 * The deadline is the server's and the parser's: of each slice, it ends with the head. How long the parts then lie here is up to who takes
 * them. @throws as Source.query
 */
export async function* runSlices(
  request: QueryRequest,
  options: QueryOptions,
  deps: SliceDeps,
): AsyncGenerator<QueryItem, void> {
  const { slices, isRewritten } = slicesOf(request, deps.slicing);
  const { clock } = deps;
  const startMs = clock.monotonic();
  const elapsedSeconds = () => Math.round((clock.monotonic() - startMs) / 100) / 10;
  const deadline = startDeadline(options, clock);
  let total = nothingYet;
  let parsed: ParsedAnswer | undefined;
  try {
    if (options.signal.aborted) throw new CancelledError();
    for (const [done, slice] of slices.entries()) {
      if (done > 0) {
        yield { kind: 'slice' };
        deadline.startClock();
      }
      const timeoutMs = done === 0 ? options.timeoutMs : deadline.leftMs();
      const place = slices.length === 1 ? {} : { slices: { done, of: slices.length } };
      const { signal } = deadline;
      const run = { ...deps, ...place, request: slice, timeoutMs, signal, elapsedSeconds, before: total };
      parsed = yield* fetchAnswer(run);
      deadline.stopClock();
      const end = yield* takeParts(parsed);
      total = added(total, parsed, end);
      parsed.stream.dispose();
    }
    yield doneOf(total, clock.monotonic() - startMs);
  } catch (error) {
    const explained = deadline.explain(error);
    throw isRewritten ? withoutPlace(explained) : explained;
  } finally {
    deadline.dispose();
    parsed?.stream.dispose();
  }
}

interface Total extends AnswerBytes {
  readonly text: string | undefined;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly waitMs: number;
  readonly parseMs: number;
  /** Null before the first; undefined where one did not say. */
  readonly stats: QueryStats | null | undefined;
}

const nothingYet: Total = {
  text: undefined,
  warnings: [],
  infos: [],
  bytes: 0,
  bodyBytes: 0,
  waitMs: 0,
  parseMs: 0,
  stats: null,
};

function added(
  total: Total,
  { head, bytes, waitMs }: ParsedAnswer,
  { text, warnings, infos, stats }: AnswerEnd,
): Total {
  return {
    text,
    warnings: union(total.warnings, warnings),
    infos: union(total.infos, infos),
    bytes: total.bytes + bytes,
    bodyBytes: total.bodyBytes + head.bodyBytes,
    waitMs: total.waitMs + waitMs,
    parseMs: total.parseMs + head.parseMs,
    stats: total.stats === null ? stats : addedStats(total.stats, stats),
  };
}

/** The same is mostly said of every slice. */
function union(before: readonly string[], more: readonly string[]): readonly string[] {
  return before.length === 0 ? more : boundedTexts([...new Set([...before, ...more])]);
}

function addedStats(a: QueryStats | undefined, b: QueryStats | undefined): QueryStats | undefined {
  if (a === undefined || b === undefined) return undefined;
  return {
    evalMs: a.evalMs + b.evalMs,
    queueMs: a.queueMs + b.queueMs,
    totalSamples: a.totalSamples + b.totalSamples,
    peakSamples: Math.max(a.peakSamples, b.peakSamples),
  };
}

function doneOf({ text, stats, bodyBytes: _bodyBytes, ...said }: Total, totalMs: number): QueryDone {
  const optional = { ...(text === undefined ? {} : { text }), ...(stats ? { stats } : {}) };
  return { kind: 'done', ...said, totalMs, ...optional };
}
