/** What is graphed of an alert, and around when. */
import { describe, expect, it } from 'vitest';
import { graphedOf, windowAround } from '../../../renderer/views/alerts/graphed-expr.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';

const bare = (expr: string) => {
  const { expr: graphed, level } = graphedOf(expr, ['alertname', 'A'], []);
  return [graphed, level];
};

describe('what is graphed of an alert', () => {
  it('is what its condition compares, and with what', () => {
    expect(bare('up == 0')).toEqual(['up', 0]);
    expect(bare('(sum by (job) (rate(x[5m])) > 5 * 60)')).toEqual(['sum by (job) (rate(x[5m]))', 300]);
    expect(bare('-1 < node_load1')).toEqual(['node_load1', -1]);
    expect(bare('a / b > (0.9) and on (job) c == 1')).toEqual(['a / b', 0.9]);
    expect(bare('a > 2 unless b')).toEqual(['a', 2]);
    expect(bare('a > b')).toEqual(['a', undefined]);
  });

  it('is the whole expression where there is no such condition', () => {
    for (const expr of ['vector(1)', 'a or b', 'a > bool 1', '1 > 2', 'absent(up)', 'not promql (('])
      expect(bare(expr)).toEqual([expr, undefined]);
  });

  it('is of the series of the alert alone: its labels, but those of its rule', () => {
    const labels = ['alertname', 'A', 'instance', 'a"$1\\', 'job', 'x', 'odd.name', 'y', 'severity', 'page'];
    const { expr } = graphedOf('up == 0', labels, ['severity', 'page']);
    expect(expr).toBe(
      '(up) and on (instance, job) label_replace(label_replace(vector(1), "instance", "a\\"$$1\\\\", "", ""), "job", "x", "", "")',
    );
    expect(parseExpr(expr).kind).toBe('binary');
  });
});

describe('the window around an alert', () => {
  const minuteMs = 60_000;
  const hourMs = 60 * minuteMs;
  const nowMs = 1000 * hourMs;
  const briefly = (activeAgoMs: number | undefined, forMs = 0) => {
    const active = activeAgoMs === undefined ? undefined : nowMs - activeAgoMs;
    const { startMs, endMs, stepMs } = windowAround(active, nowMs, forMs);
    return [Math.round((nowMs - startMs) / minuteMs), Math.round((nowMs - endMs) / minuteMs), stepMs / 1000];
  };

  it('holds what was before it, and ends now or some hours after it began', () => {
    expect(briefly(minuteMs)).toEqual([31, 0, 8]);
    expect(briefly(4 * hourMs)).toEqual([6 * 60, 0, 90]);
    // On multiples of 135 s.
    expect(briefly(240 * hourMs)).toEqual([243 * 60 + 2, 234 * 60 + 2, 135]);
    expect(briefly(undefined)).toEqual([60, 0, 15]);
    // By another clock it begins in what is to come.
    expect(briefly(-hourMs)[1]).toBe(0);
  });

  it('is on multiples of its step', () => {
    const { startMs, endMs, stepMs } = windowAround(nowMs - 12_345_678, nowMs - 987, 0);
    expect([startMs % stepMs, endMs % stepMs, (endMs - startMs) / stepMs <= 242]).toEqual([0, 0, true]);
  });
});
