/** The gap that a time of a chart's grid means, and its reason in words, for where the hatch has no room for them. */
import type { TFunction } from 'i18next';
import type { Gap } from './graph-model.ts';
import type { Grid } from './grid.ts';
import type { PlotLine } from './plot-model.ts';

export interface GapsOfChart {
  readonly gaps: readonly Gap[];
  readonly grid: Grid;
  readonly lines: readonly PlotLine[];
}

/** Within half a step, as short ones lie between two times; undefined where a line has a value there. */
export function gapAt({ gaps, grid, lines }: GapsOfChart, index: number): Gap | undefined {
  if (lines.some(({ values }) => !Number.isNaN(values[index] ?? Number.NaN))) return undefined;
  const timeMs = grid.startMs + index * grid.stepMs;
  const half = grid.stepMs / 2;
  return gaps.find(({ startMs, endMs }) => startMs <= timeMs + half && endMs >= timeMs - half);
}

/** @param notRecorded in place of "Not recorded", where the view knows more */
export function gapWords(
  t: TFunction<'chart'>,
  notRecorded: string | undefined,
): Readonly<Record<Gap['kind'], string>> {
  return {
    unreachable: t('chart.gap.unreachable'),
    asleep: t('chart.gap.asleep'),
    notRecorded: notRecorded ?? t('chart.gap.notRecorded'),
  };
}
