// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of Go
import { describe, expect, it } from 'vitest';
import { prometheus2, prometheus3, type RelabelDialect } from '../../../shared/relabel/dialect.ts';
import { RelabelError } from '../../../shared/relabel/label-set.ts';
import { relabel } from '../../../shared/relabel/relabel.ts';
import { of, rulesOf } from './written.ts';

type LabelMap = Readonly<Record<string, string>>;

/** What the rules do to the labels; a dialect where 2.42 and 3.x differ. */
type Case = readonly [what: string, rules: readonly unknown[], before: LabelMap, after: LabelMap | undefined];

function check(cases: readonly Case[], dialect: RelabelDialect = prometheus3): void {
  for (const [what, written, before, after] of cases) {
    expect(relabel(rulesOf(written, dialect), of(before)), what).toEqual(after && of(after));
  }
}

const abc = { a: 'foo', b: 'bar', c: 'baz' };

describe('replace', () => {
  it('writes what the regex found into the target', () => {
    check([
      ['by its defaults copies a label', [{ source_labels: ['a'], target_label: 'd' }], abc, { ...abc, d: 'foo' }],
      [
        'groups by number',
        [{ source_labels: ['a'], regex: 'f(.*)', target_label: 'd', replacement: 'ch${1}-ch$1' }],
        abc,
        { ...abc, d: 'choo-choo' },
      ],
      [
        'groups by name',
        [{ source_labels: ['a'], regex: '(?P<first>.)(?<rest>.*)', target_label: 'd', replacement: '${rest}-$first' }],
        abc,
        { ...abc, d: 'oo-f' },
      ],
      [
        'each rule sees what the one before it left',
        [
          { source_labels: ['a', 'b'], regex: 'f(.*);(.*)r', target_label: 'a', replacement: 'b${1}${2}m' },
          { source_labels: ['c', 'a'], regex: '(b).*b(.*)ba(.*)', target_label: 'd', replacement: '$1$2$2$3' },
        ],
        abc,
        { ...abc, a: 'boobam', d: 'boooom' },
      ],
      ['no match, no change', [{ source_labels: ['a'], regex: 'f', target_label: 'd', replacement: 'x' }], abc, abc],
      ['the whole text has to match', [{ source_labels: ['a'], regex: 'oo', target_label: 'd' }], abc, abc],
      ['without source labels the text is empty', [{ target_label: 'd', replacement: 'x' }], abc, { ...abc, d: 'x' }],
      [
        'an empty regex matches the empty text',
        [{ regex: '', target_label: 'd', replacement: 'x' }],
        abc,
        { ...abc, d: 'x' },
      ],
      [
        'what may be missing begins nothing',
        ['ba?r', 'ba*r', 'ba{0}r'].map((regex, i) => ({
          source_labels: ['b'],
          regex,
          target_label: `d${i}`,
          replacement: 'x',
        })),
        { b: 'br' },
        { b: 'br', d0: 'x', d1: 'x', d2: 'x' },
      ],
      [
        'nor what is in brackets',
        [{ source_labels: ['b'], regex: 'b(a?)r', target_label: 'd', replacement: 'x' }],
        { b: 'br' },
        { b: 'br', d: 'x' },
      ],
      ['and nothing else', [{ source_labels: ['a'], regex: null, target_label: 'd', replacement: 'x' }], abc, abc],
    ]);
  });

  it('joins the values of source labels, absent ones empty', () => {
    const joined = (rule: object) => [{ target_label: 'd', replacement: '<$1>', ...rule }];
    check([
      ['by ;', joined({ source_labels: ['a', 'no', 'b'] }), abc, { ...abc, d: '<foo;;bar>' }],
      ['by what is said', joined({ source_labels: ['a', 'b'], separator: '::' }), abc, { ...abc, d: '<foo::bar>' }],
      ['by nothing', joined({ source_labels: ['a', 'b'], separator: '' }), abc, { ...abc, d: '<foobar>' }],
      ['twice the same', joined({ source_labels: ['a', 'a'], separator: '$1' }), abc, { ...abc, d: '<foo$1foo>' }],
      ['only absent ones', joined({ source_labels: ['no', 'none'] }), abc, { ...abc, d: '<;>' }],
    ]);
  });

  it('expands templates as Go does', () => {
    const expanded = (replacement: string) =>
      relabel(
        rulesOf([{ source_labels: ['a'], regex: '(?P<x>f)(o)?(z)?(.*)', target_label: 'a', replacement }]),
        of({ a: 'foo' }),
      )?.[1];
    const cases = {
      $0: 'foo',
      $1: 'f',
      '${1}x': 'fx',
      '<$1x>': '<>',
      '<$10>': '<>',
      '<$01>': '<>',
      '<$3>': '<>',
      '<$9>': '<>',
      '<$x>': '<f>',
      '<${x}y>': '<fy>',
      '<${nobody}>': '<>',
      '<$é>': '<>',
      $$: '$',
      $$1: '$1',
      $: '$',
      a$: 'a$',
      '$-$1': '$-f',
      '${': '${',
      '${}': '${}',
      '${1': '${1',
      '${ 1}': '${ 1}',
    };
    expect(Object.fromEntries(Object.keys(cases).map((template) => [template, expanded(template)]))).toEqual(cases);
  });

  it('takes templates for targets, and leaves out what is no name', () => {
    const rule = { source_labels: ['a'], regex: '([^-]*)-(.*)', target_label: 'x_$1', replacement: '$2' };
    check([
      ['a name', [rule], { a: 'b-c' }, { a: 'b-c', x_b: 'c' }],
      ['empty', [{ ...rule, target_label: '${3}' }], { a: 'b-c' }, { a: 'b-c' }],
    ]);
    check([['no classic name', [rule], { a: 'b.c-d' }, { a: 'b.c-d' }]], prometheus2);
    check([['but a name', [rule], { a: 'b.c-d' }, { a: 'b.c-d', 'x_b.c': 'd' }]], prometheus3);
  });

  it('deletes the target where the replacement comes to nothing', () => {
    const rule = { source_labels: ['a'], regex: '(f).*', target_label: 'b', replacement: '$2' };
    check([
      ['fixed', [rule], abc, { a: 'foo', c: 'baz' }],
      ['without a regex', [{ target_label: 'b', replacement: '' }], abc, { a: 'foo', c: 'baz' }],
      ['a label that is not there', [{ ...rule, target_label: 'z' }], abc, abc],
    ]);
    const templated = [{ ...rule, target_label: '$1' }];
    check([['2.42 forgets it for a template', templated, { a: 'foo', f: '1' }, { a: 'foo', f: '1' }]], prometheus2);
    check([['3.x does not', templated, { a: 'foo', f: '1' }, { a: 'foo' }]], prometheus3);
  });

  it('lets a dot match a line break since 3.x', () => {
    const rule = [{ source_labels: ['a'], regex: 'line1(.*)line2', target_label: 'b', replacement: 'x' }];
    const copy = [{ source_labels: ['a'], target_label: 'b' }];
    const lines = { a: 'line1\nline2' };
    check(
      [
        ['2.42', rule, lines, lines],
        ['2.42, the default', copy, lines, lines],
      ],
      prometheus2,
    );
    check([
      ['3.x', rule, lines, { ...lines, b: 'x' }],
      ['3.x, the default', copy, lines, { a: lines.a, b: lines.a }],
    ]);
  });

  it('matches what gets out of the brackets around a regex, as Prometheus does', () => {
    const rule = { source_labels: ['a'], regex: 'f)|(o', target_label: 'b', replacement: '<$0$1>' };
    check([
      ['from the beginning', [rule], { a: 'foo' }, { a: 'foo', b: '<f>' }],
      ['at the end', [rule], { a: 'xo' }, { a: 'xo', b: '<oo>' }],
      ['without what is within', [{ ...rule, regex: 'f)?(o', replacement: '<$1>' }], { a: 'o' }, { a: 'o', b: '<o>' }],
    ]);
  });
});

describe('keep, drop, keepequal, dropequal', () => {
  it('choose label sets by a regex', () => {
    const by = (action: string, regex: string, source_labels = ['a']) => [{ action, regex, source_labels }];
    check([
      ['keep', by('keep', 'f.*'), abc, abc],
      ['keep, plain', by('keep', 'bar|foo'), abc, abc],
      ['not keep', by('keep', 'o|f'), abc, undefined],
      ['drop', by('drop', '.*o.*'), abc, undefined],
      ['not drop', by('drop', 'f|o'), abc, abc],
      ['several', by('drop', 'foo;bar', ['a', 'b']), abc, undefined],
      ['an absent one is empty', by('keep', '', ['no']), abc, abc],
      ['.+ is not', by('keep', '.+', ['no']), abc, undefined],
      ['an action in capitals', by('KEEP', 'x'), abc, undefined],
    ]);
  });

  it('stop at the first drop', () => {
    check([['drop', [{ action: 'drop' }, { target_label: 'd', replacement: 'x' }], abc, undefined]]);
  });

  it('choose by another label', () => {
    const ports = { __tmp: '1234', __port1: '1234', __port2: '5678' };
    const by = (action: string, target_label: string) => [{ action, source_labels: ['__tmp'], target_label }];
    check([
      ['keepequal, equal', by('keepequal', '__port1'), ports, ports],
      ['keepequal, other', by('keepequal', '__port2'), ports, undefined],
      ['dropequal, equal', by('dropequal', '__port1'), ports, undefined],
      ['dropequal, other', by('dropequal', '__port2'), ports, ports],
      ['both absent', [{ action: 'keepequal', source_labels: ['x'], target_label: 'y' }], ports, ports],
    ]);
  });
});

describe('hashmod', () => {
  it('is the last eight bytes of the MD5, big-endian, by the modulus', () => {
    const hashed = (a: string, modulus: number | bigint) =>
      relabel(rulesOf([{ action: 'hashmod', source_labels: ['a'], target_label: 'h', modulus }]), of({ a }))?.at(-1);
    // Of md5 "baz" 73feffa4b7f6bb68e44cf984c85f6e88, "foo\nbar" and "": a test of Prometheus has the first two by 1000.
    expect(hashed('baz', 1000)).toBe('976');
    expect(hashed('foo\nbar', 1000)).toBe('734');
    const whole = BigInt('0xe44cf984c85f6e88');
    expect(hashed('baz', 2n ** 64n - 1n)).toBe(String(whole));
    for (const modulus of [1n, 2n, 3n, 2n ** 21n, 2n ** 21n + 1n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 63n]) {
      expect(hashed('baz', modulus), `${modulus}`).toBe(String(whole % modulus));
    }
    expect(hashed('', 2n ** 64n - 1n)).toBe(String(BigInt('0xe9800998ecf8427e')));
  });
});

describe('labelmap, labeldrop, labelkeep', () => {
  const meta = { __meta_my_bar: 'aaa', __meta_my_baz: 'bbb', __meta_other: 'ccc', a: 'foo' };

  it('map, drop and keep labels by their names', () => {
    check([
      ['labelmap', [{ action: 'labelmap', regex: '__meta_(my.*)' }], meta, { ...meta, my_bar: 'aaa', my_baz: 'bbb' }],
      [
        'labelmap with a replacement',
        [{ action: 'labelmap', regex: '__meta_(my)_(.*)', replacement: '${2}_$1' }],
        meta,
        { ...meta, bar_my: 'aaa', baz_my: 'bbb' },
      ],
      [
        'labelmap sees none of its own',
        [{ action: 'labelmap', regex: '(a+)', replacement: '${1}a' }],
        { a: '1' },
        { a: '1', aa: '1' },
      ],
      ['labeldrop', [{ action: 'labeldrop', regex: '__meta_.*|b' }], meta, { a: 'foo' }],
      ['labelkeep', [{ action: 'labelkeep', regex: 'a|b' }], meta, { a: 'foo' }],
      ['labelkeep of none', [{ action: 'labelkeep', regex: 'b' }], meta, {}],
      ['the whole name has to match', [{ action: 'labeldrop', regex: 'meta' }], meta, meta],
    ]);
  });

  it('replace every match where a regex gets out of its brackets', () => {
    // ^(?s:a)|(o)$ finds two.
    check([
      [
        'labelmap',
        [{ action: 'labelmap', regex: 'a)|(o', replacement: '<$0>' }],
        { axo: '1' },
        { axo: '1', '<a>x<o>': '1' },
      ],
      // An empty match beside the one before it is none.
      [
        'empty ones',
        [{ action: 'labelmap', regex: 'x*)|(n*', replacement: '<$0>' }],
        { ann: '1' },
        { ann: '1', '<>a<nn>': '1' },
      ],
    ]);
  });

  it('have the last one win where two names become one', () => {
    const map = { action: 'labelmap', regex: '(?:m|x)_.*', replacement: 'one' };
    check([['by name', [map], { m_a: '1', m_b: '2' }, { m_a: '1', m_b: '2', one: '2' }]]);
    // What a rule put in comes last in 3.x, though its name comes first.
    const rules = [{ target_label: 'm_a', replacement: 'new' }, map];
    check([['3.x', rules, { m_b: '2' }, { m_a: 'new', m_b: '2', one: 'new' }]], prometheus3);
    check([['2.42', rules, { m_b: '2' }, { m_a: 'new', m_b: '2', one: '2' }]], prometheus2);
  });
});

describe('lowercase and uppercase', () => {
  it('change letter by letter, as Go does', () => {
    const changed = (a: string) => {
      const rules = ['lowercase', 'uppercase'].map((action) => ({
        action,
        source_labels: ['a'],
        target_label: action,
      }));
      return relabel(rulesOf(rules), of({ a }))?.filter((_, i) => i > 1 && i % 2 === 1);
    };
    expect(changed('bAr123Foo')).toEqual(['bar123foo', 'BAR123FOO']);
    expect(changed('Straße ÄÖÜ')).toEqual(['straße äöü', 'STRAßE ÄÖÜ']);
    expect(changed('İstanbul ıI')).toEqual(['istanbul ıi', 'İSTANBUL II']);
    expect(changed('ΌΣΟΣ')).toEqual(['όσοσ', 'ΌΣΟΣ']);
    expect(changed('ᾳᾀᾧᾲᾈ')).toEqual(['ᾳᾀᾧᾲᾀ', 'ᾼᾈᾯᾲᾈ']);
    expect(changed('ﬁŉǰΐǆ')).toEqual(['ﬁŉǰΐǆ', 'ﬁŉǰΐǄ']);
    expect(changed('𐐨𐐀')).toEqual(['𐐨𐐨', '𐐀𐐀']);
  });

  it('delete the target where there is nothing to change', () => {
    check([
      ['absent', [{ action: 'uppercase', source_labels: ['no'], target_label: 'b' }], abc, { a: 'foo', c: 'baz' }],
    ]);
  });
});

describe('relabelling', () => {
  it('gives back the very labels where nothing changes', () => {
    const labels = of(abc);
    expect(relabel(rulesOf([{ action: 'keep', source_labels: ['a'], regex: 'foo' }]), labels)).toBe(labels);
    expect(relabel(rulesOf(undefined), labels)).toBe(labels);
  });

  it('counts an empty value as absent', () => {
    check([['none', [], { a: '', b: '1' }, { b: '1' }]]);
  });

  it('sees a label that was deleted and put in again', () => {
    check([
      [
        'keep',
        [
          { action: 'labeldrop', regex: 'a' },
          { target_label: 'a', replacement: 'again' },
          { action: 'keep', source_labels: ['a'], regex: 'again' },
        ],
        { a: '1' },
        { a: 'again' },
      ],
    ]);
  });

  it('keeps hostile names apart from its own', () => {
    check([
      [
        'labelmap',
        [
          { action: 'labelmap', regex: '(__proto__|constructor)', replacement: 'x_$1' },
          { source_labels: ['toString'], target_label: 'y' },
        ],
        JSON.parse('{"__proto__":"1","constructor":"2"}') as LabelMap,
        JSON.parse('{"__proto__":"1","constructor":"2","x___proto__":"1","x_constructor":"2"}') as LabelMap,
      ],
    ]);
    const named = [{ source_labels: ['a'], target_label: 'b', regex: '(.*)', replacement: '<$constructor>' }];
    check([['a group', named, { a: '1' }, { a: '1', b: '<>' }]]);
  });

  it('ends where values or labels would grow without end', () => {
    const longer = Array.from({ length: 60 }, () => ({ source_labels: ['a'], target_label: 'a', replacement: '$1$1' }));
    expect(() => relabel(rulesOf(longer), of({ a: 'xx' }))).toThrow(RelabelError);
    const twice = { action: 'uppercase', source_labels: ['a', 'a'], target_label: 'a' };
    expect(() => relabel(rulesOf(longer.map(() => twice)), of({ a: 'xx' }))).toThrow(RelabelError);
    const more = Array.from({ length: 40 }, (_, i) => ({
      action: 'labelmap',
      regex: '(.*)',
      replacement: `\${1}_${i}`,
    }));
    expect(() => relabel(rulesOf(more), of({ a: 'x' }))).toThrow(RelabelError);
  });

  it('takes linear time for a regex that others take for ever to match', () => {
    check([
      [
        'drop',
        [{ action: 'drop', source_labels: ['a'], regex: '(a*)*b' }],
        { a: 'a'.repeat(5000) },
        { a: 'a'.repeat(5000) },
      ],
    ]);
  });
});
