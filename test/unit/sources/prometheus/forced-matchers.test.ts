import { describe, expect, test } from 'vitest';
import { forcedMatchers } from '../../../../electron/backend/sources/prometheus/forced-matchers.ts';
import { AppError } from '../../../../shared/base/errors.ts';
import type { QueryRequest } from '../../../../shared/model/query.ts';

const instant = (expr: string): QueryRequest => ({ kind: 'instant', expr });

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error instanceof AppError ? [error.code, error.details] : error;
  }
}

test.each([undefined, '', '  '])('without matchers (%j) a query stays as it is, whatever it is', (text) => {
  const request = instant('no { promql');
  expect(forcedMatchers(text).into(request)).toBe(request);
});

test('every selector gets them, and the rest of the request stays', () => {
  const request: QueryRequest = { kind: 'range', expr: 'rate(a[5m]) / b{x="1"}', startMs: 1, endMs: 2, stepMs: 3 };
  const forced = forcedMatchers('{team="a"}').into(request);
  expect({ ...forced, expr: forced.expr.replaceAll(/\s|,(?=})/g, '') }).toEqual({
    ...request,
    expr: 'rate(a{team="a"}[5m])/b{x="1",team="a"}',
  });
});

test('what cannot be parsed is refused with its place', () => {
  expect(thrown(() => forcedMatchers('team="a"').into(instant('sum(a')))).toEqual([
    'prometheus.badData',
    { serverMessage: expect.stringMatching(/^1:6: parse error/), position: '1:6', line: 1, column: 6 },
  ]);
});

test('matchers that are none let nothing through', () => {
  const matchers = forcedMatchers('team=');
  expect(thrown(() => matchers.into(instant('a')))).toEqual([
    'address.badMatchers',
    { matchers: 'team=', reason: expect.stringMatching(/parse error/) },
  ]);
});

describe('an error of the server’s', () => {
  const refused = new AppError('prometheus.badData', 'no', {
    details: { serverMessage: '1:3: parse error: no', position: '1:3', line: 1, column: 3 },
  });

  test('has no place in what was typed where matchers were put in', () => {
    const explained = forcedMatchers('team="a"').explain(refused);
    expect(explained instanceof AppError && explained.toData()).toEqual({
      code: 'prometheus.badData',
      message: 'no',
      details: { serverMessage: '1:3: parse error: no' },
      retryable: false,
    });
  });

  test('stays as it is otherwise', () => {
    const other = new Error('a bug');
    expect(forcedMatchers(undefined).explain(refused)).toBe(refused);
    expect(forcedMatchers('team="a"').explain(other)).toBe(other);
  });
});
