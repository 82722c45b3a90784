/**
 * A graph of series over time. The pointer or the arrow keys move the crosshair, which linked charts share; the tip names the line that
 * the pointer means. A drag asks for a shorter window, a double click for the one before.
 */
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, type TimeZone } from '../../shared/format/time.ts';
import { useChartTheme } from './chart-theme.ts';
import { type Crosshair, useCrosshairTime } from './crosshair.ts';
import { type Grid, gridIndex } from './grid.ts';
import { nearestSeries } from './nearest.ts';
import { openPlot, type Plot } from './plot.ts';
import type { PlotLine, PlotModel, PlotWindow } from './plot-model.ts';
import { Swatch } from './swatch.tsx';
import styles from './time-series-chart.module.css';
import { useSpokenSlowly } from './use-spoken-slowly.ts';
import type { ValueScale } from './value-scale.ts';

export interface TimeSeriesChartProps {
  /** "CPU by namespace, 8 series, 08:32 to 11:32". */
  readonly name: string;
  readonly grid: Grid;
  readonly window: PlotWindow;
  readonly lines: readonly PlotLine[];
  readonly scale: ValueScale;
  readonly zone: TimeZone;
  readonly crosshair: Crosshair;
  readonly highlighted: number | undefined;
  readonly onHighlight: (series: number | undefined) => void;
  readonly onZoom: (startMs: number, endMs: number) => void;
  readonly onZoomBack: () => void;
  readonly nameOf: (series: number) => string;
  readonly formatValue: (value: number) => string;
  /** Above the axis, once. */
  readonly unit?: string | undefined;
}

const bigStep = 10;
const keySteps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { name, grid, crosshair, highlighted, lines, unit } = props;
  const { t } = useTranslation('explorer');
  const host = useRef<HTMLDivElement>(null);
  const { plot, plotVersion } = usePlot(host, props);
  const timeMs = useCrosshairTime(crosshair);
  const index = timeMs === undefined ? undefined : gridIndex(grid, timeMs);
  const [spoken, say] = useSpokenSlowly();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot or another model has to be pointed at again
  useEffect(() => plot.current?.point({ index, highlighted }), [index, highlighted, lines, plotVersion]);

  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && index !== undefined) crosshair.point(undefined);
    const step = (keySteps[event.key] ?? 0) * (event.shiftKey ? bigStep : 1);
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const from = index ?? (step < 0 ? grid.count : -1);
    const to = Math.min(grid.count - 1, Math.max(0, from + step));
    crosshair.point(grid.startMs + to * grid.stepMs);
    say(
      t('chart.spoken', { time: formatTime(grid.startMs + to * grid.stepMs, props.zone), values: valuesAt(props, to) }),
    );
  };

  return (
    <div className={styles.chart}>
      {unit === undefined ? null : <span className={styles.unit}>{unit}</span>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the crosshair */}
      <div ref={host} className={styles.host} role="application" aria-label={name} tabIndex={0} onKeyDown={move} />
      {index === undefined || highlighted === undefined ? null : (
        <Tip {...props} plot={plot.current} index={index} series={highlighted} />
      )}
      <p className="spoken" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}

/** The highlighted line, else the highest three. */
function valuesAt({ lines, highlighted, nameOf, formatValue }: TimeSeriesChartProps, index: number): string {
  const there = lines.filter(({ values }) => !Number.isNaN(values[index] ?? Number.NaN));
  const meant = there.filter(({ series }) => series === highlighted);
  const highest = there.toSorted((a, b) => (b.values[index] ?? 0) - (a.values[index] ?? 0)).slice(0, 3);
  return (meant.length > 0 ? meant : highest)
    .map(({ series, values }) => `${nameOf(series)} ${formatValue(values[index] ?? Number.NaN)}`)
    .join(', ');
}

/** Opens the plot once, shows every new model in it, and hears the pointer. */
function usePlot(host: React.RefObject<HTMLDivElement | null>, props: TimeSeriesChartProps) {
  const { grid, window: shown, lines, scale, zone } = props;
  const { i18n } = useTranslation('explorer');
  const theme = useChartTheme();
  const plot = useRef<Plot | undefined>(undefined);
  const [plotVersion, setPlotVersion] = useState(0);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (host.current === null) return undefined;
    const opened = openPlot(host.current, {
      onPoint: (pointer) => {
        const { crosshair, onHighlight, grid: now, lines: there } = latest.current;
        const place = opened.place();
        if (pointer === undefined || place === undefined) {
          crosshair.point(undefined);
          onHighlight(undefined);
          return;
        }
        crosshair.point(now.startMs + pointer.index * now.stepMs);
        onHighlight(nearestSeries(there, pointer.index, place.top + pointer.top, place.yOf));
      },
      onZoom: (startMs, endMs) => latest.current.onZoom(startMs, endMs),
      onZoomBack: () => latest.current.onZoomBack(),
    });
    plot.current = opened;
    setPlotVersion((version) => version + 1);
    return () => {
      plot.current = undefined;
      opened.dispose();
    };
  }, [host]);

  const model = useMemo<PlotModel>(
    () => ({ grid, window: shown, lines, scale, zone, theme, locale: i18n.language }),
    [grid, shown, lines, scale, zone, theme, i18n.language],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot has to show the model again
  useEffect(() => plot.current?.show(model), [model, plotVersion]);
  return { plot, plotVersion };
}

interface TipProps extends TimeSeriesChartProps {
  readonly plot: Plot | undefined;
  readonly index: number;
  readonly series: number;
}

const tipHeight = 32;

/** Names one line, beside it and never on it. It takes no focus and no pointer. */
function Tip({ plot, index, series, lines, grid, nameOf, formatValue, unit }: TipProps) {
  const line = lines.find((one) => one.series === series);
  const value = line?.values[index] ?? Number.NaN;
  const place = plot?.place();
  if (line === undefined || place === undefined || Number.isNaN(value)) return null;
  const x = place.xOf(grid.startMs + index * grid.stepMs);
  const y = place.yOf(value);
  const above = y - tipHeight - 14;
  const top = above >= 2 ? above : y + 14;
  const toLeft = x > place.left + place.width * 0.6;
  const across = toLeft ? { right: `calc(100% - ${x - 12}px)` } : { left: x + 12 };
  return (
    <div className={styles.tip} style={{ top, ...across }} aria-hidden="true">
      <Swatch look={line.look} series={series} />
      <span className={styles.tipName}>{nameOf(series)}</span>
      <span>
        {formatValue(value)}
        {unit === undefined ? '' : ` ${unit}`}
      </span>
    </div>
  );
}
