/** Chooses which series of a result are drawn, and how each looks. Pure, apart from the book of looks that it writes into. */
import type { Columns } from '../../shared/model/query.ts';
import { alignToGrid, type Grid } from './grid.ts';
import { type Look, type LookBook, lookCount } from './looks.ts';
import type { PlotLine } from './plot-model.ts';
import { orderBy, type SeriesStats } from './series-stats.ts';
import { isVisible, type Visibility } from './visibility.ts';

/** Drawing is what costs: 200 lines of 1,440 points take about 0.1 s. More are drawn when asked for. */
export const drawnAtFirst = 200;

export interface DrawnSeries {
  /** Lowest first. */
  readonly lines: readonly PlotLine[];
  readonly looks: ReadonlyMap<number, Look>;
  /** How many could be drawn, had all been asked for. */
  readonly visibleCount: number;
}

export interface DrawnRequest {
  readonly columns: Columns;
  /** labelsKey of every series. */
  readonly keys: readonly string[];
  readonly stats: SeriesStats;
  readonly grid: Grid;
  readonly visibility: Visibility;
  readonly limit: number;
  readonly book: LookBook;
}

/** With more than the limit, those with the highest average are drawn: that choice is calm from one refresh to the next. */
export function drawnSeries(request: DrawnRequest): DrawnSeries {
  const { columns, keys, stats, grid, visibility, limit } = request;
  const visible = keys.flatMap((key, series) => (isVisible(visibility, key) ? [series] : []));
  const chosen =
    visible.length <= limit
      ? visible
      : highestFirst(visible, stats)
          .slice(0, limit)
          .sort((a, b) => a - b);
  const looks = looksFor(request, chosen);
  const lines = chosen.map((series) => ({
    series,
    values: alignToGrid(columns, series, grid),
    look: looks.get(series),
  }));
  // The hairlines lie below those that have a colour.
  lines.sort((a, b) => Number(a.look !== undefined) - Number(b.look !== undefined));
  return { lines, looks, visibleCount: visible.length };
}

function highestFirst(series: readonly number[], stats: SeriesStats): readonly number[] {
  const averages = Float64Array.from(series, (one) => stats.avg[one] ?? Number.NaN);
  return orderBy(averages, true).map((i) => series[i] ?? 0);
}

/** Looks stay with what is in the result, not with what is visible just now: hiding one changes no other's colour. */
function looksFor(request: DrawnRequest, chosen: readonly number[]): ReadonlyMap<number, Look> {
  const { columns, keys, stats, visibility, book } = request;
  const all = columns.labels.length <= lookCount ? columns.labels.map((_, series) => series) : chosen;
  const pinned = chosen.filter((series) => visibility.pinned.has(keys[series] ?? ''));
  const coloured = all.length <= lookCount ? all : pinned.slice(0, lookCount);
  // The first colours are the easiest to tell apart: they go to the highest lines.
  const ranked = highestFirst(coloured, stats);
  const looks = book.assign(ranked.map((series) => columns.labels[series] ?? []));
  return new Map(ranked.flatMap((series, i) => (looks[i] === undefined ? [] : [[series, looks[i]]])));
}
