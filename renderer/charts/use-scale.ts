/** The vertical scale of a graph, as it follows from what is drawn and from the panel's options. */
import { useMemo } from 'react';
import type { TimeZone } from '../../shared/format/time.ts';
import type { UnitName } from '../../shared/format/unit.ts';
import type { GraphOptions } from './graph-model.ts';
import type { Heatmap } from './heatmap.ts';
import type { PlotLine } from './plot-model.ts';
import { stackedExtent } from './stack.ts';
import { smallestPositiveOf, type ValueScale, valueScale } from './value-scale.ts';

export interface ScaleParts {
  readonly options: GraphOptions;
  readonly lines: readonly PlotLine[];
  /** Of the lines as they are, not stacked. */
  readonly extent: readonly [min: number, max: number] | undefined;
  readonly heatmap: Heatmap | undefined;
  /** Of a heatmap, that of what was observed. */
  readonly unit: UnitName;
  readonly locale: string;
  readonly zone: TimeZone;
}

/** Thresholds are within the scale, so that one sees how far away they are; piles begin at zero and are never on a log scale. */
export function useScale({ options, lines, extent: plain, heatmap, unit, locale, zone }: ScaleParts): ValueScale {
  const { stacking, scale: kind, yFrom, yMin, yMax, thresholds } = options;
  return useMemo(() => {
    const stacked = stacking === 'stacked' && heatmap === undefined;
    const extent = heatmap === undefined ? (stacked ? stackedExtent(lines) : plain) : heatmap.extent;
    const whole =
      extent === undefined || thresholds.length === 0
        ? extent
        : ([Math.min(extent[0], ...thresholds), Math.max(extent[1], ...thresholds)] as const);
    const positive = () =>
      heatmap === undefined ? smallestPositiveOf(lines.map((line) => line.values)) : heatmap.smallestPositive;
    return valueScale({
      ...{ extent: whole, yMin, yMax, unit, locale, zone },
      kind: stacked ? 'linear' : kind,
      smallestPositive: kind === 'log' ? positive() : undefined,
      yFrom: stacked ? 'zero' : yFrom,
    });
  }, [stacking, kind, yFrom, yMin, yMax, unit, thresholds, lines, plain, heatmap, locale, zone]);
}
