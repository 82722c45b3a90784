/** A range of more steps than a server evaluates at once, as several ranges one after the other. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { QueryRequest } from '../../../../shared/model/query.ts';
import { fixRange } from '../../../../shared/promql/fixed-range.ts';

export type RangeRequest = Extract<QueryRequest, { kind: 'range' }>;

export interface SliceLimits {
  /** Of a slice. */
  readonly points: number;
  readonly slices: number;
}

/**
 * Prometheus, Thanos and Mimir refuse more points ("exceeded maximum resolution of 11,000 points per timeseries"); VictoriaMetrics takes
 * 30,000. A day of seconds is 8 slices, twelve days are all of them: more would keep a server busy for what no screen shows.
 */
export const usualSlices: SliceLimits = { points: 11_000, slices: 100 };

export interface SlicedRequest {
  /** At least one; in the order of time, none of whose points is in another. */
  readonly slices: readonly QueryRequest[];
  /** The slices' expression is not what was asked for, but means the same: places in it are none in the one that was. */
  readonly isRewritten: boolean;
}

/**
 * The answers of the slices, joined in their order, are that of the request. What cannot be asked for in slices without another meaning is
 * one slice, and the server says what it makes of it.
 * @throws AppError query.tooManyPoints
 */
export function slicesOf(request: QueryRequest, limits: SliceLimits): SlicedRequest {
  const whole: SlicedRequest = { slices: [request], isRewritten: false };
  if (request.kind === 'instant') return whole;
  const range = asSent(request);
  const { startMs, endMs, stepMs } = range;
  // What makes no sense is the server's to refuse.
  if (stepMs <= 0 || endMs < startMs) return whole;
  const points = Math.floor((endMs - startMs) / stepMs) + 1;
  const limit = limits.points * limits.slices;
  if (points > limit) throw tooManyPoints(points, limit);
  if (points <= limits.points) return whole;
  const expr = fixRange(range.expr, range);
  if (expr === undefined) return whole;
  return { slices: cut({ ...range, expr }, points, limits.points), isRewritten: expr !== range.expr };
}

/** Of about the same length, so that the progress is one, and none of a single point: `step()` is nought there. */
function cut(range: RangeRequest, points: number, atOnce: number): readonly RangeRequest[] {
  const count = Math.ceil(points / atOnce);
  const timeOf = (point: number) => range.startMs + point * range.stepMs;
  const firstOf = (slice: number) => Math.floor((points * slice) / count);
  return Array.from({ length: count }, (_, slice) => ({
    ...range,
    startMs: timeOf(firstOf(slice)),
    endMs: timeOf(firstOf(slice + 1) - 1),
  }));
}

/** Times go out in whole milliseconds: the grid is made of those. */
function asSent({ startMs, endMs, stepMs, ...rest }: RangeRequest): RangeRequest {
  return { ...rest, startMs: Math.round(startMs), endMs: Math.round(endMs), stepMs: Math.round(stepMs) };
}

function tooManyPoints(points: number, limit: number): AppError {
  return new AppError(
    'query.tooManyPoints',
    `The range has ${points} points; at most ${limit} are asked for at once.`,
    {
      details: { points, limit },
    },
  );
}
