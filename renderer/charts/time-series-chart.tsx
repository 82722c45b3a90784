/**
 * A graph of series over time. The pointer or the arrow keys move the crosshair, which linked charts share; the tip names the line that
 * the pointer means. A drag asks for a shorter window, Alt with a drag moves it, a double click goes to the one before.
 */

import type { TFunction } from 'i18next';
import { type KeyboardEvent, type RefObject, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatHourMinute, formatTime } from '../../shared/format/time.ts';
import type { Exemplar } from '../../shared/model/exemplar.ts';
import { crosshairAfter, lineAfter, spokenLines, windowAfter } from './chart-keys.ts';
import { useChartTheme } from './chart-theme.ts';
import { ChartTip } from './chart-tip.tsx';
import { useCrosshairTime } from './crosshair.ts';
import { exemplarAt, type GapWords } from './draw-marks.ts';
import { gapAt, gapWords } from './gap-at.ts';
import type { PointedPlace, TimeSeriesChartProps } from './graph-props.ts';
import { indexWithin } from './grid.ts';
import { fullestCell } from './heatmap.ts';
import { nearestSeries } from './nearest.ts';
import { openPlot, type Plot } from './plot.ts';
import type { PlotModel, PlotPlace } from './plot-model.ts';
import { placedLines } from './stack.ts';
import styles from './time-series-chart.module.css';
import { useSpokenSlowly } from './use-spoken-slowly.ts';

export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { name, grid, window: shown, crosshair, highlighted, lines, stacking, scale, lineOf, ref } = props;
  const { t } = useTranslation('chart');
  const host = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<PointedPlace>(nowhere);
  const { plot, plotVersion } = usePlot(host, props, setPointed);
  const timeMs = useCrosshairTime(crosshair);
  const index = timeMs === undefined ? undefined : indexWithin(grid, timeMs);
  const [spoken, say] = useSpokenSlowly();
  const { exemplar } = pointed;
  useImperativeHandle(ref, () => ({ image: () => plot.current?.image() }), [plot]);

  const line = useMemo(
    () =>
      highlighted === undefined
        ? undefined
        : (placedLines(lines, stacking).find(({ series }) => series === highlighted) ?? lineOf(highlighted)),
    [highlighted, lines, stacking, lineOf],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot or another model has to be pointed at again
  useEffect(() => plot.current?.point({ index, line, exemplar }), [index, line, exemplar, lines, plotVersion]);

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    const moved = windowAfter(event, shown);
    if (moved !== undefined) {
      event.preventDefault();
      props.onMove(moved.startMs, moved.endMs);
      return;
    }
    if (event.key === 'Escape' && index !== undefined) return crosshair.point(undefined);
    const to = crosshairAfter(event, index, grid);
    const next = lineAfter(event.key, lines, stacking, highlighted, index);
    if (to === undefined && next === undefined) return;
    event.preventDefault();
    if (next !== undefined) props.onHighlight(next);
    const at = to ?? index ?? 0;
    if (to !== undefined) crosshair.point(grid.startMs + to * grid.stepMs);
    const time = formatTime(grid.startMs + at * grid.stepMs, props.zone);
    say(t('chart.spoken', { time, values: spokenAt(props, next ?? highlighted, at, t) }));
  };

  return (
    <div className={styles.chart}>
      {scale.unitLabel === '' ? null : <span className={styles.unit}>{scale.unitLabel}</span>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the crosshair */}
      <div ref={host} className={styles.host} role="application" aria-label={name} tabIndex={0} onKeyDown={press} />
      <ChartTip {...props} place={plot.current?.place()} index={index} pointed={pointed} />
      <p className="spoken" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}

const nowhere: PointedPlace = { exemplar: undefined, value: undefined };

/** What a screen reader hears of a time: the highlighted line, else the highest three; of a heatmap, where most of it lies. */
function spokenAt(
  props: TimeSeriesChartProps,
  highlighted: number | undefined,
  index: number,
  t: TFunction<'chart'>,
): string {
  const { lines, heatmap, nameOf, formatValue } = props;
  const fullest = heatmap === undefined ? undefined : fullestCell(heatmap, index);
  if (fullest !== undefined) {
    const { lower, upper } = fullest;
    return t('chart.heat', { lower: formatValue(lower), upper: formatValue(upper) });
  }
  const values = spokenLines(lines, highlighted, index).map(
    (line) => `${nameOf(line.series)} ${formatValue(line.values[index] ?? Number.NaN)}`,
  );
  if (values.length > 0) return values.join(', ');
  const gap = gapAt(props, index);
  return gap === undefined ? t('chart.nothing') : gapWords(t, props.gapText)[gap.kind];
}

/** Opens the plot once, shows every new model in it, and hears the pointer. */
function usePlot(
  host: RefObject<HTMLDivElement | null>,
  props: TimeSeriesChartProps,
  onPointed: (place: PointedPlace) => void,
) {
  const { i18n } = useTranslation('chart');
  const plot = useRef<Plot | undefined>(undefined);
  const [plotVersion, setPlotVersion] = useState(0);
  const latest = useRef(props);
  latest.current = props;
  const words = useGapWords(props);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is called in it is read when it is
  useEffect(() => {
    if (host.current === null) return undefined;
    let exemplar: Exemplar | undefined;
    const opened = openPlot(
      host.current,
      {
        onPoint: (pointer) => {
          const place = opened.place();
          if (pointer === undefined || place === undefined) {
            exemplar = undefined;
            onPointed(nowhere);
            latest.current.crosshair.point(undefined);
            latest.current.onHighlight(undefined);
            return;
          }
          exemplar = pointAt(latest.current, place, pointer, onPointed);
        },
        onZoom: (startMs, endMs) => latest.current.onZoom(startMs, endMs),
        onZoomBack: () => latest.current.onZoomBack(),
        onMove: (startMs, endMs) => latest.current.onMove(startMs, endMs),
        onHold: (held) => latest.current.onHold(held),
        onClick: () => {
          if (exemplar !== undefined) latest.current.onExemplar?.(exemplar);
        },
      },
      () => words.current,
    );
    plot.current = opened;
    setPlotVersion((version) => version + 1);
    return () => {
      plot.current = undefined;
      opened.dispose();
    };
  }, [host]);

  const model = useModel(props, i18n.language);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot has to show the model again
  useEffect(() => plot.current?.show(model), [model, plotVersion]);
  return { plot, plotVersion };
}

/** @returns the exemplar under the pointer */
function pointAt(
  { crosshair, onHighlight, grid, lines, stacking, exemplars }: TimeSeriesChartProps,
  place: PlotPlace,
  pointer: { readonly index: number; readonly left: number; readonly top: number },
  onPointed: (place: PointedPlace) => void,
): Exemplar | undefined {
  const [x, y] = [place.left + pointer.left, place.top + pointer.top];
  const exemplar = exemplarAt(exemplars, x, y, place);
  crosshair.point(grid.startMs + pointer.index * grid.stepMs);
  const placed = placedLines(lines, stacking);
  onHighlight(exemplar === undefined ? nearestSeries(placed, pointer.index, y, place.yOf) : undefined);
  onPointed({ exemplar, value: place.valueAt(y) });
  return exemplar;
}

function useModel(props: TimeSeriesChartProps, locale: string): PlotModel {
  const { grid, window: shown, lines, stacking, scale, thresholds, gaps, exemplars, heatmap, zone } = props;
  const theme = useChartTheme();
  return useMemo<PlotModel>(
    () => ({ grid, window: shown, lines, stacking, scale, thresholds, gaps, exemplars, heatmap, zone, theme, locale }),
    [grid, shown, lines, stacking, scale, thresholds, gaps, exemplars, heatmap, zone, theme, locale],
  );
}

function useGapWords({ gapText, zone }: TimeSeriesChartProps) {
  const { t } = useTranslation('chart');
  const reasons = gapWords(t, gapText);
  const words = useRef<GapWords>(() => []);
  words.current = ({ kind, startMs, endMs }) => {
    const reason = reasons[kind];
    const [from, to] = [formatHourMinute(startMs, zone), formatHourMinute(endMs, zone)];
    return from === to ? [reason] : [t('chart.gap.when', { reason, from, to }), reason];
  };
  return words;
}
