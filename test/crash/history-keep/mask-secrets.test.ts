/** Secrets are taken out of what is stored: in URLs however they are written, and under keys of YAML and JSON. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { maskSecrets } from '../../../electron/backend/history/documents/mask-secrets.ts';

describe('credentials in URLs', () => {
  it.each([
    ['http://user:hunter2@host:9090/metrics', 'http://user:xxxxx@host:9090/metrics'],
    ['{"a":"https:\\/\\/user:hunter2@host"}', '{"a":"https://user:xxxxx@host"}'],
    ['{"a":"https://user:hunter2\\u0040host/?a=b\\u0026c=d"}', '{"a":"https://user:xxxxx@host/?a=b&c=d"}'],
    ['url: http://user:hunter2@host # x', 'url: http://user:xxxxx@host # x'],
    ['?target=http%3A%2F%2Fuser%3Ahunter2%40host%2Fx', '?target=http%3A%2F%2Fuser%3Axxxxx%40host%2Fx'],
    ['http%253A%252F%252Fuser%253Ahunter2%2540host', 'http%253A%252F%252Fuser%253Axxxxx%2540host'],
    ['http://user:hunter%402@host', 'http://user:xxxxx@host'],
    ['http://user:hunter@2@host', 'http://user:xxxxx@host'],
    ['http://user%3Ahunter2@host', 'http://xxxxx@host'],
    ['postgres://user:hun/ter?2#@host:5432/db', 'postgres://user:xxxxx@host:5432/db'],
    ['redis://:hunter2@host', 'redis://:xxxxx@host'],
    ['https://hunter2@github.com/x', 'https://xxxxx@github.com/x'],
    ['https://hunter2:x-oauth-basic@github.com', 'https://xxxxx@github.com'],
    ['https://hunter2:@github.com', 'https://xxxxx@github.com'],
    ['http://a,http://user:hunter2@b', 'http://a,http://user:xxxxx@b'],
    ['http://host/metrics?token=hunter2&x=y', 'http://host/metrics?token=xxxxx&x=y'],
    ['http://host/?x=y&api-key=hunter2#z', 'http://host/?x=y&api-key=xxxxx#z'],
    ['http%3A%2F%2Fhost%3Faccess_token%3Dhunter2%26x', 'http%3A%2F%2Fhost%3Faccess_token%3Dxxxxx%26x'],
  ])('of %s are masked', (text, expected) => {
    expect(maskSecrets(text)).toBe(expected);
    expect(maskSecrets(expected)).toBe(expected);
  });

  it.each([
    'http://host:9090/a@b',
    'http://[::1]:9090/x@y',
    'http://host:9090?x=a@b',
    'http://10.0.0.1:8080/a:b@c',
    'mail someone@example.org about https://example.org/runbook',
    'http://host/metrics?module=http_2xx&target=a',
    'sum by (job) (rate(token_total{job=~"a|b"}[5m])) > 0.5',
  ])('are not seen in %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

/** As Prometheus writes it, but for the secrets. */
const configuration = `global:
  scrape_interval: 15s
  external_labels: {token: a-label}
scrape_configs:
- job_name: node # the password: is elsewhere
  basic_auth:
    username: me
    password: hunter2
    password_file: /etc/password
  authorization:
    type: Bearer
    credentials: |-
      hunter2
        hunter2

      hunter2
  bearer_token: 'it''s # hunter2'
  params:
    module: [a]
    token: [hunter2,
      hunter2]
  oauth2: {client_id: me, client_secret: "hunter2\\"}, ", scopes: [a]}
  tls_config:
    key: hunter2
    insecure_skip_verify: true
  http_headers:
    X-Api-Key:
      values:
      - hunter2
      secrets: ["hunter2"]
    X-Scope-OrgID:
      values: [team]
  proxy_connect_header:
    Proxy-Authorization:
    - hunter2
  static_configs:
  - targets:
    - host:1
    labels: {__param_auth_token: hunter2, secret: a-name, path: 'x: {'}
remote_write:
  - url: https://me:hunter2@host/write
    sigv4:
      access_key: hunter2
      secret_key: &x !!str hunter2
        hunter2
    'password' : "hunter2
      hunter2"
    name: last
`;

describe('values of secret keys', () => {
  const masked = maskSecrets(configuration);

  it('are masked in YAML, and everything else is as it was', () => {
    expect(masked).not.toContain('hunter2');
    expect(parse(masked)).toMatchObject({
      global: { scrape_interval: '15s', external_labels: { token: 'a-label' } },
      scrape_configs: [
        {
          job_name: 'node',
          basic_auth: { username: 'me', password: '<secret>', password_file: '/etc/password' },
          authorization: { type: 'Bearer', credentials: '<secret>' },
          bearer_token: '<secret>',
          params: { module: ['a'], token: ['<secret>', '<secret>'] },
          oauth2: { client_id: 'me', client_secret: '<secret>', scopes: ['a'] },
          tls_config: { key: '<secret>', insecure_skip_verify: true },
          http_headers: {
            'X-Api-Key': { values: ['<secret>'], secrets: ['<secret>'] },
            'X-Scope-OrgID': { values: ['team'] },
          },
          proxy_connect_header: { 'Proxy-Authorization': ['<secret>'] },
          static_configs: [
            { targets: ['host:1'], labels: { __param_auth_token: '<secret>', secret: 'a-name', path: 'x: {' } },
          ],
        },
      ],
      remote_write: [
        {
          url: 'https://me:xxxxx@host/write',
          sigv4: { access_key: '<secret>', secret_key: '<secret>' },
          password: '<secret>',
          name: 'last',
        },
      ],
    });
  });

  it('are masked once: doing it again changes nothing', () => {
    expect(maskSecrets(masked)).toBe(masked);
  });

  it('are masked in YAML within JSON, as the API gives it', () => {
    const answer = { status: 'success', data: { yaml: configuration }, token: 12, api_key: null, password: '' };
    expect(JSON.parse(maskSecrets(JSON.stringify(answer)))).toEqual({
      ...answer,
      data: { yaml: masked },
      token: '<secret>',
    });
    expect(JSON.parse(maskSecrets(JSON.stringify(answer, undefined, 2)))).toMatchObject({ data: { yaml: masked } });
  });

  it('are masked in a document within a document within a document', () => {
    const inner = JSON.stringify({ rules: JSON.stringify({ clientSecret: 'hunter2' }) });
    const text = `a: |\n  {"x": ${JSON.stringify(inner)}}\nb: 1\n`;
    expect(maskSecrets(text)).not.toContain('hunter2');
  });

  it('are masked with the lines of Windows, and with a byte order mark', () => {
    const text = `\ufeff${configuration.replaceAll('\n', '\r\n')}`;
    expect(maskSecrets(text)).not.toContain('hunter2');
  });

  it('are private keys whatever they stand under', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----';
    expect(maskSecrets(`a: |\n  ${key.replaceAll('\n', '\n  ')}\nb: 1\n`)).toBe('a: |\n  <secret>\nb: 1\n');
    expect(JSON.parse(maskSecrets(JSON.stringify({ a: key, b: 1 })))).toEqual({ a: '<secret>', b: 1 });
    expect(maskSecrets(`-----BEGIN PRIVATE KEY-----hunter2`)).toBe('<secret>');
  });
});

describe('whatever the text is', () => {
  /** Made of what the scanner looks at. */
  const nasty = fc
    .array(
      fc.constantFrom(
        ...[
          'a',
          'password',
          ': ',
          ':',
          '\n',
          '\r\n',
          '  ',
          '- ',
          '? ',
          '"',
          "'",
          '\\',
          '{',
          '}',
          '[',
          ']',
          ',',
          '#',
          ' #',
        ],
        ...[
          '|',
          '>',
          '&x ',
          '*x',
          '!!str ',
          '---',
          '://',
          '@',
          '%3A%2F%2F',
          '%40',
          '?token=',
          '-----BEGIN PRIVATE KEY-----',
        ],
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(''));

  it('it ends, and doing it again changes nothing more that matters', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(typeof maskSecrets(maskSecrets(text))).toBe('string');
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('a secret in JSON is masked, and the rest is the same', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, fc.string(), fc.integer({ min: 0, max: 2 }), (rest, secret, indent) => {
        const text = JSON.stringify({ rest, nested: [{ password: `hunter2${secret}` }] }, undefined, indent);
        expect(JSON.parse(maskSecrets(text))).toMatchObject({ nested: [{ password: '<secret>' }] });
      }),
      { numRuns: 2000, seed: 2 },
    );
  });

  it('megabytes of brackets, quotes and colons are no matter of minutes', () => {
    for (const piece of [
      '[',
      '{a: ',
      '"',
      "'a",
      '\\"',
      'a: ',
      '- ',
      'http://',
      '://a:b',
      '%3A%2F%2Fa',
      'a: |\n b: ',
      'a:\n ',
    ])
      expect(typeof maskSecrets(piece.repeat(Math.ceil(300_000 / piece.length)))).toBe('string');
  });
});
