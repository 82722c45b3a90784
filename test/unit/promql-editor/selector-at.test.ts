import { describe, expect, test } from 'vitest';
import { selectorAt } from '../../../renderer/promql-editor/selector-at.ts';

/** The cursor is where `‸` stands. */
function at(marked: string): string | undefined {
  const cursor = marked.indexOf('‸');
  return selectorAt(marked.slice(0, cursor) + marked.slice(cursor + 1), cursor);
}

describe('the selector at the cursor', () => {
  test('is the one that it is in or beside, without its range', () => {
    expect(
      [
        'u‸p',
        'rate(up{job="a"‸}[5m]) / down',
        'rate(up{job="a"}[5m]) / ‸down',
        'sum(rate({__name__="a"}‸[5m] offset 1h))',
        'a‸+b',
        'sum‸(up)',
        '1 + ‸2',
        '‸',
      ].map(at),
    ).toEqual(['up', 'up{job="a"}', 'down', '{__name__="a"}', 'a', undefined, undefined, undefined]);
  });

  test('is found in half an expression', () => {
    expect(
      [
        'rate(up{job="a"}‸[5m',
        'sum(u‸p',
        'up{job="a‸',
        'sum by (job) (rate(no‸de_cpu',
        'up{a="1"} + down‸ +',
        'sum by (jo‸b',
        'rate(‸',
      ].map(at),
    ).toEqual(['up{job="a"}', 'up', 'up', 'node_cpu', 'down', undefined, undefined]);
  });
});
