/** Whether a selector has samples where an expression looks for them, and when it had its last one. Each asks for one series of few points. */
import { joinParts, type Part } from '../../../../shared/model/columns.ts';
import type { Columns, QueryRequest } from '../../../../shared/model/query.ts';
import type { ReadSelector, TimeReach } from '../../../../shared/promql/read-selectors.ts';
import type { QueryOptions, Source } from '../source.ts';

export type Ask = (request: QueryRequest) => Promise<Columns>;

export function askerOf(source: Pick<Source, 'query'>, options: QueryOptions): Ask {
  return async (request) => {
    const parts: Part[] = [];
    for await (const item of source.query(request, options)) if (item.kind === 'part') parts.push(item);
    return joinParts(parts);
  };
}

/** Enough to find what is there for most of the time. */
const fewPoints = 30;
/** As many as a graph has. */
const manyPoints = 750;
const shortestStepMs = 1000;

/**
 * First at a few of the times: all samples of a selector would often be far more than what the expression itself reads.
 * @param text of the selector, without a range
 */
export async function hasSamples(ask: Ask, text: string, { evaluated, rangeMs }: ReadSelector): Promise<boolean> {
  const asked = rangeMs === undefined ? text : `count_over_time(${text}[${rangeMs}ms])`;
  if (await hasPoints(ask, asked, evaluated, fewPoints)) return true;
  if (evaluated.endMs === evaluated.startMs) return false;
  if (rangeMs === undefined) return hasPoints(ask, asked, evaluated, manyPoints);
  // There are few of them, if any, so all may be read at once.
  const lengthMs = evaluated.endMs - evaluated.startMs + rangeMs;
  const expr = `count(count_over_time(${text}[${lengthMs}ms]))`;
  return (await ask({ kind: 'instant', expr, timeMs: evaluated.endMs })).values.length > 0;
}

async function hasPoints(ask: Ask, text: string, { startMs, endMs }: TimeReach, points: number): Promise<boolean> {
  const stepMs = Math.max(shortestStepMs, Math.ceil((endMs - startMs) / points));
  return (await ask({ kind: 'range', expr: `count(${text})`, startMs, endMs, stepMs })).values.length > 0;
}

const dayMs = 86_400_000;
/**
 * A sample stands for its series for five minutes, so steps of these miss none but those of a series that was there for less, which the
 * finer ones then find where it was there for longer than they are.
 */
const stepsMs = [5 * 60_000, 15_000];
const finestMs = 1000;

/** @returns when any series of the selector had its last sample, within the day before `endMs`; undefined where there is none */
export async function lastSample(ask: Ask, text: string, endMs: number): Promise<number | undefined> {
  const expr = `max(timestamp(${text}))`;
  const newest = async (startMs: number, untilMs: number, stepMs: number) => {
    const { timesMs, values } = await ask({ kind: 'range', expr, startMs, endMs: untilMs, stepMs });
    const [atMs, seconds] = [timesMs.at(-1), values.at(-1)];
    return atMs === undefined || seconds === undefined ? undefined : { atMs, sampleMs: Math.round(seconds * 1000) };
  };
  for (const stepMs of stepsMs) {
    const found = await newest(endMs - dayMs, endMs, stepMs);
    if (found === undefined) continue;
    // Until the next step there may be more of them.
    const closerMs = Math.max(finestMs, stepMs / 60);
    const untilMs = Math.min(endMs, found.atMs + stepMs);
    if (found.atMs + closerMs > untilMs) return found.sampleMs;
    return (await newest(found.atMs + closerMs, untilMs, closerMs))?.sampleMs ?? found.sampleMs;
  }
  return undefined;
}
