import { describe, expect, it } from 'vitest';
import { type Expr, walk } from '../../../shared/promql/ast.ts';
import type { ParseOptions } from '../../../shared/promql/cursor.ts';
import { functions } from '../../../shared/promql/functions.ts';
import { parseExpr, parseUnchecked } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { valueType } from '../../../shared/promql/type-check.ts';
import { seededRandom } from '../../fuzz/random.ts';
import {
  accepted,
  acceptedExperiments,
  acceptedSince3,
  type Case,
  refused,
  refusedExperiments,
  refusedSince3,
} from './cases.ts';
import { randomExpr, withoutPlaces } from './random-promql.ts';

const everything: ParseOptions = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};

/** The canonical text, or the complaint. */
function outcome(text: string, options: ParseOptions = {}): string {
  try {
    return printExpr(parseExpr(text, options));
  } catch (error) {
    if (error instanceof PromqlError) return error.message;
    throw error;
  }
}

const outcomes = (cases: readonly Case[], options?: ParseOptions) =>
  cases.map(([text]) => [text, outcome(text, options)]);

function complaint(text: string): Pick<PromqlError, 'reason' | 'start' | 'end'> {
  try {
    parseExpr(text);
  } catch (error) {
    if (error instanceof PromqlError) return { reason: error.reason, start: error.start, end: error.end };
  }
  throw new Error(`${text} was accepted`);
}

describe('the parser', () => {
  it('takes what every Prometheus takes', () => {
    expect(outcomes(accepted)).toEqual(accepted);
  });

  it('refuses what every Prometheus refuses, in its words', () => {
    expect(outcomes(refused)).toEqual(refused);
  });

  it('takes what is new in Prometheus 3', () => {
    expect(outcomes(acceptedSince3)).toEqual(acceptedSince3);
  });

  it('words as Prometheus 3 what was worded otherwise before, and refuses experiments that are not on', () => {
    expect(outcomes(refusedSince3)).toEqual(refusedSince3);
  });

  it('takes every experiment that is on', () => {
    expect(outcomes(acceptedExperiments, everything)).toEqual(acceptedExperiments);
  });

  it('refuses what even the experiments do not know', () => {
    expect(outcomes(refusedExperiments, everything)).toEqual(refusedExperiments);
  });

  it('switches each experiment on by itself', () => {
    const one: Readonly<Record<keyof ParseOptions, string>> = {
      experimentalFunctions: 'limitk(1, info(foo)) + step()',
      durationExpressions: 'foo[5m + step()]',
      extendedRangeSelectors: 'foo[5m] smoothed',
      fillModifiers: 'foo + fill (0) bar',
    };
    const taken = Object.keys(one).map((option) =>
      Object.entries(one).flatMap(([name, text]) => (outcome(text, { [option]: true }) === text ? [name] : [])),
    );
    expect(taken).toEqual(Object.keys(one).map((option) => [option]));
  });

  it('knows the ninety functions of Prometheus 3.14', () => {
    expect(functions.size).toBe(90);
  });

  it('takes any function, any experiment and any type where the server will decide', () => {
    const texts = ['holt_winters(foo[5m], 0.5)', 'rate(foo)', 'limitk(1, foo anchored)', 'median(foo, 1) + "x"'];
    expect(texts.map((text) => printExpr(parseUnchecked(text)))).toEqual(texts);
  });
});

describe('the places of a tree', () => {
  it('are UTF-16 offsets of every node', () => {
    expect(parseExpr('sum by (a) (up{x="😀", y!="é"} offset 5m)')).toEqual({
      kind: 'aggregate',
      op: 'sum',
      without: false,
      grouping: ['a'],
      param: undefined,
      start: 0,
      end: 41,
      expr: {
        kind: 'vectorSelector',
        name: 'up',
        matchers: [
          { name: 'x', op: '=', value: '😀', start: 15, end: 21 },
          { name: 'y', op: '!=', value: 'é', start: 23, end: 29 },
        ],
        braces: { start: 14, end: 30 },
        offset: { kind: 'number', value: 300, isDuration: true, start: 38, end: 40 },
        start: 12,
        end: 40,
      },
    });
  });

  it('hold the modifiers, which are the inner selector’s where there is a range', () => {
    expect(parseExpr('up[5m] offset -1m @ 1.5')).toEqual({
      kind: 'matrixSelector',
      selector: {
        kind: 'vectorSelector',
        name: 'up',
        matchers: [],
        braces: undefined,
        offset: { kind: 'number', value: -60, isDuration: true, start: 14, end: 17 },
        at: { kind: 'time', timeMs: 1500 },
        start: 0,
        end: 2,
      },
      range: { kind: 'number', value: 300, isDuration: true, start: 3, end: 5 },
      start: 0,
      end: 23,
    });
  });

  it('come in the order of the text to who walks the tree', () => {
    const found: string[] = [];
    walk(parseUnchecked('topk(k, a) + sum by (x) (rate(b[5m:1m] offset 1h)) > -c{d="e"} * (d[5m])'), (node) => {
      if (node.kind === 'vectorSelector') found.push(node.name ?? '');
    });
    expect(found).toEqual(['k', 'a', 'b', 'c', 'd']);
  });

  it('cut a text out of which the same node is parsed', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const text = printExpr(randomExpr(seededRandom(seed), 4));
      const inRanges = new Set<Expr>();
      walk(parseUnchecked(text), (node) => {
        if (node.kind === 'matrixSelector') inRanges.add(node.selector);
        if (inRanges.has(node)) return;
        const part = parseUnchecked(text.slice(node.start, node.end));
        expect(withoutPlaces(part), `seed ${seed}: ${text}`).toEqual(withoutPlaces(node));
      });
    }
  });

  it('of a mistake are offsets, while its message counts lines, and bytes within a line', () => {
    expect(complaint('foo +\n "☠😀" + é')).toEqual({ reason: "unexpected character: 'é'", start: 15, end: 16 });
    expect(outcome('foo +\n "☠😀" + é')).toBe("2:14: parse error: unexpected character: 'é'");
    expect(complaint('sum(foo bar)')).toEqual({
      reason: 'unexpected identifier "bar" in aggregation',
      start: 8,
      end: 11,
    });
    expect(complaint('foo +')).toEqual({ reason: 'unexpected end of input', start: 5, end: 5 });
    expect(complaint('1 == 1')).toEqual({
      reason: 'comparisons between scalars must use BOOL modifier',
      start: 2,
      end: 4,
    });
    expect(complaint('')).toEqual({ reason: 'no expression found in input', start: 0, end: 0 });
  });
});

describe('strings', () => {
  const value = (text: string): string => {
    const expr = parseExpr(text);
    if (expr.kind !== 'string') throw new Error(`${text} is no string`);
    return expr.value;
  };

  it('have the escapes of Go', () => {
    expect(value('"\\a\\b\\f\\n\\r\\t\\v\\\\\\""')).toBe('\x07\b\f\n\r\t\v\\"');
    expect(value("'\\'\"`'")).toBe('\'"`');
    expect(value('`\\n"\'\n`')).toBe('\\n"\'\n');
    expect(value('"\\x41\\101\\u00e9\\U0001F600"')).toBe('AAé😀');
  });

  it('join single bytes to characters, and keep those that are none apart from all text', () => {
    expect(value('"\\xe2\\x98\\xa0\\342\\230\\240"')).toBe('☠☠');
    expect(value('"\\xf0\\x9f\\x98\\x80"')).toBe('😀');
    expect(value('"a\\xffb\\xe2\\x98"')).toBe('a\udcffb\udce2\udc98');
    // Too long for what it says, half of a pair, and beyond Unicode.
    expect(value('"\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80"')).toBe(
      '\udcc0\udc80\udced\udca0\udc80\udcf4\udc90\udc80\udc80',
    );
  });

  it('are refused where the text is no Unicode', () => {
    for (const text of ['"\ud800"', '`\ud800`', "'a\udc00'", '"\ufffd"', '`\ufffd`']) {
      expect(outcome(text)).toBe('1:1: parse error: invalid UTF-8 rune');
    }
    expect(outcome('\ud800')).toBe("1:1: parse error: unexpected character: '\ufffd'");
  });
});

describe('types', () => {
  it('are those of Prometheus', () => {
    const typed = [
      ['1', 'scalar'],
      ['"x"', 'string'],
      ['up', 'vector'],
      ['up[5m]', 'matrix'],
      ['up[5m:]', 'matrix'],
      ['-(1)', 'scalar'],
      ['-up', 'vector'],
      ['1 + 2 * 3', 'scalar'],
      ['1 + up', 'vector'],
      ['1 + up + 1', 'vector'],
      ['1 > bool 2', 'scalar'],
      ['sum(up)', 'vector'],
      ['scalar(up)', 'scalar'],
      ['time()', 'scalar'],
      ['rate(up[5m])', 'vector'],
    ];
    expect(typed.map(([text = '']) => [text, valueType(parseExpr(text))])).toEqual(typed);
  });
});
