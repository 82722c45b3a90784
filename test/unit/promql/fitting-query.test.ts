import { describe, expect, test } from 'vitest';
import type { MetricType } from '../../../shared/model/catalog.ts';
import { fittingQuery, metricSelector } from '../../../shared/promql/fitting-query.ts';
import { lintExpr } from '../../../shared/promql/lint.ts';
import { parseExpr } from '../../../shared/promql/parser.ts';

describe('the expression that fits a metric', () => {
  test('is a rate of what counts, a quantile of a histogram, the metric itself else', () => {
    const asked: readonly (readonly [string, MetricType])[] = [
      ['requests_total', 'counter'],
      ['requests', 'counter'],
      ['requests_total', 'unknown'],
      ['temperature', 'gauge'],
      ['temperature', 'unknown'],
      ['latency_seconds_bucket', 'histogram'],
      ['latency_seconds_bucket', 'unknown'],
      ['latency_seconds_sum', 'histogram'],
      ['latency_seconds_count', 'summary'],
      ['latency_seconds', 'histogram'],
      ['latency_seconds', 'summary'],
      ['build_info', 'info'],
      ['state', 'stateset'],
      ['http.requests', 'counter'],
    ];
    expect(asked.map(([name, type]) => fittingQuery(name, type))).toEqual([
      'rate(requests_total[5m])',
      'rate(requests[5m])',
      'rate(requests_total[5m])',
      'temperature',
      'temperature',
      'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))',
      'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))',
      'rate(latency_seconds_sum[5m])',
      'rate(latency_seconds_count[5m])',
      'histogram_quantile(0.95, sum(rate(latency_seconds[5m])))',
      'latency_seconds',
      'build_info',
      'state',
      'rate({"http.requests"}[5m])',
    ]);
  });

  test('is one that the parser takes and nobody has a remark on, whatever the name', () => {
    const names = ['up', 'a.b', 'a"b\\c', 'é☠\n', 'sum', 'by', 'x_bucket', 'inf', 'NaN', 'on', 'bool', '5', ' '];
    for (const name of names) {
      expect(() => parseExpr(metricSelector(name)), name).not.toThrow();
      const expr = fittingQuery(name, 'histogram');
      expect(lintExpr(expr), expr).toEqual([]);
    }
  });
});
