// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of Go
import { describe, expect, it } from 'vitest';
import { prometheus2, prometheus3, type RelabelDialect } from '../../../shared/relabel/dialect.ts';
import { readRelabelConfigs } from '../../../shared/relabel/read-configs.ts';

/** @returns field and message of each problem of one rule */
function problems(rule: unknown, dialect: RelabelDialect = prometheus2): readonly (readonly [unknown, string])[] {
  const reading = readRelabelConfigs([rule], dialect);
  if (reading.kind === 'rules') return [];
  expect(reading.problems.every(({ rule }) => rule === 0)).toBe(true);
  return reading.problems.map(({ field, message }) => [field, message]);
}

describe('reading relabel_configs', () => {
  it('fills in what a rule does not say', () => {
    const rules = [
      { target_label: 'a' },
      {
        source_labels: ['b', 'c'],
        separator: '',
        regex: 'd',
        modulus: 8,
        target_label: 'e',
        replacement: 'f',
        action: 'HashMod',
      },
    ];
    expect(readRelabelConfigs(rules, prometheus3)).toEqual({
      kind: 'rules',
      configs: [
        {
          action: 'replace',
          sourceLabels: [],
          separator: ';',
          regex: '(.*)',
          modulus: 0n,
          targetLabel: 'a',
          replacement: '$1',
        },
        {
          action: 'hashmod',
          sourceLabels: ['b', 'c'],
          separator: '',
          regex: 'd',
          modulus: 8n,
          targetLabel: 'e',
          replacement: 'f',
        },
      ],
    });
    expect(readRelabelConfigs(undefined, prometheus3)).toEqual({ kind: 'rules', configs: [] });
    expect(readRelabelConfigs(null, prometheus3)).toEqual({ kind: 'rules', configs: [] });
  });

  it('takes null for the empty value, and scalars for texts, as YAML has them', () => {
    const rule = { source_labels: [null, 'a'], separator: null, regex: 80, target_label: 'b', replacement: true };
    expect(readRelabelConfigs([{ ...rule, modulus: null }], prometheus2)).toMatchObject({
      configs: [{ sourceLabels: ['', 'a'], separator: '', regex: '80', modulus: 0n, replacement: 'true' }],
    });
    expect(readRelabelConfigs([{ target_label: 'a', modulus: 2n ** 64n - 1n }], prometheus2)).toMatchObject({
      configs: [{ modulus: 18446744073709551615n }],
    });
    expect(readRelabelConfigs([{ target_label: 'a', modulus: 2.9 }], prometheus2)).toMatchObject({
      configs: [{ modulus: 2n }],
    });
  });

  it('says which rule and which field are wrong, and all of them', () => {
    const rules = [
      { target_label: 'fine' },
      { source_labels: ['a-b', 'c', '0'], regex: '(', action: 'label_map', nothing: 1 },
      null,
      { action: 'hashmod', target_label: 'a' },
    ];
    expect(readRelabelConfigs(rules, prometheus2, 'metric')).toEqual({
      kind: 'problems',
      problems: [
        { rule: 1, field: 'source_labels', message: '"a-b" is not a valid label name' },
        { rule: 1, field: 'source_labels', message: '"0" is not a valid label name' },
        { rule: 1, field: 'regex', message: 'error parsing regexp: missing closing ): `^(?:()$`' },
        { rule: 1, field: 'action', message: 'unknown relabel action "label_map"' },
        { rule: 1, field: 'nothing', message: 'field nothing not found in type relabel.Config' },
        { rule: 2, field: undefined, message: 'empty or null metric relabeling rule in scrape config' },
        { rule: 3, field: 'modulus', message: 'relabel configuration for hashmod requires non-zero modulus' },
      ],
    });
    expect(readRelabelConfigs('a', prometheus2)).toEqual({
      kind: 'problems',
      problems: [{ rule: undefined, field: undefined, message: 'cannot unmarshal !!str `a` into []*relabel.Config' }],
    });
  });

  it('refuses values of another type', () => {
    expect(problems({ target_label: ['a'] })).toEqual([['target_label', 'cannot unmarshal !!seq into string']]);
    expect(problems({ target_label: 'a', replacement: {} })).toEqual([
      ['replacement', 'cannot unmarshal !!map into string'],
    ]);
    expect(problems({ target_label: 'a', source_labels: 'b' })).toEqual([
      ['source_labels', 'cannot unmarshal !!str `b` into model.LabelNames'],
    ]);
    expect(problems({ target_label: 'a', modulus: '8' })).toEqual([
      ['modulus', 'cannot unmarshal !!str `8` into uint64'],
    ]);
    for (const modulus of [-1, 2n ** 64n, true, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(problems({ target_label: 'a', modulus }), String(modulus)).toMatchObject([['modulus', /into uint64$/]]);
    }
    expect(problems([])).toEqual([[undefined, 'cannot unmarshal !!seq into relabel.Config']]);
    expect(problems({ action: null })).toEqual([['action', 'relabel action cannot be empty']]);
    expect(problems({ action: '' })).toEqual([['action', 'unknown relabel action ""']]);
  });

  it('asks each action for what it needs', () => {
    for (const action of ['replace', 'lowercase', 'uppercase', 'keepequal', 'dropequal']) {
      const message = `relabel configuration for ${action} action requires 'target_label' value`;
      expect(problems({ action }), action).toEqual([['target_label', message]]);
    }
    const hashmod = { action: 'hashmod', modulus: 1 };
    expect(problems(hashmod)).toEqual([
      ['target_label', "relabel configuration for hashmod action requires 'target_label' value"],
    ]);
    for (const action of ['keep', 'drop', 'labelmap', 'labeldrop', 'labelkeep'])
      expect(problems({ action }), action).toEqual([]);
  });

  it('refuses what an action does not use', () => {
    for (const action of ['keepequal', 'dropequal']) {
      const rule = { action, source_labels: ['a'], target_label: 'b' };
      const message = `${action} action requires only 'source_labels' and \`target_label\`, and no other fields`;
      expect(problems(rule)).toEqual([]);
      expect(problems({ ...rule, separator: ';', replacement: '$1', modulus: 0 })).toEqual([]);
      expect(problems({ ...rule, separator: ',' })).toEqual([['separator', message]]);
      expect(problems({ ...rule, modulus: 1 })).toEqual([['modulus', message]]);
      // Even where it is the default's text.
      expect(problems({ ...rule, regex: '(.*)' })).toEqual([['regex', message]]);
    }
    for (const action of ['labeldrop', 'labelkeep']) {
      const message = `${action} action requires only 'regex', and no other fields`;
      expect(problems({ action, regex: 'a', source_labels: null })).toEqual([]);
      expect(problems({ action, source_labels: [] })).toEqual([['source_labels', message]]);
      expect(problems({ action, target_label: 'a' })).toEqual([['target_label', message]]);
      expect(problems({ action, separator: '' })).toEqual([['separator', message]]);
      expect(problems({ action, replacement: 'a' })).toEqual([['replacement', message]]);
    }
    for (const action of ['lowercase', 'uppercase', 'keepequal', 'dropequal']) {
      expect(problems({ action, target_label: 'a', replacement: 'b' })).toEqual([
        ['replacement', `'replacement' can not be set for ${action} action`],
      ]);
    }
  });

  it('knows classic names and templates of them', () => {
    const verdict = (target_label: string) => problems({ target_label }).length === 0;
    const taken = ['label', 'label${1}', '${1}label', '${1}', '$1', 'a$2b', '_${1}_', 'foo${bar}foo', '$1$2', '__a'];
    const refused = [
      '-label',
      '0a',
      'a.b',
      '${',
      '$',
      '${}',
      'foo${',
      '-foo${1}bar-',
      'bar.foo${1}bar',
      '0${1}',
      '$$1',
      'é',
      'a$é',
    ];
    expect([...taken, ...refused].filter(verdict)).toEqual(taken);
    expect(problems({ target_label: 'a b' })).toEqual([
      ['target_label', '"a b" is invalid \'target_label\' for replace action'],
    ]);
    expect(problems({ action: 'labelmap', replacement: 'a b' })).toEqual([
      ['replacement', '"a b" is invalid \'replacement\' for labelmap action'],
    ]);
    expect(problems({ action: 'hashmod', modulus: 1, target_label: '$1' })).toMatchObject([
      ['target_label', /hashmod/],
    ]);
    // As many dollars as one likes: read in linear time.
    expect(verdict(`${'$a'.repeat(50_000)}-`)).toBe(false);
  });

  it('takes any UTF-8 for a name in 3.x, and a template for one only where templates are known', () => {
    for (const name of ['a.b', 'é', '0a', '$', '${', '-${1}', 'a b', '😀'])
      expect(problems({ target_label: name }, prometheus3), name).toEqual([]);
    expect(problems({ source_labels: ['a.b'], target_label: 'a' }, prometheus3)).toEqual([]);
    expect(problems({ source_labels: [''], target_label: 'a' }, prometheus3)).toEqual([
      ['source_labels', '"" is not a valid label name'],
    ]);
    expect(problems({ target_label: 'a\ud800' }, prometheus3)).toMatchObject([['target_label', /is invalid/]]);
    const lowercase = { action: 'lowercase', target_label: '${3}' };
    expect(problems(lowercase, prometheus3)).toEqual([]);
    // 2.42 takes it and makes a label of that name; what came after it and before UTF-8 does not.
    expect(problems(lowercase, prometheus2)).toEqual([]);
    expect(problems(lowercase, { ...prometheus3, utf8Names: false })).toMatchObject([['target_label', /is invalid/]]);
  });

  it('knows the syntax of RE2', () => {
    const fault = (regex: string) => problems({ regex, target_label: 'a' }, prometheus3)[0]?.[1];
    expect(fault('(?P<n>a)(?i)[[:alpha:]]\\pL\\Q(\\E')).toBeUndefined();
    expect(fault('(?=a)')).toBe('error parsing regexp: invalid or unsupported Perl syntax: `(?=`');
    expect(fault('a**')).toBe('error parsing regexp: invalid nested repetition operator: `**`');
    expect(fault('(a)\\1')).toBe('error parsing regexp: invalid escape sequence: `\\1`');
    expect(fault('a)')).toBe('error parsing regexp: unexpected ): `^(?s:a))$`');
    // Go takes these; the library that matches here does not.
    expect(fault('(?P<n>a)(?P<n>b)')).toBe('error parsing regexp: duplicate capture group name: `n`');
  });
});
