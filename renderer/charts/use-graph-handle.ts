/** What a panel may ask of its graph: a picture of it, and which series are visible. */
import { type RefObject, useImperativeHandle } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/format/number.ts';
import { formatDateTime, zoneName } from '../../shared/format/time.ts';
import { useChartTheme } from './chart-theme.ts';
import { graphPicture } from './graph-picture.ts';
import type { ChartHandle, SeriesGraphProps } from './graph-props.ts';
import type { GraphSeries } from './use-series.ts';

const pictureRows = 20;

export function useGraphHandle(
  { ref, window: shown, zone }: SeriesGraphProps,
  series: GraphSeries,
  chart: RefObject<ChartHandle | null>,
): void {
  const { t, i18n } = useTranslation('chart');
  const theme = useChartTheme();
  useImperativeHandle(ref, () => ({
    visible: () => series.visible,
    picture(title) {
      const image = chart.current?.image();
      if (image === undefined) return Promise.reject(new Error('nothing is drawn yet'));
      const visible = series.order.filter(series.isShown);
      const rest = visible.length - pictureRows;
      const from = formatDateTime(shown.startMs, zone);
      const to = formatDateTime(shown.nowMs ?? shown.endMs, zone);
      return graphPicture({
        ...{ title, theme, chart: image },
        second: `${from} – ${to} ${zoneName(shown.endMs, zone)}`,
        unit: series.scale.unitLabel,
        rows: visible.slice(0, pictureRows).map((one) => ({
          look: series.drawn.looks.get(one),
          series: one,
          name: series.nameOf(one),
          value: series.format.full(series.stats.last[one] ?? Number.NaN),
        })),
        more: rest > 0 ? t('picture.more', { count: rest, more: formatCount(rest, i18n.language) }) : '',
      });
    },
  }));
}
