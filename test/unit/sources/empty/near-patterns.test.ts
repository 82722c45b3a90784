import { describe, expect, it } from 'vitest';
import { nearPatterns } from '../../../../electron/backend/sources/empty/near-patterns.ts';
import type { MatchOperator } from '../../../../shared/promql/ast.ts';

const asked: string[] = [];
const nearest = async (text: string) => {
  asked.push(text);
  return text === 'none' ? [] : [`${text}.1`, `${text}|2`];
};

function near(op: MatchOperator, value: string) {
  asked.length = 0;
  return nearPatterns({ name: 'x', op, value }, nearest);
}

describe('near spellings', () => {
  it('of a value are values', async () => {
    expect(await near('=', 'a.*')).toEqual(['a.*.1', 'a.*|2']);
  });

  it('of a choice are choices, in which other letters mean themselves', async () => {
    expect(await near('=~', '10.0.0.1:9100')).toEqual(['10\\.0\\.0\\.1:9100\\.1', '10\\.0\\.0\\.1:9100\\|2']);
    expect(await near('=~', 'none|b')).toEqual(['none|b\\.1', 'none|b\\|2']);
    expect(await near('=~', 'a|b')).toEqual(['a\\.1|b', 'a\\|2|b', 'a|b\\.1']);
  });

  it.each<[MatchOperator, string]>([
    ['=', ''],
    ['!=', 'a'],
    ['!~', 'a'],
    ['=~', 'a.*'],
    ['=~', '(a|b)'],
    ['=~', 'a|'],
    ['=~', ''],
    ['=~', 'a|b|c|d|e'],
  ])('of %s"%s" are not asked for', async (op, value) => {
    expect(await near(op, value)).toEqual([]);
    expect(asked).toEqual([]);
  });
});
