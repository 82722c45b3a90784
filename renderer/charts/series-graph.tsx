/** A result over time: the graph, and its legend at the right or, where there is no room, below. Keeps what is isolated, hidden, pinned. */
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/number.ts';
import type { TimeZone } from '../../shared/format/time.ts';
import { labelsKey } from '../../shared/model/labels.ts';
import type { Columns } from '../../shared/model/query.ts';
import type { Crosshair } from './crosshair.ts';
import { drawnAtFirst, drawnSeries } from './drawn-series.ts';
import { gridOf } from './grid.ts';
import { LabelPairs } from './label-pairs.tsx';
import { seriesName, splitLabels } from './label-split.ts';
import { Legend } from './legend.tsx';
import type { LookBook } from './looks.ts';
import type { PlotWindow } from './plot-model.ts';
import styles from './series-graph.module.css';
import { orderBy, type SeriesStats, type StatName, seriesStats } from './series-stats.ts';
import { TimeSeriesChart } from './time-series-chart.tsx';
import { columnFormat } from './value-format.ts';
import { extentOf, valueScale } from './value-scale.ts';
import type { RowEvents, TableSort } from './virtual-table.tsx';
import { everythingVisible, isolate, isVisible, toggleHidden, togglePinned, within } from './visibility.ts';

export interface SeriesGraphProps {
  /** What a screen reader calls the graph. */
  readonly name: string;
  readonly columns: Columns;
  /** As it was asked for: both ends inclusive. */
  readonly range: { readonly startMs: number; readonly endMs: number; readonly stepMs: number };
  readonly window: PlotWindow;
  readonly zone: TimeZone;
  readonly crosshair: Crosshair;
  readonly book: LookBook;
  readonly onZoom: (startMs: number, endMs: number) => void;
  readonly onZoomBack: () => void;
  readonly unit?: string | undefined;
}

export function SeriesGraph(props: SeriesGraphProps) {
  const { columns, window: shown, zone, crosshair } = props;
  const { t, i18n } = useTranslation('explorer');
  const series = useSeries(props);
  const { drawn, nameOf, formatValue, split, isShown } = series;
  const [highlighted, setHighlighted] = useState<number | undefined>();
  const rows: RowEvents = {
    onChoose: (one, { ctrlKey, metaKey }) => (ctrlKey || metaKey ? series.hide(one) : series.isolate(one)),
    onPin: series.pin,
    onPoint: setHighlighted,
  };
  const more = drawn.visibleCount - drawn.lines.length;
  return (
    <div className={styles.graph}>
      <div className={styles.plot}>
        <TimeSeriesChart
          name={props.name}
          grid={series.grid}
          window={shown}
          lines={drawn.lines}
          scale={series.scale}
          zone={zone}
          crosshair={crosshair}
          highlighted={highlighted}
          onHighlight={setHighlighted}
          onZoom={props.onZoom}
          onZoomBack={props.onZoomBack}
          nameOf={nameOf}
          formatValue={formatValue}
          unit={props.unit}
        />
      </div>
      <div className={styles.legend}>
        {split.common.length === 0 ? null : (
          <p className={styles.note}>
            {t('legend.common')} <LabelPairs labels={split.common} />
          </p>
        )}
        {more === 0 ? null : (
          <p className={styles.note}>
            {t('legend.drawn', {
              drawn: formatCount(drawn.lines.length, i18n.language),
              count: drawn.visibleCount,
              all: formatCount(drawn.visibleCount, i18n.language),
            })}{' '}
            <button type="button" className={styles.more} onClick={series.drawMore}>
              {t('legend.drawMore')}
            </button>
          </p>
        )}
        <Legend
          columns={columns}
          stats={series.stats}
          grid={series.grid}
          zone={zone}
          crosshair={crosshair}
          order={series.order}
          sort={series.sort}
          onSort={series.setSort}
          nameHead={split.naming.length === 1 ? (split.naming[0] ?? '') : t('legend.series')}
          nameOf={nameOf}
          formatValue={formatValue}
          lookOf={(one) => drawn.looks.get(one)}
          isVisible={isShown}
          highlighted={highlighted}
          rows={rows}
        />
        <p className={styles.hint}>{t('legend.hint')}</p>
      </div>
    </div>
  );
}

/** Everything that follows from the result and from what was chosen in the legend. */
function useSeries({ columns, range, book }: SeriesGraphProps) {
  const { i18n } = useTranslation('explorer');
  const [chosen, setChosen] = useState(everythingVisible);
  const [limit, setLimit] = useState(drawnAtFirst);
  const [sort, setSort] = useState<TableSort>({ key: 'last', descending: true });
  const { startMs, endMs, stepMs } = range;
  const grid = useMemo(() => gridOf({ startMs, endMs, stepMs }), [startMs, endMs, stepMs]);
  const stats = useMemo(() => seriesStats(columns), [columns]);
  const split = useMemo(() => splitLabels(columns.labels), [columns]);
  const keys = useMemo(() => columns.labels.map(labelsKey), [columns]);
  const visibility = useMemo(() => within(chosen, keys), [chosen, keys]);
  const drawn = useMemo(
    () => drawnSeries({ columns, keys, stats, grid, visibility, limit, book }),
    [columns, keys, stats, grid, visibility, limit, book],
  );
  const scale = useMemo(() => valueScale(extentOf(drawn.lines.map(({ values }) => values))), [drawn]);
  const formatValue = useMemo(
    () => columnFormat([stats.last, stats.min, stats.max], i18n.language),
    [stats, i18n.language],
  );
  const nameOf = useCallback((one: number) => seriesName(split, columns.labels[one] ?? []), [split, columns]);
  const order = useMemo(() => orderFor(sort, stats, columns.labels.length, nameOf), [sort, stats, columns, nameOf]);
  const keyOf = (one: number) => keys[one] ?? '';
  return {
    grid,
    stats,
    split,
    drawn,
    scale,
    formatValue,
    nameOf,
    order,
    sort,
    setSort,
    isShown: (one: number) => isVisible(visibility, keyOf(one)),
    isolate: (one: number) => setChosen((now) => isolate(now, keyOf(one))),
    hide: (one: number) => setChosen((now) => toggleHidden(now, keyOf(one))),
    pin: (one: number) => setChosen((now) => togglePinned(now, keyOf(one))),
    drawMore: () => setLimit((now) => now * 5),
  };
}

function orderFor(
  sort: TableSort,
  stats: SeriesStats,
  count: number,
  nameOf: (series: number) => string,
): readonly number[] {
  if (sort.key !== 'name') return orderBy(stats[sort.key as StatName], sort.descending);
  const names = Array.from({ length: count }, (_, series) => nameOf(series));
  const direction = sort.descending ? -1 : 1;
  return names
    .map((_, series) => series)
    .sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -direction : direction));
}
