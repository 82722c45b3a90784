import { describe, expect, it } from 'vitest';
import { type Expr, type LabelMatcher, walk } from '../../../shared/promql/ast.ts';
import { injectMatchers, parseMatchers } from '../../../shared/promql/inject-matchers.ts';
import { parseUnchecked } from '../../../shared/promql/parser.ts';
import { printExpr } from '../../../shared/promql/print.ts';
import { PromqlError } from '../../../shared/promql/promql-error.ts';
import { seededRandom } from '../../fuzz/random.ts';
import { damage, randomExpr, withoutPlaces } from './random-promql.ts';

const cluster = parseMatchers('cluster="a"');
const injected = (text: string) => injectMatchers(text, cluster);

function complaint(act: () => unknown): Pick<PromqlError, 'message' | 'start' | 'end'> {
  try {
    act();
  } catch (error) {
    if (error instanceof PromqlError) return { message: error.message, start: error.start, end: error.end };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('matchers', () => {
  it('are read with and without braces', () => {
    const both: readonly LabelMatcher[] = [
      { name: 'a', op: '=', value: 'b' },
      { name: 'c', op: '=~', value: 'd|e' },
    ];
    for (const text of ['a="b",c=~"d|e"', '{a="b",c=~"d|e"}', ' { a = "b" , c =~ `d|e` , } ', "a='b',c=~'d|e',"]) {
      expect(parseMatchers(text)).toEqual(both);
    }
    expect(parseMatchers('x!="1",y!~"2","http.status"="3","up"')).toEqual([
      { name: 'x', op: '!=', value: '1' },
      { name: 'y', op: '!~', value: '2' },
      { name: 'http.status', op: '=', value: '3' },
      { name: '__name__', op: '=', value: 'up' },
    ]);
  });

  it('may be none', () => {
    for (const text of ['', '  \n', '{}', ' { } ', '# nothing']) expect(parseMatchers(text)).toEqual([]);
  });

  it('say what is wrong with them, and where in the text', () => {
    const texts = ['a', 'a=', 'a="b', 'a="b" c="d"', '5="x"', 'a=~"("', 'é="x"', '{a="b"', 'a="b",,c="d"'];
    expect(texts.map((text) => complaint(() => parseMatchers(text)))).toEqual([
      {
        message: '1:2: parse error: unexpected end of input in label matching, expected label matching operator',
        start: 1,
        end: 1,
      },
      { message: '1:3: parse error: unexpected end of input in label matching, expected string', start: 2, end: 2 },
      { message: '1:3: parse error: unterminated quoted string', start: 2, end: 4 },
      {
        message: '1:7: parse error: unexpected identifier "c" in label matching, expected "," or "}"',
        start: 6,
        end: 7,
      },
      { message: "1:1: parse error: unexpected character inside braces: '5'", start: 0, end: 1 },
      { message: '1:1: parse error: error parsing regexp: missing closing ): `(`', start: 0, end: 6 },
      { message: "1:1: parse error: unexpected character inside braces: 'é'", start: 0, end: 1 },
      { message: '1:7: parse error: unexpected end of input inside braces', start: 6, end: 6 },
      {
        message: '1:7: parse error: unexpected "," in label matching, expected identifier or "}"',
        start: 6,
        end: 7,
      },
    ]);
  });

  it('are nothing else: no text breaks out of them', () => {
    for (const text of [
      'a="b"} or {c="d"',
      '{a="b"} or up',
      '{a="b"}[5m]',
      '{a="b"} @ 5',
      'up{a="b"}',
      'a="b"}',
      '{a="b"} # x\n+ 1',
    ]) {
      expect(() => parseMatchers(text), text).toThrow(PromqlError);
    }
  });
});

describe('forced matchers', () => {
  it('come to every selector, and leave the rest of the text as it is', () => {
    const pairs = [
      ['up', 'up{cluster="a"}'],
      ['up{}', 'up{cluster="a"}'],
      ['up{ }', 'up{cluster="a" }'],
      ['up{job="x"}', 'up{job="x",cluster="a"}'],
      ['up{job="x",}', 'up{job="x",cluster="a",}'],
      ['up { job = "x" , } # {y="z"}', 'up { job = "x",cluster="a" , } # {y="z"}'],
      ['{job="x"}', '{job="x",cluster="a"}'],
      ['{"http.requests"}', '{"http.requests",cluster="a"}'],
      ['{"http.requests", "a.b"=~"c"}', '{"http.requests", "a.b"=~"c",cluster="a"}'],
      ['  up\n', '  up{cluster="a"}\n'],
      ['up[5m]', 'up{cluster="a"}[5m]'],
      ['up offset 5m', 'up{cluster="a"} offset 5m'],
      ['up @ end() offset 5m', 'up{cluster="a"} @ end() offset 5m'],
      ['rate(up{x="y"}[5m])[1h:1m]', 'rate(up{x="y",cluster="a"}[5m])[1h:1m]'],
      ['max_over_time((a + b)[1h:])', 'max_over_time((a{cluster="a"} + b{cluster="a"})[1h:])'],
      [
        'sum by (cluster)(a) / on(b)\n  group_left(c) d',
        'sum by (cluster)(a{cluster="a"}) / on(b)\n  group_left(c) d{cluster="a"}',
      ],
      ['topk(scalar(k), a)', 'topk(scalar(k{cluster="a"}), a{cluster="a"})'],
      ['count_values("a", b)', 'count_values("a", b{cluster="a"})'],
      ['-up', '-up{cluster="a"}'],
      ['a and b or c unless d', 'a{cluster="a"} and b{cluster="a"} or c{cluster="a"} unless d{cluster="a"}'],
      ['and and and', 'and{cluster="a"} and and{cluster="a"}'],
      ['sum', 'sum{cluster="a"}'],
      ['sum by (x) (sum)', 'sum by (x) (sum{cluster="a"})'],
      ['fill + fill', 'fill{cluster="a"} + fill{cluster="a"}'],
      ['info(a, {version=~".+"})', 'info(a{cluster="a"}, {version=~".+",cluster="a"})'],
      ['info(a, {})', 'info(a{cluster="a"}, {cluster="a"})'],
      ['label_replace(a, "b", "$1", "c", "{d}")', 'label_replace(a{cluster="a"}, "b", "$1", "c", "{d}")'],
      ['"up"', '"up"'],
      ['1 + time()', '1 + time()'],
      ['vector(1) # up', 'vector(1) # up'],
      ['anything(a, "x", b[5m:])', 'anything(a{cluster="a"}, "x", b{cluster="a"}[5m:])'],
      ['limitk(1, foo anchored)', 'limitk(1, foo{cluster="a"} anchored)'],
      ['foo[5m + step()] smoothed', 'foo{cluster="a"}[5m + step()] smoothed'],
      ['a + fill (0) b', 'a{cluster="a"} + fill (0) b{cluster="a"}'],
      ['{a="😀☠"} + b', '{a="😀☠",cluster="a"} + b{cluster="a"}'],
    ] as const;
    expect(pairs.map(([text]) => [text, injected(text)])).toEqual(pairs);
  });

  it('hold beside a selector’s own of the same label', () => {
    expect(injected('up{cluster="b"}')).toBe('up{cluster="b",cluster="a"}');
    expect(injected('up{cluster=~"a|b"}')).toBe('up{cluster=~"a|b",cluster="a"}');
    expect(injected('up{cluster!="a"}')).toBe('up{cluster!="a",cluster="a"}');
  });

  it('come once only', () => {
    const twice = parseMatchers('cluster="a",cluster="a",env=~"x|y"');
    const once = injectMatchers('up{env=~"x|y"} + down', twice);
    expect(once).toBe('up{env=~"x|y",cluster="a"} + down{cluster="a",env=~"x|y"}');
    expect(injectMatchers(once, twice)).toBe(once);
  });

  it('are quoted where their names or values ask for it', () => {
    const odd = parseMatchers('"http.status"=`5"\\\n☠`');
    expect(injectMatchers('up', odd)).toBe('up{"http.status"="5\\"\\\\\\n☠"}');
    expect(withoutPlaces(parseUnchecked(injectMatchers('up', odd)))).toMatchObject({ matchers: odd });
  });

  it('of the metric’s name move a name before the braces into them', () => {
    const named = parseMatchers('__name__=~"node_.*"');
    expect(injectMatchers('up', named)).toBe('{__name__="up",__name__=~"node_.*"}');
    expect(injectMatchers('rate(up {a="b"}[5m])', named)).toBe('rate( {a="b",__name__="up",__name__=~"node_.*"}[5m])');
    expect(injectMatchers('{"up"}', named)).toBe('{"up",__name__=~"node_.*"}');
    expect(injectMatchers('up{}', parseMatchers('__name__="up"'))).toBe('up{}');
    const once = injectMatchers('up + {a="b"}', named);
    expect(injectMatchers(once, named)).toBe(once);
  });

  it('give nothing for what is no expression', () => {
    for (const text of ['', 'up{', 'sum(up', 'up{a="b"} {c="d"}', '"', 'up)', 'up # \n }']) {
      expect(() => injected(text), text).toThrow(PromqlError);
    }
    expect(complaint(() => injected('up + {'))).toEqual({
      message: '1:7: parse error: unexpected end of input inside braces',
      start: 6,
      end: 6,
    });
  });

  it('refuse info() without label matchers, which would read what they forbid', () => {
    expect(complaint(() => injected('1 + info(up)')).message).toBe(
      '1:5: parse error: info() without label matchers reads every info series and cannot be limited to {cluster="a"}: say which labels it is to add, as in info(…, {version=~".+"})',
    );
  });

  it('that are none change nothing, whatever the text', () => {
    expect(injectMatchers('up{', [])).toBe('up{');
  });

  it('come to every selector of random expressions, once, and nothing else changes', () => {
    const forced = parseMatchers('cluster="a", "b.c"=~"d|e"');
    for (let seed = 1; seed <= 1000; seed++) {
      const random = seededRandom(seed);
      const text = printExpr(randomExpr(random, 1 + (seed % 5)));
      const result = injectMatchers(text, forced);
      const tree = parseUnchecked(result);
      walk(tree, (node) => {
        if (node.kind !== 'vectorSelector') return;
        const last = node.matchers.slice(-2).map(({ name, op, value }) => ({ name, op, value }));
        expect(last, `seed ${seed}: ${text}`).toEqual(forced);
      });
      expect(withoutForced(tree), `seed ${seed}: ${text}`).toEqual(withoutForced(parseUnchecked(text)));
      expect(injectMatchers(result, forced), `seed ${seed}: ${text}`).toBe(result);
    }
  });

  it('never come to a text that is damaged so that it cannot be read', () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const random = seededRandom(seed);
      const text = damage(random, printExpr(randomExpr(random, 3)));
      let result: string;
      try {
        result = injected(text);
      } catch (error) {
        if (!(error instanceof PromqlError)) throw error;
        continue;
      }
      walk(parseUnchecked(result), (node) => {
        if (node.kind !== 'vectorSelector') return;
        expect(
          node.matchers.map(({ name, op, value }) => ({ name, op, value })),
          text,
        ).toContainEqual(cluster[0]);
      });
    }
  });
});

/** The tree without its places and the two matchers that were forced. */
function withoutForced(expr: Expr): unknown {
  const text = JSON.stringify(withoutPlaces(expr), (key, value) =>
    key === 'matchers' && Array.isArray(value)
      ? value.filter(({ name }) => name !== 'cluster' && name !== 'b.c')
      : value,
  );
  return JSON.parse(text);
}
