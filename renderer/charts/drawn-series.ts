/** Chooses which series of a result are drawn, and how each looks. Pure, apart from the book of looks that it writes into. */
import type { Columns } from '../../shared/model/query.ts';
import { alignToGrid, type Grid } from './grid.ts';
import { type Look, type LookBook, lookCount } from './looks.ts';
import type { PlotLine } from './plot-model.ts';
import { orderBy, type SeriesStats } from './series-stats.ts';
import { extentOf } from './value-scale.ts';
import type { Visibility } from './visibility.ts';

/** Hairlines are drawn as a picture in a worker: so many take it about 0.1 s. More are drawn when asked for. */
export const drawnAtFirst = 1000;

export interface DrawnSeries {
  /** Lowest first. */
  readonly lines: readonly PlotLine[];
  readonly looks: ReadonlyMap<number, Look>;
  /** Of the lines; undefined where they have nothing. */
  readonly extent: readonly [min: number, max: number] | undefined;
  /** How many could be drawn, had all been asked for. */
  readonly visibleCount: number;
}

export interface DrawnRequest {
  readonly columns: Columns;
  readonly visible: readonly number[];
  /** What a series is known by. */
  readonly keyOf: (series: number) => string;
  readonly stats: SeriesStats;
  readonly grid: Grid;
  readonly visibility: Visibility;
  readonly limit: number;
  readonly book: LookBook;
  readonly dashesEarly: boolean;
}

/** With more than the limit, the pinned and those with the highest average are drawn: that is calm from one refresh to the next. */
export function drawnSeries(request: DrawnRequest): DrawnSeries {
  const { columns, visible, grid, stats } = request;
  const chosen = chosenOf(request);
  const looks = looksFor(request, chosen);
  const lines = chosen.map((series) => ({
    series,
    values: alignToGrid(columns, series, grid, stats.finite[series] === 1),
    look: looks.get(series),
  }));
  // The hairlines lie below those that have a colour.
  lines.sort((a, b) => Number(a.look !== undefined) - Number(b.look !== undefined));
  return { lines, looks, extent: extentOfLines(lines, stats), visibleCount: visible.length };
}

/** A million values are looked at once, for the statistics, and not once more. */
function extentOfLines(lines: readonly PlotLine[], { min, max, finite }: SeriesStats) {
  const pairs = lines.flatMap(({ series, values }) => {
    if (finite[series] === 1) return [[min[series] ?? 0, max[series] ?? 0] as const];
    const own = extentOf([values]);
    return own === undefined ? [] : [own];
  });
  return extentOf([Float64Array.from(pairs, ([low]) => low), Float64Array.from(pairs, ([, high]) => high)]);
}

function chosenOf({ visible, keyOf, stats, visibility, limit }: DrawnRequest): readonly number[] {
  if (visible.length <= limit) return visible;
  const pinned = pinnedOf(visible, visibility, keyOf);
  const isPinned = new Set(pinned);
  const others = highestFirst(visible, stats).filter((series) => !isPinned.has(series));
  return [...pinned, ...others].slice(0, Math.max(limit, pinned.length)).sort((a, b) => a - b);
}

function pinnedOf(
  series: readonly number[],
  { pinned }: Visibility,
  keyOf: (series: number) => string,
): readonly number[] {
  return pinned.size === 0 ? [] : series.filter((one) => pinned.has(keyOf(one)));
}

function highestFirst(series: readonly number[], stats: SeriesStats): readonly number[] {
  const averages = Float64Array.from(series, (one) => stats.avg[one] ?? Number.NaN);
  return orderBy(averages, true).map((i) => series[i] ?? 0);
}

/** Looks stay with what is in the result, not with what is visible just now: hiding one changes no other's colour. */
function looksFor(request: DrawnRequest, chosen: readonly number[]): ReadonlyMap<number, Look> {
  const { columns, keyOf, stats, visibility, book } = request;
  const all = columns.labels.length <= lookCount ? columns.labels.map((_, series) => series) : chosen;
  const coloured = all.length <= lookCount ? all : pinnedOf(chosen, visibility, keyOf).slice(0, lookCount);
  // The first colours are the easiest to tell apart: they go to the highest lines.
  const ranked = highestFirst(coloured, stats);
  const looks = book.assign(
    ranked.map((series) => columns.labels[series] ?? []),
    request.dashesEarly,
  );
  return new Map(ranked.flatMap((series, i) => (looks[i] === undefined ? [] : [[series, looks[i]]])));
}
