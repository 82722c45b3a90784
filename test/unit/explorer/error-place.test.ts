import { expect, test } from 'vitest';
import { errorPlace } from '../../../renderer/views/explorer/error-place.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';

const refused = (serverMessage: string): AppErrorData => ({
  code: 'prometheus.badData',
  message: 'refused',
  details: { serverMessage },
  retryable: false,
});

test('the place is the word that Prometheus names', () => {
  const expr = 'rate(node_cpu_seconds_total[5x])';
  const place = errorPlace(
    refused('invalid parameter "query": 1:29: parse error: bad number or duration syntax: "5"'),
    expr,
  );
  expect(place).toEqual({ from: 28, to: 30, line: 1, column: 29 });
  expect(expr.slice(28, 30)).toBe('5x');
});

test('lines are counted', () => {
  const expr = 'sum(\n  up))';
  expect(errorPlace(refused('2:6: parse error: unexpected right parenthesis'), expr)).toEqual({
    from: 10,
    to: 11,
    line: 2,
    column: 6,
  });
});

test('Prometheus counts bytes, the editor counts characters', () => {
  const expr = 'up{a="üü"} )';
  expect(errorPlace(refused('1:14: parse error: unexpected right parenthesis'), expr)).toEqual({
    from: 11,
    to: 12,
    line: 1,
    column: 12,
  });
});

test('an expression that stops too early is marked behind its end', () => {
  expect(errorPlace(refused('1:4: parse error: unexpected end of input'), 'sum')).toMatchObject({ from: 3, to: 4 });
});

test('words without a place, or with one that is not there, mark nothing', () => {
  expect(errorPlace(refused('query timed out'), 'up')).toBeUndefined();
  expect(errorPlace(refused('7:1: parse error: x'), 'up')).toBeUndefined();
});
