/** A result over time: the graph, and its legend at the right or, where there is no room, below. Keeps what is isolated, hidden, pinned. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatWithUnit } from '../../shared/format/unit.ts';
import type { Exemplar } from '../../shared/model/exemplar.ts';
import { ExemplarPanel } from './exemplar-panel.tsx';
import { GraphLegend } from './graph-legend.tsx';
import { GraphNotes } from './graph-notes.tsx';
import type { ChartHandle, SeriesGraphProps } from './graph-props.ts';
import styles from './series-graph.module.css';
import { TimeSeriesChart } from './time-series-chart.tsx';
import { useGraphHandle } from './use-graph-handle.ts';
import { useSeries } from './use-series.ts';

const noExemplars: readonly Exemplar[] = [];

export function SeriesGraph(props: SeriesGraphProps) {
  const { window: shown, zone, crosshair, options, marks } = props;
  const { i18n } = useTranslation('chart');
  const series = useSeries(props);
  const { format, heatmap, scaleUnit } = series;
  // Apart from each other: the pointer enters a row before it has left the chart.
  const [inChart, setInChart] = useState<number | undefined>();
  const [inLegend, setInLegend] = useState<number | undefined>();
  const highlighted = inLegend ?? inChart;
  const { exemplars = noExemplars } = marks;
  const { exemplar, setExemplar } = useExemplar(exemplars);
  const chart = useRef<ChartHandle>(null);
  useGraphHandle(props, series, chart);
  // The numbers of a heatmap's legend are counts: what was counted has a unit of its own.
  const formatValue = useCallback(
    (value: number) => (heatmap === undefined ? format.full(value) : formatWithUnit(value, scaleUnit, i18n.language)),
    [heatmap, format, scaleUnit, i18n.language],
  );
  const thresholds = useMemo(
    () => options.thresholds.map((value) => ({ value, label: formatWithUnit(value, scaleUnit, i18n.language, zone) })),
    [options.thresholds, scaleUnit, i18n.language, zone],
  );
  return (
    <div className={styles.graph}>
      <div className={styles.side}>
        <div className={styles.plot}>
          <TimeSeriesChart
            {...props}
            ref={chart}
            grid={series.grid}
            window={shown}
            lines={series.lines}
            scale={series.scale}
            stacking={options.stacking}
            thresholds={thresholds}
            gaps={marks.gaps}
            exemplars={exemplars}
            heatmap={heatmap}
            crosshair={crosshair}
            highlighted={highlighted}
            onHighlight={setInChart}
            lineOf={series.lineOf}
            nameOf={series.nameOf}
            formatValue={formatValue}
            formatCount={format.full}
            onExemplar={setExemplar}
          />
        </div>
        <GraphNotes series={series} marks={marks} onExemplars={() => setExemplar(newestOf(exemplars))} />
        {exemplar === undefined ? null : (
          <ExemplarPanel
            exemplar={exemplar}
            exemplars={exemplars}
            zone={zone}
            text={formatValue}
            onChoose={setExemplar}
            onClose={() => setExemplar(undefined)}
          />
        )}
      </div>
      <GraphLegend {...props} series={series} highlighted={highlighted} onHighlight={setInLegend} />
    </div>
  );
}

function newestOf(exemplars: readonly Exemplar[]): Exemplar | undefined {
  return exemplars.toSorted((a, b) => b.timeMs - a.timeMs)[0];
}

/** The chosen one, for as long as exemplars are asked for: it may be older than those that came last. */
function useExemplar(exemplars: readonly Exemplar[]) {
  const [chosen, setExemplar] = useState<Exemplar | undefined>();
  return { exemplar: exemplars.length === 0 ? undefined : chosen, setExemplar };
}
