/** Rules as a person gets them wrong: right ones with a field that is missing, too many, of another type, or says what cannot be. */
import type { Chance } from '../promql-fuzz/chance.ts';
import { randomRule, type WrittenRule } from './random-rules.ts';
import { nameTemplates, publicNames, regexes } from './vocabulary.ts';

const badRegexes = [
  '(',
  ')',
  'a)',
  '[',
  '[z-a]',
  'a**',
  '*',
  '?a',
  '\\8',
  'a\\',
  '(?=a)',
  '(?P<n>',
  '(?P<n-o>a)',
  'a{1001}',
];
const moreBadRegexes = ['\\pX', '\\p{Nobody}', '(a{900}){900}', '[[:nobody:]]', '(?z)', '\\C', '\\x{110000}'];
const badTemplates = [
  '$',
  'a$',
  '0$1',
  '-$1',
  '$-',
  '$1-',
  'a.b',
  '1a',
  'a-b',
  'é',
  'a b',
  ...['{', '{}', '{1', '{-}', '{é}'].map((end) => `$${end}`),
];

const fields: Readonly<Record<string, readonly unknown[]>> = {
  action: [
    '',
    null,
    'Replace',
    'keep ',
    'nothing',
    'labelMap',
    1,
    true,
    ['keep'],
    {},
    'hashmod',
    'keepequal',
    'labelkeep',
    'lowercase',
  ],
  source_labels: [[], null, 'a', [''], ['a', 'b-c'], ['0a'], [1], [null], [['a']], {}, ['é'], ['a:b'], ['__a', '_']],
  separator: ['', null, ';', '\n', 1, true, [], {}],
  regex: ['(.*)', null, '', 1, 1.5, true, [], {}, ...badRegexes, ...moreBadRegexes, ...regexes],
  modulus: [0, 1, -1, null, 2.5, 1e3, '8', 'a', true, [], {}, 2n ** 64n - 1n],
  target_label: ['', null, 'a', 1, true, [], {}, ...badTemplates, ...nameTemplates, ...publicNames],
  replacement: ['$1', '', null, 1, true, [], {}, ...badTemplates, ...nameTemplates],
  nothing: [1],
  Action: ['keep'],
};

/** Some of them are right all the same. */
export function randomRefusal(chance: Chance): unknown {
  if (chance.of(0.02)) return chance.one([null, 'a', 1, [], {}]);
  let rule: WrittenRule = randomRule(chance, [...publicNames, '__tmp']);
  const changes = chance.whole(1, 2);
  for (let i = 0; i < changes; i += 1) {
    const field = chance.one(Object.keys(fields));
    const { [field]: _, ...others } = rule;
    rule = chance.of(0.2) ? others : { ...others, [field]: chance.one(fields[field] ?? []) };
  }
  return rule;
}
