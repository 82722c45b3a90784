import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../renderer/components/slices.ts';
import { ruleYaml } from '../../../renderer/views/alerts/trying/rule-yaml.ts';
import { compared, evaluationsOf, outcomeOf } from '../../../renderer/views/alerts/trying/tried-rule.ts';
import { labelsFromPairs } from '../../../shared/model/labels.ts';
import type { Columns } from '../../../shared/model/query.ts';

const evaluations = { startMs: 0, endMs: 9000, stepMs: 1000 };

/** A text a series: `x` where it has a sample, a second a letter. */
function columns(series: Readonly<Record<string, string>>): Columns {
  const times = Object.values(series).map((drawn) =>
    [...drawn].flatMap((letter, n) => (letter === 'x' ? [n * 1000] : [])),
  );
  const offsets = [0];
  for (const one of times) offsets.push((offsets.at(-1) ?? 0) + one.length);
  return {
    labels: Object.keys(series).map((pod) =>
      labelsFromPairs([
        ['__name__', 'up'],
        ['pod', pod],
      ]),
    ),
    offsets: new Uint32Array(offsets),
    timesMs: new Float64Array(times.flat()),
    values: new Float64Array(times.flat().length),
    histograms: [],
  };
}

describe('a rule that is tried', () => {
  it('has the alerts of every series, those that fired longest first, and what they come to', () => {
    const found = columns({ a: 'x.........', b: '...xxxxx..', c: '.....xxxx.' });
    const { alerts, summary } = atOnce(outcomeOf(found, evaluations, { forMs: 1000, keepFiringForMs: 0 }, []));
    expect(alerts.map(({ labels, spans }) => [labels[1], spans.map(({ state }) => state).join(' ')])).toEqual([
      ['b', 'pending firing'],
      ['c', 'pending firing'],
      ['a', 'pending'],
    ]);
    expect(summary).toEqual({ fired: 2, onlyPending: 1, times: 2, firingMs: 5000, longestMs: 4000 });
  });

  it('is compared with the rule as it is, alert by alert', () => {
    const of = (holdMs: number, series: Readonly<Record<string, string>>) =>
      atOnce(outcomeOf(columns(series), evaluations, { forMs: holdMs, keepFiringForMs: 0 }, []));
    const rows = compared(of(0, { a: 'xx', b: 'x' }), of(1000, { a: 'xx', c: 'xxx' }));
    expect(
      rows.map(({ labels, before, after }) => [
        labels[1],
        before.map(({ state }) => state),
        after.map(({ state }) => state),
      ]),
    ).toEqual([
      ['c', [], ['pending', 'firing']],
      ['a', ['firing'], ['pending', 'firing']],
      ['b', ['firing'], []],
    ]);
  });

  it('is evaluated as often as the rule is, or a whole number of times less often, at times of its own', () => {
    const day = 86_400_000;
    expect(evaluationsOf({ startMs: 1234, endMs: 61_234 }, 15_000)).toEqual({
      ...{ startMs: 15_000, endMs: 60_000, stepMs: 15_000 },
    });
    expect(evaluationsOf({ startMs: 0, endMs: day }, 30_000).stepMs).toBe(30_000);
    expect(evaluationsOf({ startMs: 0, endMs: 30 * day }, 30_000).stepMs).toBe(540_000);
    expect(evaluationsOf({ startMs: 0, endMs: 5000 }, 10).stepMs).toBe(1000);
  });
});

describe('a rule to be copied', () => {
  const rule = {
    ...{ name: 'Down', expr: 'up == 0', forMs: 300_000, keepFiringForMs: 0 },
    labels: ['severity', 'critical'],
    annotations: ['summary', 'It is {{ $labels.job }}: "down"', 'y', 'no'],
  };

  it('is as a rule file has it', () => {
    expect(ruleYaml(rule)).toBe(`- alert: Down
  expr: "up == 0"
  for: 5m
  labels:
    severity: critical
  annotations:
    summary: "It is {{ $labels.job }}: \\"down\\""
    "y": "no"
`);
  });

  it('keeps the lines of its expression', () => {
    const expr = 'sum by (job) (\n  up == 0\n) > 1';
    expect(
      ruleYaml({ ...rule, expr, forMs: 0, keepFiringForMs: 60_000, labels: [], annotations: [] }),
    ).toBe(`- alert: Down
  expr: |
    sum by (job) (
      up == 0
    ) > 1
  keep_firing_for: 1m
`);
  });
});
