/** The legend is the tooltip and the graph's equal: every series with its values, at the crosshair and over the window. */
import type { TFunction } from 'i18next';
import { type RefObject, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, type TimeZone } from '../../shared/format/time.ts';
import type { Columns } from '../../shared/model/query.ts';
import { type Crosshair, useCrosshairTime } from './crosshair.ts';
import { type Grid, indexWithin, sampleAt } from './grid.ts';
import styles from './legend.module.css';
import { orderAt } from './legend-order.ts';
import type { Look } from './looks.ts';
import { MiddleText } from './middle-text.tsx';
import { type SeriesStats, type StatName, statNames } from './series-stats.ts';
import { Swatch } from './swatch.tsx';
import { type RowEvents, type TableColumn, type TableSort, VirtualTable } from './virtual-table.tsx';

export interface LegendProps {
  readonly columns: Columns;
  readonly stats: SeriesStats;
  readonly grid: Grid;
  readonly zone: TimeZone;
  readonly crosshair: Crosshair;
  /** The series in order. */
  readonly order: readonly number[];
  readonly sort: TableSort;
  readonly onSort: (sort: TableSort) => void;
  /** Over the names: the labels that differ. */
  readonly nameHead: string;
  readonly nameOf: (series: number) => string;
  /** What a series' expression is called; undefined where there is one expression only. */
  readonly letterOf: ((series: number) => string) | undefined;
  /** Without its unit. */
  readonly formatValue: (value: number) => string;
  readonly unitLabel: string;
  readonly lookOf: (series: number) => Look | undefined;
  readonly isVisible: (series: number) => boolean;
  readonly isPinned: (series: number) => boolean;
  readonly highlighted: number | undefined;
  readonly rows: RowEvents;
}

export function Legend(props: LegendProps) {
  const { stats, sort, onSort, formatValue, isVisible, highlighted, rows } = props;
  const { t } = useTranslation('chart');
  const timeMs = usePointedTime(props);
  const order = useOrder(props, timeMs);
  const numberPx = useMemo(() => widthFor(stats, formatValue), [stats, formatValue]);
  const [host, widthPx] = useWidth();
  const atPx = Math.max(timePx, numberPx);
  const beside = fixedPx + (props.letterOf === undefined ? 0 : letterPx) + atPx;
  const shownStats = fitting(widthPx - beside, numberPx);
  // At first the lines: they are painted while the rows are made.
  const isReady = useDeferredValue(true, false);
  return (
    <div ref={host} className={styles.legend}>
      <VirtualTable
        label={t('legend.label')}
        columns={[
          ...nameColumns(props, t),
          crosshairColumn(props, t, timeMs, `${atPx}px`),
          ...statColumns(props, t, shownStats, `${numberPx}px`),
        ]}
        items={isReady ? order : noRows}
        sort={sort}
        onSort={onSort}
        maxHeight={undefined}
        rows={rows}
        rowState={(series) => (series === highlighted ? 'on' : isVisible(series) ? undefined : 'off')}
      />
    </div>
  );
}

const noRows: readonly number[] = [];

/** The crosshair's time on the grid. Where it is sorted by, the last one stays: the head that sorts is not under the crosshair. */
function usePointedTime({ grid, crosshair, sort }: LegendProps): number | undefined {
  const pointedMs = useCrosshairTime(crosshair);
  const last = useRef(pointedMs);
  if (pointedMs !== undefined) last.current = pointedMs;
  const shownMs = pointedMs ?? (sort.key === atKey ? last.current : undefined);
  const index = shownMs === undefined ? undefined : indexWithin(grid, shownMs);
  return index === undefined ? undefined : grid.startMs + index * grid.stepMs;
}

function useOrder({ order, sort, columns, grid, isPinned }: LegendProps, timeMs: number | undefined) {
  const { key, descending } = sort;
  return useMemo(() => {
    if (key !== atKey || timeMs === undefined) return order;
    return orderAt(order, columns, timeMs, grid.stepMs, descending, isPinned);
  }, [order, key, descending, columns, grid, isPinned, timeMs]);
}

const atKey = 'at';

/** Numbers as long as these leave no room for a name: then the columns that tell least are left out, and none is cut. */
function fitting(roomPx: number, numberPx: number): readonly StatName[] {
  const leaveOut: readonly StatName[] = ['min', 'avg', 'max'];
  const short = Math.ceil((namePx + statNames.length * numberPx - roomPx) / numberPx);
  const left = leaveOut.slice(0, Math.max(0, short));
  return statNames.filter((name) => !left.includes(name));
}

/** The width of an element, from before its first paint on. */
function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const host = element.current;
    if (host === null) return undefined;
    setWidthPx(host.clientWidth);
    const observer = new ResizeObserver(() => setWidthPx(host.clientWidth));
    observer.observe(host);
    return () => observer.disconnect();
  }, []);
  return [element, widthPx];
}

function nameColumns(
  { nameHead, nameOf, letterOf, lookOf, isVisible, isPinned, highlighted }: LegendProps,
  t: TFunction<'chart'>,
): readonly TableColumn[] {
  const swatch = (series: number) => (
    <Swatch look={lookOf(series)} series={series} highlighted={series === highlighted} />
  );
  return [
    {
      key: 'swatch',
      head: <span className="spoken">{t('legend.look')}</span>,
      track: `${swatchPx}px`,
      cell: (series) => (
        <>
          {isVisible(series) ? swatch(series) : <span className="spoken">{t('legend.isHidden')}</span>}
          {isPinned(series) ? <PinMark label={t('legend.isPinned')} /> : null}
        </>
      ),
    },
    ...(letterOf === undefined
      ? []
      : [
          {
            key: 'letter',
            head: <span className="spoken">{t('legend.expression')}</span>,
            track: `${letterPx}px`,
            cell: (series: number) => <span className={styles.second}>{letterOf(series)}</span>,
          },
        ]),
    {
      key: 'name',
      head: nameHead,
      track: `minmax(${namePx}px, 1fr)`,
      sortable: true,
      cell: (series) => <MiddleText>{nameOf(series)}</MiddleText>,
    },
  ];
}

/** Over the crosshair's column while nobody points at a time, and there is no unit to say. */
function CrosshairMark() {
  return (
    <svg className={styles.crosshair} width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
      <path d="M4.5 0v9M0 4.5h9" />
    </svg>
  );
}

/** A pin's head and point, beside the swatch. */
function PinMark({ label }: { readonly label: string }) {
  return (
    <>
      <svg className={styles.pin} width="6" height="9" viewBox="0 0 6 9" aria-hidden="true">
        <path d="M1 0.5h4M1.5 0.5v3L0.5 5h5L4.5 3.5v-3M3 5v3.5" />
      </svg>
      <span className="spoken">{label}</span>
    </>
  );
}

function crosshairColumn(
  { columns, grid, zone, formatValue, unitLabel }: LegendProps,
  t: TFunction<'chart'>,
  timeMs: number | undefined,
  track: string,
): TableColumn {
  const textOf = (series: number) => {
    const value = timeMs === undefined ? undefined : sampleAt(columns, series, timeMs, grid.stepMs);
    return value === undefined ? '' : formatValue(value);
  };
  return {
    key: atKey,
    head: (
      <>
        {timeMs === undefined ? unitLabel || <CrosshairMark /> : formatTime(timeMs, zone)}
        <span className="spoken">{t('legend.atCrosshair')}</span>
      </>
    ),
    track,
    numeric: true,
    sortable: true,
    cell: (series) => <span className={styles.second}>{textOf(series)}</span>,
  };
}

function statColumns(
  { stats, formatValue }: LegendProps,
  t: TFunction<'chart'>,
  names: readonly StatName[],
  track: string,
): readonly TableColumn[] {
  return names.map((name) => ({
    key: name,
    head: t(`legend.${name}`),
    track,
    numeric: true,
    sortable: true,
    cell: (series) => (
      <span className={name === 'last' ? styles.last : styles.second}>
        {formatValue(stats[name][series] ?? Number.NaN)}
      </span>
    ),
  }));
}

/** The tracks beside the numbers: the swatch, an expression's letter, the shortest name; and the padding of a row. */
const swatchPx = 30;
const letterPx = 36;
const namePx = 112;
const fixedPx = swatchPx + 8;

/** Numbers are looked at for their width in so many rows at most. */
const measuredRows = 500;
const digitPx = 7.2;
/** `10:32:00` in a head. */
const timePx = 58;

/** One width for all columns of numbers, in pixels, for the widest of them: rows are placed one by one, so no row can find it out. */
function widthFor(stats: SeriesStats, formatValue: (value: number) => string): number {
  let widest = 4;
  const every = Math.max(1, Math.floor(stats.last.length / measuredRows));
  for (const name of statNames) {
    const values = stats[name];
    for (let i = 0; i < values.length; i += every)
      widest = Math.max(widest, formatValue(values[i] ?? Number.NaN).length);
  }
  return 17 + Math.ceil(widest * digitPx);
}
