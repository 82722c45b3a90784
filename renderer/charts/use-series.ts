/** Everything that a graph shows, as it follows from its answers, its options and what was chosen in the legend. */
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatLabels } from '../../shared/model/labels.ts';
import { useChartTheme } from './chart-theme.ts';
import { drawnAtFirst, drawnSeries } from './drawn-series.ts';
import { countsOf, joinGraphParts } from './graph-parts.ts';
import type { SeriesGraphProps } from './graph-props.ts';
import { alignToGrid, gridOf } from './grid.ts';
import { seriesName, splitLabels } from './label-split.ts';
import { legendOrder } from './legend-order.ts';
import type { PlotLine } from './plot-model.ts';
import { seriesStats } from './series-stats.ts';
import { useHeatmap } from './use-heatmap.ts';
import { useScale } from './use-scale.ts';
import { columnFormat } from './value-format.ts';
import type { TableSort } from './virtual-table.tsx';
import {
  everythingVisible,
  isolate,
  isolateAll,
  isVisible,
  showAll,
  toggleHidden,
  toggleIsolated,
  togglePinned,
  visibleSeries,
  within,
} from './visibility.ts';

export type GraphSeries = ReturnType<typeof useSeries>;

const byLast: TableSort = { key: 'last', descending: true };
const noLines: readonly PlotLine[] = [];
/** How many times as many are drawn when more are asked for. */
const moreTimes = 5;

export function useSeries(props: SeriesGraphProps) {
  const { parts, book, options, zone } = props;
  const { i18n } = useTranslation('chart');
  const theme = useChartTheme();
  const dashesEarly = props.dashesEarly || theme.forced;
  const [limit, setLimit] = useState(drawnAtFirst);
  const [wantsHeatmap, setWantsHeatmap] = useState(false);
  const { startMs, endMs, stepMs } = props.range;
  const grid = useMemo(() => gridOf({ startMs, endMs, stepMs }), [startMs, endMs, stepMs]);
  const { columns: given, partOf, keyOf } = useMemo(() => joinGraphParts(parts), [parts]);
  const columns = useMemo(() => countsOf(given), [given]);
  const onlyHistograms = columns !== given;
  const stats = useMemo(() => seriesStats(columns), [columns]);
  const { visibility, visible, ...choosing } = useVisibility(columns.labels.length, keyOf);
  const { heatmap, ...heat } = useHeatmap({
    ...{ parts, columns: given, visible, grid, unit: options.unit, onlyHistograms, wanted: wantsHeatmap },
  });
  const drawn = useMemo(
    () => drawnSeries({ columns, visible, keyOf, stats, grid, visibility, limit, book, dashesEarly }),
    [columns, visible, keyOf, stats, grid, visibility, limit, book, dashesEarly],
  );
  const lines = heatmap === undefined ? drawn.lines : noLines;
  const unit = onlyHistograms ? 'none' : options.unit;
  const scaleUnit = heatmap === undefined ? unit : heat.unit;
  const { extent } = drawn;
  const scale = useScale({ options, lines, extent, heatmap, unit: scaleUnit, locale: i18n.language, zone });
  const format = useMemo(
    () => columnFormat([stats.last, stats.min, stats.max], unit, i18n.language, zone),
    [stats, unit, i18n.language, zone],
  );
  const names = useNames({ parts, columns, partOf });
  const listed = useListed({ ...names, columns, stats, isPinned: choosing.isPinned });
  const { isShown } = choosing;
  const lineOf = useCallback(
    (series: number): PlotLine | undefined => {
      const drawnHere = heatmap === undefined && options.stacking === 'lines' && isShown(series);
      return drawnHere ? { series, values: alignToGrid(columns, series, grid), look: undefined } : undefined;
    },
    [heatmap, options.stacking, isShown, columns, grid],
  );
  return {
    ...{ grid, columns, stats, drawn, lines, scale, format, unit, scaleUnit, visible, lineOf, heatmap, onlyHistograms },
    ...names,
    ...listed,
    ...choosing,
    isMixed: !onlyHistograms && given.histograms.length > 0,
    canHeatmap: heat.possible,
    ...{ wantsHeatmap, setWantsHeatmap },
    /** The listed ones alone. */
    isolateListed: () => choosing.isolateAll(listed.order),
    drawMore: () => setLimit((now) => now * moreTimes),
  };
}

/** What is isolated, hidden and pinned, by what the series are: a refresh keeps it. */
function useVisibility(count: number, keyOf: (series: number) => string) {
  const [chosen, setChosen] = useState(everythingVisible);
  const visibility = useMemo(() => within(chosen, { count, keyOf }), [chosen, count, keyOf]);
  const visible = useMemo(() => visibleSeries(visibility, { count, keyOf }), [visibility, count, keyOf]);
  const { pinned } = visibility;
  return {
    visibility,
    visible,
    isShown: useCallback((series: number) => isVisible(visibility, keyOf(series)), [visibility, keyOf]),
    isPinned: useCallback((series: number) => pinned.size > 0 && pinned.has(keyOf(series)), [pinned, keyOf]),
    isolate: (series: number) => setChosen((now) => isolate(now, keyOf(series))),
    isolateMore: (series: number) => setChosen((now) => toggleIsolated(now, keyOf(series))),
    isolateAll: (series: readonly number[]) => setChosen((now) => isolateAll(now, series.map(keyOf))),
    hide: (series: number) => setChosen((now) => toggleHidden(now, keyOf(series))),
    pin: (series: number) => setChosen((now) => togglePinned(now, keyOf(series))),
    showAll: () => setChosen(showAll),
  };
}

type NamesRequest = Pick<SeriesGraphProps, 'parts'> & Pick<ReturnType<typeof joinGraphParts>, 'columns' | 'partOf'>;

function useNames({ parts, columns, partOf }: NamesRequest) {
  const split = useMemo(() => splitLabels(columns.labels), [columns]);
  const bare = useCallback((series: number) => seriesName(split, columns.labels[series] ?? []), [split, columns]);
  const letterOf = useCallback((series: number) => parts[partOf[series] ?? 0]?.letter ?? '', [parts, partOf]);
  const several = parts.length > 1;
  const nameOf = useCallback(
    (series: number) => (several ? `${letterOf(series)} · ${bare(series)}` : bare(series)),
    [several, letterOf, bare],
  );
  return { split, bare, nameOf, letterOf: several ? letterOf : undefined };
}

type ListedRequest = Pick<ReturnType<typeof useNames>, 'nameOf' | 'letterOf'> & {
  readonly columns: ReturnType<typeof countsOf>;
  readonly stats: ReturnType<typeof seriesStats>;
  readonly isPinned: (series: number) => boolean;
};

function useListed({ nameOf, letterOf, columns, stats, isPinned }: ListedRequest) {
  const [sort, setSort] = useState<TableSort>(byLast);
  const [filter, setFilter] = useState('');
  const isFiltered = filter.trim() !== '';
  const texts = useMemo(() => {
    if (!isFiltered) return [];
    return columns.labels.map((labels, series) =>
      `${letterOf?.(series) ?? ''} ${formatLabels(labels)}`.trim().toLowerCase(),
    );
  }, [isFiltered, columns, letterOf]);
  const order = useMemo(
    () => legendOrder({ sort, stats, nameOf, isPinned, filter, texts: () => texts }),
    [sort, stats, nameOf, isPinned, filter, texts],
  );
  return { sort, setSort, filter, setFilter, order };
}
