import { describe, expect, it } from 'vitest';
import { mostParts, parsedExpr } from '../../../../renderer/views/explorer/anatomy/parsed-expr.ts';
import { replacedPart } from '../../../../renderer/views/explorer/anatomy/replaced-part.ts';

describe('an expression to be taken apart', () => {
  it('is one of whatever version of Prometheus, or says why it is none', () => {
    const texts = [' ', 'up', 'holt_winters(a[5m], 0.5, 0.5)', 'max_of(1, step())', 'sum(', 'a[5x]'];
    expect(texts.map((text) => parsedExpr(text).kind)).toEqual([
      ...['blank', 'parsed', 'parsed', 'parsed', 'refused', 'refused'],
    ]);
    expect(parsedExpr('sum(')).toEqual({ kind: 'refused', reason: expect.stringContaining('parse error') });
  });

  it('is not taken apart where it has more parts than anybody reads', () => {
    const chain = (terms: number) => Array(terms).fill('a').join(' + ');
    expect([parsedExpr(chain(150)).kind, parsedExpr(chain(1500))]).toEqual([
      'parsed',
      { kind: 'tooLarge', parts: 2999 },
    ]);
    expect(mostParts).toBe(300);
  });
});

describe('what was changed of a part', () => {
  it('goes back to the part’s place, and leaves the text around it as it was written', () => {
    expect([
      replacedPart('sum( rate(a[5m]) )  /  b', 'rate(a[5m])', 'rate(a{job="x"}[5m])'),
      replacedPart('(a + b) * 2', 'a + b', 'a + on (job) b'),
      replacedPart('a offset 5m + b', 'a offset 5m', 'a{x="y"} offset 5m'),
      replacedPart('a + a', 'a', 'c'),
    ]).toEqual(['sum( rate(a{job="x"}[5m]) )  /  b', '(a + on (job) b) * 2', 'a{x="y"} offset 5m + b', 'c + a']);
  });

  it('stands alone where it does not fit into the whole', () => {
    expect([
      replacedPart('rate(a[5m])', 'a[5m]', 'rate(a[5m])'),
      replacedPart('a + b', 'c', 'd'),
      replacedPart('sum(', 'a', 'd'),
    ]).toEqual(['rate(a[5m])', 'd', 'd']);
  });
});
