/** What the overview asks and hatches, and where a context's views lead. */
import { describe, expect, it } from 'vitest';
import type { Gap } from '../../../renderer/charts/graph-model.ts';
import { gridOf } from '../../../renderer/charts/grid.ts';
import { viewFor, viewsOf } from '../../../renderer/state/routing.ts';
import { overviewGaps, valuesBeside } from '../../../renderer/views/overview/overview-gaps.ts';
import {
  coresExpr,
  memoryExpr,
  overviewGraphs,
  overviewSpan,
  scrapesExpr,
  triedExpr,
} from '../../../renderer/views/overview/overview-queries.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';

const nowMs = 1_700_000_012_345;

describe('the span of the overview', () => {
  it('ends now at first, so that the first sample is seen, and grows to an hour on a calm grid', () => {
    const since = (ms: number | undefined) => overviewSpan(nowMs, ms === undefined ? undefined : nowMs - ms);
    expect([since(0), since(5 * 60_000), since(86_400_000), since(undefined)]).toEqual([
      { startMs: nowMs - 200_000, endMs: nowMs, stepMs: 5000, nowMs, rateMs: 20_000, isNew: true },
      { startMs: 1_699_999_410_000, endMs: 1_700_000_010_000, stepMs: 5000, nowMs, rateMs: 20_000, isNew: false },
      { startMs: 1_699_996_410_000, endMs: 1_700_000_010_000, stepMs: 15_000, nowMs, rateMs: 60_000, isNew: false },
      { startMs: 1_699_996_410_000, endMs: 1_700_000_010_000, stepMs: 15_000, nowMs, rateMs: 60_000, isNew: false },
    ]);
  });
});

describe('the expressions of the overview', () => {
  it('are PromQL', () => {
    const all = overviewGraphs.flatMap(({ lines }) => lines.map(({ expr }) => expr('20s')));
    for (const expr of [...all, coresExpr, memoryExpr, scrapesExpr(221_500), triedExpr])
      expect(() => parseExpr(expr)).not.toThrow();
  });
});

type Told = readonly [state: CoverageSpan['state'], startMs: number, endMs: number];

describe('the gaps of the overview', () => {
  const everyMs = 5000;
  /** Every 5 s, both ends inclusive. */
  const scrapes = (fromMs: number, toMs: number) =>
    Array.from({ length: (toMs - fromMs) / everyMs + 1 }, (_, i) => fromMs + i * everyMs);
  const gapsOf = (scrapedMs: readonly number[], told: readonly Told[] = [], nowMs = 102_000) =>
    overviewGaps({
      ...{ startMs: 0, nowMs, everyMs, scrapedMs },
      coverage: told.map(([state, startMs, endMs]) => ({ state, startMs, endMs, detail: '' })),
    }).map(({ kind, startMs, endMs }) => [kind, startMs, endMs]);

  it('are where two scrapes and more are missing, and not one that is late', () => {
    expect(gapsOf(scrapes(5000, 100_000))).toEqual([]);
    expect(gapsOf([...scrapes(5000, 40_000), ...scrapes(50_000, 100_000)])).toEqual([]);
    expect(gapsOf([...scrapes(5000, 40_000), ...scrapes(55_000, 100_000)])).toEqual([['notRecorded', 40_000, 55_000]]);
    expect(gapsOf(scrapes(60_000, 80_000))).toEqual([
      ['notRecorded', 0, 60_000],
      ['notRecorded', 80_000, 102_000],
    ]);
    expect(gapsOf([])).toEqual([['notRecorded', 0, 102_000]]);
  });

  it('are at a restart of ten seconds, which was written down', () => {
    const scrapedMs = [...scrapes(5000, 40_000), ...scrapes(50_000, 100_000)];
    const told: readonly Told[] = [
      ['recorded', 0, 41_000],
      ['notRecorded', 41_001, 48_999],
      ['recorded', 49_000, 100_000],
      ['notRecorded', 100_001, 102_000],
    ];
    expect(gapsOf(scrapedMs, told)).toEqual([['notRecorded', 40_000, 50_000]]);
    // The newest is late, and not written down yet.
    const late = [...told.slice(0, -1), ['notRecorded', 100_001, 109_000]] as const;
    expect(gapsOf(scrapedMs, late, 109_000)).toEqual([['notRecorded', 40_000, 50_000]]);
  });

  it('are not where there are samples, though who was killed did not write down the last half minute', () => {
    const scrapedMs = [...scrapes(5000, 70_000), ...scrapes(85_000, 100_000)];
    const told: readonly Told[] = [
      ['recorded', 0, 45_000],
      ['notRecorded', 45_001, 83_000],
      ['recorded', 83_001, 102_000],
    ];
    expect(gapsOf(scrapedMs, told)).toEqual([['notRecorded', 70_000, 85_000]]);
  });

  it('have the reason that most of them has', () => {
    const scrapedMs = [...scrapes(5000, 10_000), ...scrapes(40_000, 45_000), ...scrapes(80_000, 100_000)];
    const told: readonly Told[] = [
      ['recorded', 0, 11_000],
      ['asleep', 11_001, 36_000],
      ['notRecorded', 36_001, 39_000],
      ['recorded', 39_001, 46_000],
      ['unreachable', 46_001, 79_000],
      ['recorded', 79_001, 102_000],
    ];
    expect(gapsOf(scrapedMs, told)).toEqual([
      ['asleep', 10_000, 40_000],
      ['unreachable', 45_000, 80_000],
    ]);
  });
});

describe('the values beside a gap', () => {
  const gap: Gap = { startMs: 20_000, endMs: 36_000, kind: 'notRecorded' };
  const shown = (stepMs: number, backMs: number, gaps: readonly Gap[] = [gap]) => {
    const grid = gridOf({ startMs: 0, endMs: 75_000, stepMs });
    const values = valuesBeside(gaps, grid, new Float64Array(grid.count).fill(1), { backMs, everyMs: 5000 });
    return [...values].flatMap((value, i) => (Number.isNaN(value) ? [i * stepMs] : []));
  };

  it('are not shown within it, to the last sample before and from the first one after', () => {
    expect(shown(5000, 0)).toEqual([25_000, 30_000, 35_000]);
  });

  it('of a rate come once its range is recorded', () => {
    expect(shown(5000, 20_000)).toEqual([25_000, 30_000, 35_000, 40_000, 45_000, 50_000]);
  });

  it('leave one out where the gap is between two of them', () => {
    const short = { ...gap, startMs: 31_000, endMs: 42_000 };
    expect(shown(15_000, 0, [short])).toEqual([45_000]);
  });

  it('are not shown at the begin, where a gap before it is looked back into', () => {
    expect(shown(5000, 20_000, [{ ...gap, startMs: -20_000, endMs: -3000 }])).toEqual([0, 5000, 10_000]);
    expect(shown(5000, 20_000, [{ ...gap, startMs: -60_000, endMs: -30_000 }])).toEqual([]);
    expect(shown(5000, 0, [{ ...gap, startMs: -20_000, endMs: 5000 }])).toEqual([0]);
  });

  it('are as they were given where nothing is missing, and what was given stays', () => {
    const grid = gridOf({ startMs: 0, endMs: 40_000, stepMs: 5000 });
    const given = Float64Array.from({ length: grid.count }, (_, i) => i);
    valuesBeside([gap], grid, given, { backMs: 0, everyMs: 5000 });
    expect([...given]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...valuesBeside([], grid, given, { backMs: 20_000, everyMs: 5000 })]).toEqual([...given]);
  });
});

describe('the views of a context', () => {
  it('are an overview for this computer, and for others Discovery and the Alertmanager', () => {
    expect([viewsOf({ isComputer: true }), viewsOf({})]).toEqual([
      expect.arrayContaining(['overview', 'explorer']),
      expect.arrayContaining(['explorer', 'discovery']),
    ]);
    const [own, others] = [viewsOf({ isComputer: true }), viewsOf({})];
    expect([own.includes('discovery'), own.includes('alertmanager'), others.includes('overview')]).toEqual([
      ...[false, false, false],
    ]);
    expect([
      viewFor({ isComputer: true }, 'discovery'),
      viewFor({}, 'overview'),
      viewFor({ isComputer: true }, 'explorer'),
    ]).toEqual(['overview', 'explorer', 'explorer']);
  });

  it('are only those that a record can answer, where it is a record alone', () => {
    const views = viewsOf({ id: 'record::imported-1' as ContextId });
    expect([views.includes('explorer'), views.includes('discovery'), views.includes('overview')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
