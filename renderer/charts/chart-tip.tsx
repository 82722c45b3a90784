/** What the pointer means, beside it and never on it: a line's name and value, an exemplar's labels, a cell's bounds. It takes no focus. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../shared/format/duration.ts';
import { formatFixed } from '../../shared/format/number.ts';
import { formatTime } from '../../shared/format/time.ts';
import { labelPairs } from '../../shared/model/labels.ts';
import { gapAt, gapWords } from './gap-at.ts';
import type { PointedPlace, TimeSeriesChartProps } from './graph-props.ts';
import { heatmapCellAt } from './heatmap.ts';
import type { PlotLine, PlotPlace } from './plot-model.ts';
import { placedLines } from './stack.ts';
import { Swatch } from './swatch.tsx';
import styles from './time-series-chart.module.css';

export interface ChartTipProps extends TimeSeriesChartProps {
  readonly place: PlotPlace | undefined;
  readonly index: number | undefined;
  readonly pointed: PointedPlace;
}

export function ChartTip(props: ChartTipProps) {
  const { place, index, highlighted, pointed, heatmap } = props;
  if (place === undefined) return null;
  if (pointed.exemplar !== undefined) return <ExemplarTip {...props} place={place} />;
  if (index === undefined) return null;
  if (heatmap !== undefined && highlighted === undefined) return <CellTip {...props} place={place} index={index} />;
  if (highlighted === undefined) return <GapTip {...props} place={place} index={index} />;
  return <LineTip {...props} place={place} index={index} series={highlighted} />;
}

type Placed = ChartTipProps & { readonly place: PlotPlace };

function LineTip(props: Placed & { readonly index: number; readonly series: number }) {
  const { place, index, series, lines, stacking, lineOf, grid, nameOf, formatValue } = props;
  const isMeant = (one: PlotLine) => one.series === series;
  const line = lines.find(isMeant) ?? lineOf(series);
  const value = line?.values[index] ?? Number.NaN;
  const top = placedLines(lines, stacking).find(isMeant)?.values[index] ?? value;
  if (line === undefined || Number.isNaN(value)) return null;
  const timeMs = grid.startMs + index * grid.stepMs;
  return (
    <Tip
      place={place}
      x={place.xOf(timeMs)}
      y={place.yOf(top)}
      second={<Second {...props} value={value} timeMs={timeMs} />}
    >
      <Swatch look={line.look} series={series} />
      <span className={styles.tipName}>{nameOf(series)}</span>
      <span>{formatValue(value)}</span>
    </Tip>
  );
}

function GapTip(props: Placed & { readonly index: number }) {
  const { place, index, grid, zone, gapText } = props;
  const { t } = useTranslation('chart');
  const gap = gapAt(props, index);
  if (gap === undefined) return null;
  const time = (ms: number) => formatTime(Math.max(ms, props.window.startMs), zone);
  return (
    <Tip
      place={place}
      x={place.xOf(grid.startMs + index * grid.stepMs)}
      y={place.top + place.height / 2}
      second={t('tip.gap', { from: time(gap.startMs), to: time(gap.endMs) })}
    >
      <span>{gapWords(t, gapText)[gap.kind]}</span>
    </Tip>
  );
}

/** "21 % of the total, 1 h ago": the total only where lines are stacked on each other, which says that they may be added up. */
function Second({
  lines,
  index,
  value,
  timeMs,
  window: shown,
  stacking,
}: Placed & { readonly index: number; readonly value: number; readonly timeMs: number }) {
  const { t, i18n } = useTranslation('chart');
  const age =
    shown.nowMs === undefined
      ? undefined
      : t('tip.ago', { time: formatSpan(shown.nowMs - timeMs, { wholeSeconds: true }) });
  if (stacking !== 'stacked' || lines.length < 2) return age ?? null;
  const total = lines.reduce(
    (sum, { values }) => sum + (Number.isNaN(values[index] ?? Number.NaN) ? 0 : (values[index] ?? 0)),
    0,
  );
  if (total <= 0 || value < 0) return age ?? null;
  const share = t('tip.share', { part: formatFixed((100 * value) / total, 0, i18n.language) });
  return age === undefined ? share : `${share}, ${age}`;
}

const mostLabels = 8;
const longestText = 120;

function ExemplarTip({ place, pointed, zone, formatValue }: Placed) {
  const { exemplar } = pointed;
  if (exemplar === undefined) return null;
  const pairs = labelPairs(exemplar.labels).slice(0, mostLabels);
  const second = (
    <>
      {pairs.map(([name, value]) => (
        <span key={name} className={styles.tipPair}>
          <bdi>{name.slice(0, longestText)}</bdi> <bdi>{value.slice(0, longestText)}</bdi>
        </span>
      ))}
    </>
  );
  return (
    <Tip place={place} x={place.xOf(exemplar.timeMs)} y={place.yOf(exemplar.value)} second={second}>
      <span>{formatTime(exemplar.timeMs, zone)}</span>
      <span>{formatValue(exemplar.value)}</span>
    </Tip>
  );
}

function CellTip(props: Placed & { readonly index: number }) {
  const { place, index, pointed, heatmap, grid, formatValue, formatCount } = props;
  const { t } = useTranslation('chart');
  const { value } = pointed;
  const cell = heatmap === undefined || value === undefined ? undefined : heatmapCellAt(heatmap, index, value);
  if (cell === undefined || value === undefined) return null;
  const { lower, upper, count } = cell;
  return (
    <Tip
      place={place}
      x={place.xOf(grid.startMs + index * grid.stepMs)}
      y={place.yOf(value)}
      second={t('tip.count', { observed: formatCount(count) })}
    >
      <span>{t('tip.between', { lower: formatValue(lower), upper: formatValue(upper) })}</span>
    </Tip>
  );
}

const tipHeight = 50;

interface TipProps {
  readonly place: PlotPlace;
  readonly x: number;
  readonly y: number;
  readonly second: ReactNode;
  readonly children: ReactNode;
}

function Tip({ place, x, y, second, children }: TipProps) {
  const above = y - tipHeight - 14;
  const top = above >= 2 ? above : y + 14;
  const toLeft = x > place.left + place.width * 0.6;
  const across = toLeft ? { right: `calc(100% - ${x - 12}px)` } : { left: x + 12 };
  return (
    <div className={styles.tip} style={{ top, ...across }} aria-hidden="true">
      <div className={styles.tipFirst}>{children}</div>
      <div className={styles.tipSecond}>{second}</div>
    </div>
  );
}
