import { describe, expect, it } from 'vitest';
import { begunMs, gapsOf, recordedPart, rowGaps, stripParts } from '../../../renderer/views/history/coverage-model.ts';
import { coverageNews } from '../../../renderer/views/history/use-coverage.ts';
import type { CoverageSpan } from '../../../shared/model/recording.ts';

const span = (startMs: number, endMs: number, state: CoverageSpan['state'] = 'recorded'): CoverageSpan => ({
  ...{ startMs, endMs, state },
  detail: '',
});
const window = { startMs: 1_000_000, endMs: 2_000_000 };

describe('the coverage of a window', () => {
  it('is drawn as parts that fill it, each with its reason', () => {
    const spans = [
      span(1_000_000, 1_250_000, 'notRecorded'),
      span(1_250_000, 1_500_000),
      span(1_500_000, 1_600_000, 'asleep'),
      span(1_600_000, 1_700_000, 'unreachable'),
      span(1_700_000, 1_800_000, 'deleted'),
      span(1_800_000, 2_000_000),
    ];
    expect(stripParts(spans, window)).toEqual([
      { from: 0, to: 0.25, state: 'notRecorded' },
      { from: 0.25, to: 0.5, state: 'recorded' },
      { from: 0.5, to: 0.6, state: 'asleep' },
      { from: 0.6, to: 0.7, state: 'unreachable' },
      { from: 0.7, to: 0.8, state: 'notRecorded' },
      { from: 0.8, to: 1, state: 'recorded' },
    ]);
  });

  it('is not recorded where nothing is said of it, and whatever most of a slot was', () => {
    expect(stripParts([], window)).toEqual([{ from: 0, to: 1, state: 'notRecorded' }]);
    const holes = Array.from({ length: 1000 }, (_, at) => [
      span(1_000_000 + at * 1000, 1_000_700 + at * 1000),
      span(1_000_700 + at * 1000, 1_001_000 + at * 1000, 'asleep'),
    ]).flat();
    expect(stripParts(holes, window)).toEqual([{ from: 0, to: 1, state: 'recorded' }]);
    expect(recordedPart(holes, window)).toBeCloseTo(0.7, 9);
  });

  it('of an empty window is nothing', () => {
    expect(stripParts([span(0, 5)], { startMs: 5, endMs: 5 })).toEqual([]);
    expect(recordedPart([span(0, 5)], { startMs: 5, endMs: 5 })).toBe(0);
  });

  it('has gaps, newest first: not before the first sample, and not what is still on its way', () => {
    const spans = [
      span(1_000_000, 1_200_000, 'notRecorded'),
      span(1_200_000, 1_300_000),
      span(1_300_000, 1_400_000, 'unreachable'),
      span(1_400_000, 1_500_000),
      span(1_500_000, 1_500_000, 'asleep'),
      span(1_500_001, 1_700_000, 'asleep'),
      span(1_700_000, 1_950_000),
      span(1_950_000, 2_000_000, 'notRecorded'),
    ];
    expect(gapsOf(spans, 2_000_000).map(({ startMs, state }) => [startMs, state])).toEqual([
      [1_500_001, 'asleep'],
      [1_300_000, 'unreachable'],
    ]);
    expect(gapsOf([span(1, 2, 'notRecorded')], 2_000_000)).toEqual([]);
    const deleted = [span(1, 2, 'notRecorded'), span(3, 4, 'deleted'), span(5, 6)];
    expect([gapsOf(deleted, 2_000_000), gapsOf(deleted, 10)]).toEqual([[deleted[1]], [deleted[1]]]);
  });

  it('has the gaps of its rules beside those of everything, each once', () => {
    const all = [span(1_000_000, 1_500_000), span(1_500_001, 1_600_000, 'asleep'), span(1_600_001, 2_000_000)];
    const late = [span(1_000_000, 1_200_000, 'notRecorded'), span(1_200_001, 1_900_000), span(1_900_001, 2_000_000)];
    const broken = [
      ...[span(1_000_000, 1_501_000), span(1_501_001, 1_599_000, 'asleep'), span(1_599_001, 1_700_000)],
      ...[span(1_700_001, 1_800_000, 'unreachable'), span(1_800_001, 2_000_000)],
    ];
    const rules = new Map([
      ['Late', late],
      ['Pods', broken],
      ['Nodes', broken],
    ]);
    expect(rowGaps(all, rules, 2_000_000).map(({ startMs, state, rules: of }) => [startMs, state, of])).toEqual([
      [1_700_001, 'unreachable', ['Pods', 'Nodes']],
      [1_500_001, 'asleep', []],
    ]);
    expect([begunMs(all, window), begunMs(late, window), begunMs([], window)]).toEqual([
      undefined,
      1_200_001,
      undefined,
    ]);
  });
});

describe('coverage that is shown', () => {
  it('is asked for again when the recorder has looked, or filled in what was missed, and not with each of its numbers', () => {
    const backfill = { kind: 'none', doneMs: 0, totalMs: 0, atMs: undefined, samples: 0 } as const;
    const recording = { kind: 'recording', form: 'chunks', newestMs: 1 } as const;
    const starting = coverageNews({ state: { kind: 'starting' }, backfill });
    const looked = coverageNews({ state: recording, backfill });
    const later = coverageNews({ state: { ...recording, newestMs: 2 }, backfill: { ...backfill, doneMs: 5 } });
    const filled = coverageNews({ state: recording, backfill: { ...backfill, kind: 'done' } });
    expect(new Set([coverageNews(undefined), starting, looked, filled]).size).toBe(4);
    expect(later).toBe(looked);
  });
});
