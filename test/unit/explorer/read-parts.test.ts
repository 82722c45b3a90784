import { describe, expect, it } from 'vitest';
import { readParts, readSpan } from '../../../renderer/views/explorer/keep/read-parts.ts';

const minute = 60_000;
const span = { startMs: 100 * minute, endMs: 160 * minute };

describe('what the expressions of a panel read', () => {
  it('are the selectors of all of them, each once, without times of their own', () => {
    const exprs = [
      'sum by (job) (rate(http_requests_total{code=~"5.."}[5m] offset 1h)) / on (job) up @ 5',
      'max_over_time(up[1h:1m])',
    ];
    expect(readParts(exprs)).toEqual({ selectors: ['http_requests_total{code=~"5.."}', 'up'], isValid: true });
    expect(readParts(['info(up)']).selectors).toEqual(['target_info', 'up']);
    expect(readParts(['info(up, {__name__=~".+_info", version="1"})']).selectors).toEqual([
      '{__name__=~".+_info"}',
      'up',
    ]);
    expect(readParts(['1 + 2'])).toEqual({ selectors: [], isValid: true });
    expect(readParts(['up', 'sum('])).toEqual({ selectors: [], isValid: false });
  });

  it('reach back as far as ranges, subqueries and offsets do', () => {
    const reach = (expr: string) => {
      const { startMs, endMs } = readSpan([expr], span);
      return [startMs / minute, endMs / minute];
    };
    expect(reach('up')).toEqual([95, 160]);
    expect(reach('rate(up[30m])')).toEqual([70, 160]);
    expect(reach('rate(up[30m] offset 10m)')).toEqual([60, 160]);
    expect(reach('max_over_time(up[20m:1m])')).toEqual([75, 160]);
    expect(reach('1')).toEqual([100, 160]);
  });
});
