/** The legend of a graph with what is said around it: common labels, how many are drawn, the filter, what is hidden, the total. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/number.ts';
import type { UnitName } from '../../shared/format/unit.ts';
import type { SeriesGraphProps } from './graph-props.ts';
import { LabelPairs } from './label-pairs.tsx';
import { Legend } from './legend.tsx';
import { LegendFilter } from './legend-filter.tsx';
import styles from './series-graph.module.css';
import { totalNow } from './series-stats.ts';
import type { GraphSeries } from './use-series.ts';
import type { RowEvents } from './virtual-table.tsx';

export interface GraphLegendProps extends SeriesGraphProps {
  readonly series: GraphSeries;
  readonly highlighted: number | undefined;
  readonly onHighlight: (series: number | undefined) => void;
}

/** Units whose values may be added up to a total that means something. */
const summable: ReadonlySet<UnitName> = new Set([
  'bytes',
  'bytesPerSecond',
  'bits',
  'bitsPerSecond',
  'cores',
  'perSecond',
  'watts',
  'joules',
  'amperes',
]);

export function GraphLegend({ series, parts, marks, highlighted, onHighlight, zone, crosshair }: GraphLegendProps) {
  const { t } = useTranslation('chart');
  const { drawn, split, format, heatmap } = series;
  const rows: RowEvents = {
    onChoose: (one, { ctrlKey, metaKey, shiftKey }) => {
      if (ctrlKey || metaKey) series.hide(one);
      else if (shiftKey) series.isolateMore(one);
      else series.isolate(one);
    },
    onPin: series.pin,
    onPoint: onHighlight,
  };
  return (
    <div className={styles.legend}>
      {split.common.length === 0 ? null : (
        <p className={styles.note}>
          {t('legend.common')} <LabelPairs labels={split.common} />
        </p>
      )}
      <DrawnNote series={series} />
      <LegendFilter
        text={series.filter}
        onChange={series.setFilter}
        found={series.order.length}
        all={series.columns.labels.length}
        onIsolate={series.isolateListed}
      />
      <Legend
        columns={series.columns}
        stats={series.stats}
        grid={series.grid}
        zone={zone}
        crosshair={crosshair}
        order={series.order}
        sort={series.sort}
        onSort={series.setSort}
        nameHead={split.naming.length === 1 ? (split.naming[0] ?? '') : t('legend.series')}
        nameOf={series.bare}
        letterOf={series.letterOf}
        formatValue={format.text}
        unitLabel={format.unitLabel}
        // In a heatmap no series has a colour of its own.
        lookOf={(one) => (heatmap === undefined ? drawn.looks.get(one) : undefined)}
        isVisible={series.isShown}
        isPinned={series.isPinned}
        highlighted={highlighted}
        rows={rows}
      />
      <Hint series={series} parts={parts.length} />
      {marks.recordedPart === undefined ? null : <RecordedNote part={marks.recordedPart} />}
    </div>
  );
}

/** A part that is less than whole is never said to be so. */
function RecordedNote({ part }: { readonly part: number }) {
  const { t, i18n } = useTranslation('chart');
  const percent = part < 1 ? Math.min(99, Math.round(part * 100)) : 100;
  const note = t('legend.recorded', { percent: formatCount(percent, i18n.language) });
  return <p className={styles.hint}>{percent === 100 ? note : `${note} ${t('legend.gaps')}`}</p>;
}

/** Where there are too many: the first are drawn, and more when they are asked for. */
function DrawnNote({ series }: { readonly series: GraphSeries }) {
  const { t, i18n } = useTranslation('chart');
  const { drawn, heatmap } = series;
  if (heatmap !== undefined || drawn.visibleCount === drawn.lines.length) return null;
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <p className={styles.note}>
      {t('legend.drawn', {
        drawn: count(drawn.lines.length),
        count: drawn.visibleCount,
        all: count(drawn.visibleCount),
      })}{' '}
      <button type="button" className={styles.more} onClick={series.drawMore}>
        {t('legend.drawMore')}
      </button>
    </p>
  );
}

function Hint({ series, parts }: { readonly series: GraphSeries; readonly parts: number }) {
  const { t, i18n } = useTranslation('chart');
  const { columns, visible, unit, format } = series;
  const hidden = columns.labels.length - visible.length;
  // Of several expressions, and of buckets that count what the smaller ones count, the sum would mean nothing.
  const isSummable = parts === 1 && !series.canHeatmap && summable.has(unit) && columns.labels.length > 1;
  const total = useMemo(() => (isSummable ? totalNow(columns) : undefined), [isSummable, columns]);
  if (hidden > 0) {
    return (
      <p className={styles.hint}>
        {t('legend.hidden', { count: hidden, hidden: formatCount(hidden, i18n.language) })}{' '}
        <button type="button" className={styles.more} onClick={series.showAll}>
          {t('legend.showAll')}
        </button>
      </p>
    );
  }
  return (
    <p className={styles.hint}>
      {t('legend.hint')} {total === undefined ? null : t('legend.total', { value: format.full(total) })}
    </p>
  );
}
