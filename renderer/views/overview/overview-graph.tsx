/** One graph of the overview: its title, what it shows last, and the chart. */
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatHourMinute } from '../../../shared/format/time.ts';
import { formatWithUnit } from '../../../shared/format/unit.ts';
import type { Columns } from '../../../shared/model/query.ts';
import type { Crosshair } from '../../charts/crosshair.ts';
import { alignToGrid, gridOf } from '../../charts/grid.ts';
import { lookOfSlot } from '../../charts/looks.ts';
import type { PlotLine } from '../../charts/plot-model.ts';
import { Swatch } from '../../charts/swatch.tsx';
import { TimeSeriesChart } from '../../charts/time-series-chart.tsx';
import { extentOf, valueScale } from '../../charts/value-scale.ts';
import { useSettings } from '../../state/stores.tsx';
import { valuesBeside } from './overview-gaps.ts';
import styles from './overview-graph.module.css';
import { type OverviewGraph as GraphSpec, overviewGraphs } from './overview-queries.ts';
import type { OverviewAnswer } from './use-overview.ts';

export interface OverviewGraphProps {
  readonly graph: GraphSpec;
  /** Of each line. */
  readonly columns: readonly Columns[];
  readonly answer: OverviewAnswer;
  readonly crosshair: Crosshair;
}

const nothing: readonly never[] = [];
const noHandler = () => undefined;

/** As the Explorer's: the axis runs a little past now. */
const pastNow = 0.02;

export function OverviewGraph({ graph, columns, answer, crosshair }: OverviewGraphProps) {
  const { t, i18n } = useTranslation('overview');
  const { timeZone } = useSettings();
  const { startMs, endMs, stepMs, nowMs, rateMs } = answer.span;
  const { gaps, everyMs } = answer;
  const { unit, isRate } = graph;
  const locale = i18n.language;
  const grid = useMemo(() => gridOf({ startMs, endMs, stepMs }), [startMs, endMs, stepMs]);
  const lines = useMemo(
    () =>
      columns.flatMap((of, series): readonly PlotLine[] => {
        if (of.labels.length === 0) return [];
        const values = valuesBeside(gaps, grid, alignToGrid(of, 0, grid), { backMs: isRate ? rateMs : 0, everyMs });
        return [{ series, values, look: lookOfSlot(series) }];
      }),
    [columns, grid, gaps, isRate, rateMs, everyMs],
  );
  const yMax = graph.title === 'memory' ? answer.memoryBytes : undefined;
  const scale = useMemo(() => {
    const extent = extentOf(lines.map(({ values }) => values));
    const limits = { yMin: 0, yMax, kind: 'linear', yFrom: 'zero', smallestPositive: undefined } as const;
    return valueScale({ extent, ...limits, unit, locale, zone: timeZone });
  }, [lines, yMax, unit, locale, timeZone]);
  const window = useMemo(() => ({ startMs, endMs: nowMs + (nowMs - startMs) * pastNow, nowMs }), [startMs, nowMs]);
  const formatValue = useCallback(
    (value: number) => formatWithUnit(unit === 'percent' ? Math.round(value) : value, unit, locale),
    [unit, locale],
  );
  const nameOf = (series: number) => t(graph.lines[series]?.word ?? 'used');
  const time = (ms: number) => formatHourMinute(ms, timeZone);
  const name = t('graph', { title: t(graph.title), from: time(startMs), to: time(endMs) });
  const isEmpty = lines.every(({ values }) => values.every((value) => Number.isNaN(value)));
  return (
    <section className={styles.graph} aria-label={t(graph.title)}>
      <header className={styles.head}>
        <h3 className={styles.title}>{t(graph.title)}</h3>
        <Note graph={graph} answer={answer} />
        <p className={styles.values}>
          {graph.lines.map(({ word }, series) => {
            const value = lastOf(lines, series);
            if (value === undefined) return null;
            const several = graph.lines.length > 1;
            return (
              <span key={word} className={styles.value}>
                {several ? <Swatch look={lookOfSlot(series)} series={series} /> : null}
                {several ? t(word) : null} <b>{formatValue(value)}</b>
              </span>
            );
          })}
        </p>
      </header>
      <div className={styles.chart}>
        <TimeSeriesChart
          name={name}
          grid={grid}
          window={window}
          lines={lines}
          scale={scale}
          stacking="lines"
          thresholds={nothing}
          gaps={gaps}
          gapText={t('gap')}
          exemplars={nothing}
          heatmap={undefined}
          zone={timeZone}
          crosshair={crosshair}
          highlighted={undefined}
          onHighlight={noHandler}
          lineOf={noHandler}
          nameOf={nameOf}
          formatValue={formatValue}
          formatCount={formatValue}
          onZoom={noHandler}
          onMove={noHandler}
          onZoomBack={noHandler}
          onHold={noHandler}
        />
        {isEmpty ? <WhyEmpty graph={graph} answer={answer} /> : null}
      </div>
    </section>
  );
}

function Note({ graph, answer }: Pick<OverviewGraphProps, 'graph' | 'answer'>) {
  const { t, i18n } = useTranslation('overview');
  const { cores, memoryBytes } = answer;
  const text =
    graph.title === 'cpu' && cores !== undefined
      ? t('cpuNote', { count: cores })
      : graph.title === 'memory' && memoryBytes !== undefined
        ? t('memoryNote', { size: formatWithUnit(memoryBytes, 'bytes', i18n.language) })
        : '';
  return <span className={styles.note}>{text}</span>;
}

function WhyEmpty({ graph, answer }: Pick<OverviewGraphProps, 'graph' | 'answer'>) {
  const { t } = useTranslation('overview');
  const { startMs, endMs, stepMs, rateMs, isNew } = answer.span;
  const measured = answer.graphs.map((columns) => columns.some(({ values }) => values.length > 0));
  const [hasCpu = false] = measured;
  const isMeasured = measured[overviewGraphs.indexOf(graph)] === true;
  const rangeMs = endMs - startMs;
  const begins = isNew && !hasCpu;
  // Samples that none of the shown values stands on are too few for a rate yet.
  const text =
    graph.isRate && (isMeasured || begins)
      ? t('waitingRate', { seconds: rateMs / 1000 })
      : begins
        ? t('waiting', { seconds: stepMs / 1000 })
        : hasCpu && !isMeasured && (graph.title === 'disk' || graph.title === 'network')
          ? t('notMeasured')
          : t('noSamples', { time: formatSpan(rangeMs, { wholeSeconds: true }) });
  return <p className={styles.empty}>{text}</p>;
}

/** At the last time of all: what was before that is not said as if it were now. */
function lastOf(lines: readonly PlotLine[], series: number): number | undefined {
  const value = lines.find((line) => line.series === series)?.values.at(-1);
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
