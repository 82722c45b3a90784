/** The heatmap of a graph: native histograms always are one, classic buckets can be one. */
import { useMemo } from 'react';
import type { UnitName } from '../../shared/format/unit.ts';
import type { Columns } from '../../shared/model/query.ts';
import { parseExpr } from '../../shared/promql/parser.ts';
import { observedUnitOf } from '../../shared/promql/unit-of.ts';
import type { GraphPart } from './graph-model.ts';
import type { Grid } from './grid.ts';
import { classicHeatmap, type Heatmap, heatmapOf } from './heatmap.ts';

/** Buckets by `le` alone are few. */
const mostBuckets = 200;

export interface HeatmapRequest {
  readonly parts: readonly GraphPart[];
  /** Of all parts. */
  readonly columns: Columns;
  readonly visible: readonly number[];
  readonly grid: Grid;
  /** Of the expressions' values. */
  readonly unit: UnitName;
  readonly onlyHistograms: boolean;
  /** Of classic buckets: they are to be a heatmap. */
  readonly wanted: boolean;
}

export interface ShownHeatmap {
  readonly heatmap: Heatmap | undefined;
  /** Of what was observed: the heatmap's heights are in it. */
  readonly unit: UnitName;
  /** The series are classic buckets. */
  readonly possible: boolean;
}

export function useHeatmap(request: HeatmapRequest): ShownHeatmap {
  const { parts, columns, visible, grid, unit, onlyHistograms, wanted } = request;
  const native = useMemo(
    () => (onlyHistograms ? heatmapOf(columns, visible, grid) : undefined),
    [onlyHistograms, columns, visible, grid],
  );
  const classic = useMemo(
    () => (onlyHistograms || visible.length > mostBuckets ? undefined : classicHeatmap(columns, visible, grid)),
    [onlyHistograms, columns, visible, grid],
  );
  const possible = classic !== undefined;
  const observed = useMemo(() => (possible ? observedUnit(parts) : undefined), [possible, parts]);
  const heatmap = native ?? (wanted ? classic : undefined);
  return { heatmap, possible, unit: native === undefined ? (observed ?? unit) : unit };
}

/** Buckets count, and are bounded by what they count. */
function observedUnit(parts: readonly GraphPart[]): UnitName {
  try {
    const units = new Set(parts.map(({ expr }) => observedUnitOf(parseExpr(expr, { experimentalFunctions: true }))));
    const [only] = units;
    return units.size === 1 && only !== undefined ? only : 'none';
  } catch {
    // The server understood what our parser does not: then no unit is known.
    return 'none';
  }
}
