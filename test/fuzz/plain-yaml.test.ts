import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { parsePlainYaml } from '../../electron/backend/contexts/plain-yaml.ts';

/** As a kubeconfig is read where it is not plain (kubeconfig-file.ts). */
function whole(text: string): unknown {
  const options = { merge: true, uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
}

const texts = fc.oneof(
  fc.constantFrom(
    '',
    'c',
    'https://10.0.0.1:6443',
    'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==',
    '0',
    '1e3',
    'true',
    'no',
    '~',
  ),
  fc.constantFrom(
    'null',
    '2024-01-01',
    '0x1f',
    '1.5',
    '.5',
    '-',
    '- a',
    'a: b',
    'a #b',
    '#',
    '"',
    "it's",
    '[a]',
    '{}',
    '&a',
    '*a',
  ),
  fc.constantFrom(
    'arn:aws:eks:eu-west-1:1:cluster/c',
    'a:',
    ':',
    ' a',
    'a ',
    '>',
    '|',
    '!x',
    '%',
    '@',
    '`',
    '\\',
    'a\nb',
    'ü',
    '\t',
    '1_000',
  ),
  fc.constantFrom(
    '--region',
    '-x',
    '--- a',
    '---',
    '~/bin/login',
    '~x',
    '-1',
    '+1',
    '.inf',
    '.NaN',
    '0o7',
    '00',
    '1e',
    '...',
    '-.5',
  ),
  fc.string({ maxLength: 12 }),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.constantFrom(null, true, false, 7, 1.5, {}, []),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('name', 'cluster', 'client-key-data', '<<', 'x y', '__proto__', '1', '- a'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;

it('what it reads, it reads as the whole parser does: anything written as YAML', () => {
  const styles = fc.record({
    indentSeq: fc.boolean(),
    indent: fc.constantFrom(2, 4),
    lineWidth: fc.constantFrom(0, 20, 80),
    defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
  });
  fc.assert(
    fc.property(values, styles, (value, style) => {
      const text = stringify(value, style);
      const read = parsePlainYaml(text);
      if (read !== undefined) expect(read).toEqual(whole(text));
    }),
    { seed: 7, numRuns: 3000 },
  );
});

it('what it reads, it reads as the whole parser does: lines of whatever kind', () => {
  const indent = fc.constantFrom('', '  ', '    ', ' ', '\t');
  const marker = fc.constantFrom('', '- ', '-', '-   ', '- - ', '? ', '--- ', '...');
  const key = fc.constantFrom(
    '',
    'a: ',
    'b: ',
    'a:',
    'name:  ',
    '"q": ',
    'a : ',
    '<<: ',
    '__proto__: ',
    '1: ',
    'a-b/c.d: ',
  );
  const tail = fc.constantFrom('', ' ', ' # c', '#', ',', '\r');
  const line = fc.tuple(indent, marker, key, texts, tail).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 7 }), (lines) => {
      const text = lines.join('\n');
      const read = parsePlainYaml(text);
      if (read !== undefined) expect(read).toEqual(whole(text));
    }),
    { seed: 8, numRuns: 20_000 },
  );
});

it('it reads what kubectl writes', () => {
  const text = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTg==
    server: https://10.0.0.1:6443
  name: harbor
contexts:
- context:
    cluster: harbor
    user: ""
  name: 'arn:aws:eks:eu-west-1:1:cluster/harbor'
current-context: harbor
kind: Config
preferences: {}
users:
- name: ada
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - eu-west-1
      env: null
      provideClusterInfo: false
`;
  expect([parsePlainYaml(text), parsePlainYaml(text) !== undefined]).toEqual([whole(text), true]);
});
