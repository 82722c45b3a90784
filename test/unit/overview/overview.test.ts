/** What the overview asks and hatches, and where a context's views lead. */
import { describe, expect, it } from 'vitest';
import { viewFor, viewsOf } from '../../../renderer/state/routing.ts';
import { overviewGaps } from '../../../renderer/views/overview/overview-gaps.ts';
import {
  coresExpr,
  memoryExpr,
  overviewGraphs,
  overviewSpan,
  triedExpr,
} from '../../../renderer/views/overview/overview-queries.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';

const nowMs = 1_700_000_012_345;

describe('the span of the overview', () => {
  it('ends now at first, so that the first sample is seen, and grows to an hour on a calm grid', () => {
    const since = (ms: number | undefined) => overviewSpan(nowMs, ms === undefined ? undefined : nowMs - ms);
    expect([since(0), since(5 * 60_000), since(86_400_000), since(undefined)]).toEqual([
      { startMs: nowMs - 200_000, endMs: nowMs, stepMs: 5000, nowMs, rateRange: '20s', isNew: true },
      { startMs: 1_699_999_410_000, endMs: 1_700_000_010_000, stepMs: 5000, nowMs, rateRange: '20s', isNew: false },
      { startMs: 1_699_996_410_000, endMs: 1_700_000_010_000, stepMs: 15_000, nowMs, rateRange: '1m', isNew: false },
      { startMs: 1_699_996_410_000, endMs: 1_700_000_010_000, stepMs: 15_000, nowMs, rateRange: '1m', isNew: false },
    ]);
  });
});

describe('the expressions of the overview', () => {
  it('are PromQL', () => {
    const all = overviewGraphs.flatMap(({ lines }) => lines.map(({ expr }) => expr('20s')));
    for (const expr of [...all, coresExpr, memoryExpr, triedExpr]) expect(() => parseExpr(expr)).not.toThrow();
  });
});

describe('the gaps of the overview', () => {
  it('are what was not recorded, each with its hatch, but not the moment between two scrapes', () => {
    const span = (
      state: 'recorded' | 'asleep' | 'deleted' | 'notRecorded' | 'unreachable',
      startMs: number,
      endMs: number,
    ) => ({
      ...{ state, startMs, endMs, detail: '' },
    });
    const coverage = [
      span('notRecorded', 0, 99),
      span('recorded', 100, 199),
      span('asleep', 200, 299),
      span('unreachable', 300, 399),
      span('deleted', 400, 499),
      span('recorded', 500, 599),
      span('notRecorded', 600, 605),
    ];
    expect(overviewGaps(coverage, 10)).toEqual([
      { kind: 'notRecorded', startMs: 0, endMs: 99 },
      { kind: 'asleep', startMs: 200, endMs: 299 },
      { kind: 'unreachable', startMs: 300, endMs: 399 },
      { kind: 'notRecorded', startMs: 400, endMs: 499 },
    ]);
  });
});

describe('the views of a context', () => {
  it('are an overview for this computer, and Discovery for others', () => {
    expect([viewsOf({ isComputer: true }), viewsOf({})]).toEqual([
      expect.arrayContaining(['overview', 'explorer']),
      expect.arrayContaining(['explorer', 'discovery']),
    ]);
    expect([viewsOf({ isComputer: true }).includes('discovery'), viewsOf({}).includes('overview')]).toEqual([
      false,
      false,
    ]);
    expect([
      viewFor({ isComputer: true }, 'discovery'),
      viewFor({}, 'overview'),
      viewFor({ isComputer: true }, 'explorer'),
    ]).toEqual(['overview', 'explorer', 'explorer']);
  });
});
