/** The expression of an alert around when it became active: its own series, with what it is compared with as a level. */
import { useCallback, useMemo, useState } from 'react';
import { formatHourMinute } from '../../../shared/format/time.ts';
import { formatWithUnit, type UnitName } from '../../../shared/format/unit.ts';
import { formatLabels } from '../../../shared/model/labels.ts';
import type { Columns } from '../../../shared/model/query.ts';
import type { ActiveAlert, AlertingRule } from '../../../shared/model/rule.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';
import { unitOf } from '../../../shared/promql/unit-of.ts';
import { gapsOf } from '../../charts/coverage-gaps.ts';
import { createCrosshair } from '../../charts/crosshair.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { alignToGrid, gridOf } from '../../charts/grid.ts';
import { lookOfSlot } from '../../charts/looks.ts';
import type { PlotLine } from '../../charts/plot-model.ts';
import { TimeSeriesChart } from '../../charts/time-series-chart.tsx';
import { extentOf, valueScale } from '../../charts/value-scale.ts';
import { Button } from '../../components/button.tsx';
import styles from '../../components/details.module.css';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useCoverage } from '../../state/use-coverage.ts';
import { type Graphed, type GraphWindow, graphedOf, windowAround } from './graphed-expr.ts';
import { useRowTexts } from './row-texts.tsx';
import { useAlertGraph } from './use-alert-graph.ts';

export interface AlertGraphProps {
  readonly rule: AlertingRule;
  readonly alert: ActiveAlert;
}

export function AlertGraph({ rule, alert }: AlertGraphProps) {
  const { t, asOfMs } = useRowTexts();
  const { id, live } = useAsked();
  const { expr, forMs, labels: ruleLabels } = rule;
  // As it was opened: a graph that moves with each reading would be asked for again each time.
  const [openedMs] = useState(() => asOfMs ?? Date.now());
  const { activeAtMs } = alert;
  const window = useMemo(() => windowAround(activeAtMs, openedMs, forMs), [activeAtMs, openedMs, forMs]);
  const key = alert.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: by its key an alert has the same labels at the next reading
  const graphed = useMemo(() => graphedOf(expr, alert.labels, ruleLabels), [expr, key]);
  const { columns, error, startedAtMs, again } = useAlertGraph(id, graphed.expr, window, live);
  if (columns !== undefined) return <Graph {...{ graphed, window, columns, rule }} />;
  if (error !== undefined)
    return (
      <div className={styles.graph}>
        <ErrorPanel
          error={error}
          actions={
            <Button size="small" onClick={again}>
              {t('graph.again')}
            </Button>
          }
        />
      </div>
    );
  const asking = t('graph.asking');
  return (
    <div className={styles.graph}>
      {startedAtMs === undefined ? (
        <p className={styles.faint}>{live ? null : t('graph.away')}</p>
      ) : (
        <Waiting sinceMs={startedAtMs} label={asking} text={(time) => `${asking} ${time}`} />
      )}
    </div>
  );
}

interface GraphProps {
  readonly graphed: Graphed;
  readonly window: GraphWindow;
  readonly columns: Columns;
  readonly rule: AlertingRule;
}

const noHandler = () => undefined;
const nothing: readonly never[] = [];
/** More are no graph of one alert; an expression that changes its labels may give them. */
const mostLines = 12;
const pastNow = 0.02;

function Graph({ graphed, window: { startMs, endMs, stepMs }, columns, rule }: GraphProps) {
  const { t, locale, timeZone, asOfMs } = useRowTexts();
  const { level } = graphed;
  const [crosshair] = useState(createCrosshair);
  const gaps = useGaps({ startMs, endMs, stepMs });
  const unit = useMemo(() => unitOfText(graphed.expr), [graphed.expr]);
  const grid = useMemo(() => gridOf({ startMs, endMs, stepMs }), [startMs, endMs, stepMs]);
  const lines = useMemo(
    () =>
      columns.labels
        .slice(0, mostLines)
        .map(
          (_, series): PlotLine => ({ series, values: alignToGrid(columns, series, grid), look: lookOfSlot(series) }),
        ),
    [columns, grid],
  );
  const scale = useMemo(() => {
    const levels = level === undefined || !Number.isFinite(level) ? [] : [Float64Array.of(level)];
    const extent = extentOf([...lines.map(({ values }) => values), ...levels]);
    const limits = {
      yMin: undefined,
      yMax: undefined,
      kind: 'linear',
      yFrom: 'auto',
      smallestPositive: undefined,
    } as const;
    return valueScale({ extent, ...limits, unit, locale, zone: timeZone });
  }, [lines, level, unit, locale, timeZone]);
  const formatValue = useCallback((value: number) => formatWithUnit(value, unit, locale), [unit, locale]);
  const thresholds = useMemo(
    () => (level === undefined || !Number.isFinite(level) ? nothing : [{ value: level, label: formatValue(level) }]),
    [level, formatValue],
  );
  const window = useMemo(() => {
    const isNow = asOfMs === undefined && Date.now() - endMs < 2 * stepMs;
    return { startMs, endMs: isNow ? endMs + (endMs - startMs) * pastNow : endMs, nowMs: isNow ? endMs : undefined };
  }, [startMs, endMs, stepMs, asOfMs]);
  const nameOf = (series: number) => formatLabels(columns.labels[series] ?? []);
  const time = (ms: number) => formatHourMinute(ms, timeZone);
  const isEmpty = lines.every(({ values }) => values.every((value) => Number.isNaN(value)));
  return (
    <div className={styles.graph}>
      <div className={styles.chart}>
        <TimeSeriesChart
          name={t('graph.name', { name: rule.name, from: time(startMs), to: time(endMs) })}
          {...{ grid, window, lines, scale, thresholds, gaps, crosshair, nameOf, formatValue }}
          stacking="lines"
          exemplars={nothing}
          heatmap={undefined}
          zone={timeZone}
          highlighted={undefined}
          onHighlight={noHandler}
          lineOf={noHandler}
          formatCount={formatValue}
          onZoom={noHandler}
          onMove={noHandler}
          onZoomBack={noHandler}
          onHold={noHandler}
        />
        {isEmpty ? <p className={styles.noSamples}>{t('graph.empty')}</p> : null}
      </div>
    </div>
  );
}

/** Of a record: where there is nothing, it was not recorded. */
function useGaps({ startMs, endMs, stepMs }: GraphWindow): readonly Gap[] {
  const { id, record } = useAsked();
  const { coverage } = useCoverage(id, record === undefined ? undefined : { startMs, endMs });
  return useMemo(() => (coverage === undefined ? nothing : gapsOf(coverage.spans, stepMs)), [coverage, stepMs]);
}

function unitOfText(expr: string): UnitName {
  try {
    return unitOf(parseExpr(expr));
  } catch {
    return 'none';
  }
}
