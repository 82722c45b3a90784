import { describe, expect, it } from 'vitest';
import { joinReading, pushRows, pushState } from '../../../renderer/views/status/pushgateway/push-rows.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import type { PushGroup } from '../../../shared/model/pushgateway.ts';

const hourMs = 3_600_000;
const nowMs = 1_800_000_000_000;
const staleMs = 24 * hourMs;

function group(labels: Readonly<Record<string, string>>, more: Partial<PushGroup> = {}): PushGroup {
  return {
    labels: labelsFromPairs(Object.entries(labels)),
    ...{ lastPushMs: nowMs - hourMs, lastFailureMs: undefined, isSuccessful: true, metrics: 1, series: 1 },
    ...more,
  };
}

describe('a group of a Pushgateway', () => {
  it.each<readonly [string, Partial<PushGroup>]>([
    ['fresh', {}],
    ['stale', { lastPushMs: nowMs - staleMs }],
    ['stale', { lastPushMs: undefined }],
    ['failed', { isSuccessful: false, lastFailureMs: nowMs }],
    // Of one that does not tell it: by which of both was later.
    ['failed', { isSuccessful: undefined, lastFailureMs: nowMs }],
    ['fresh', { isSuccessful: undefined, lastFailureMs: nowMs - 2 * hourMs }],
  ])('is %s: %o', (state, more) => expect(pushState(group({ job: 'a' }, more), nowMs, staleMs)).toBe(state));
});

describe('the groups as they are listed', () => {
  const groups = [
    group({ job: 'fresh', instance: 'x' }),
    group({ job: 'old' }, { lastPushMs: nowMs - 30 * hourMs }),
    group({ job: 'older' }, { lastPushMs: nowMs - 300 * hourMs }),
    group({ instance: 'bad' }, { isSuccessful: false }),
  ];
  const use = { id: 'a/b:1', transport: 'proxy', pod: '', pathPrefix: '', found: [] } as const;
  const begin = { kind: 'begin', readAtMs: nowMs, use, version: '1', startMs: undefined } as const;
  const reading = joinReading([
    begin,
    { kind: 'groups', groups: groups.slice(0, 1) },
    { kind: 'groups', groups: groups.slice(1) },
    { kind: 'end', leftOut: 3 },
  ]);
  const rows = (text = '', onlyBad = false, age = staleMs) =>
    reading && pushRows(reading, { text, onlyBad, staleMs: age, nowMs });

  it('begin with what was refused, then what is stale, then the newest', () => {
    expect(rows()?.rows.map(({ job, state }) => `${job} ${state}`)).toEqual([
      ...[' failed', 'old stale', 'older stale', 'fresh fresh'],
    ]);
    expect([rows()?.counts, reading?.leftOut]).toEqual([{ failed: 1, stale: 2, fresh: 1 }, 3]);
  });

  it('are narrowed by words, and to what needs a look; another age makes others stale', () => {
    expect(rows('JOB=fresh x')?.rows.map(({ others }) => others)).toEqual(['instance="x"']);
    expect(rows('', true)?.rows).toHaveLength(3);
    expect(rows('', true, 100 * hourMs)?.rows.map(({ job }) => job)).toEqual(['', 'older']);
  });

  it('are none before the reading has ended', () => {
    expect([joinReading([begin]), joinReading([])]).toEqual([undefined, undefined]);
  });
});
