import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseKubeconfig, readKubeconfig } from '../../../electron/backend/contexts/kubeconfig-file.ts';
import { makeNamedPipe } from '../../support/named-pipe.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseKubeconfig('/etc/kube/config', bytes(text));
const problemOf = (text: string) => parse(text).problem?.toData();

describe('a kubeconfig', () => {
  it('gives its clusters, users and contexts in its own order, with paths made absolute', () => {
    const { problem, ...entries } = parse(`
apiVersion: v1
kind: Config
current-context: b
preferences: {colors: true}
contexts:
- name: b
  context: {cluster: c, user: u, namespace: shop, extensions: []}
- name: a
  context: {cluster: c, user: u}
clusters:
- name: c
  cluster:
    server: https://10.0.0.1:6443
    certificate-authority: pki/ca.crt
    tls-server-name: api.internal
    insecure-skip-tls-verify: no
users:
- name: u
  user:
    client-certificate: /abs/client.crt
    client-key: ../client.key
    as: deputy
    as-groups: [one, two]
`);
    expect(problem).toBeUndefined();
    expect({ ...entries, order: [...entries.contexts.keys()] }).toEqual({
      order: ['b', 'a'],
      contexts: new Map([
        ['b', { name: 'b', cluster: 'c', user: 'u', namespace: 'shop' }],
        ['a', { name: 'a', cluster: 'c', user: 'u', namespace: undefined }],
      ]),
      clusters: new Map([
        [
          'c',
          {
            name: 'c',
            server: 'https://10.0.0.1:6443',
            caData: undefined,
            caFile: '/etc/kube/pki/ca.crt',
            tlsServerName: 'api.internal',
            insecureSkipTlsVerify: false,
            proxyUrl: undefined,
            execConfig: undefined,
          },
        ],
      ]),
      users: new Map([
        [
          'u',
          {
            name: 'u',
            file: '/etc/kube/config',
            directory: '/etc/kube',
            auth: 'certificate',
            certData: undefined,
            certFile: '/abs/client.crt',
            keyData: undefined,
            keyFile: '/etc/client.key',
            token: undefined,
            tokenFile: undefined,
            username: undefined,
            password: undefined,
            exec: undefined,
            authProvider: undefined,
            impersonate: { user: 'deputy', uid: undefined, groups: ['one', 'two'] },
          },
        ],
      ]),
    });
  });

  it.each([
    ['{token: t}', 'token'],
    ['{tokenFile: t}', 'tokenFile'],
    ['{token: t, tokenFile: t, client-certificate-data: x}', 'tokenFile'],
    ['{client-certificate-data: x, client-key-data: y}', 'certificate'],
    ['{exec: {command: login}}', 'exec'],
    ['{auth-provider: {name: oidc}}', 'oidc'],
    ['{username: u, password: p}', 'basic'],
    ['{username: u, exec: {command: login}}', 'basic'],
    ['{client-certificate-data: x, exec: {command: login}}', 'certificate'],
    ['{client-certificate-data: x, auth-provider: {name: oidc}}', 'oidc'],
    ['{}', 'none'],
    ['', 'none'],
  ])('knows how the user %s signs in: %s', (user, auth) => {
    expect(parse(`users:\n- name: u\n  user: ${user}\n`).users.get('u')?.auth).toBe(auth);
  });

  it('may be JSON, may begin with a byte order mark, and ends where a second document begins', () => {
    const json = '{"contexts": [{"name": "a", "context": {"cluster": "c", "user": "u"}}]}';
    const names = (text: string) => [...parse(text).contexts.keys(), parse(text).problem];
    expect([names(json), names(`\ufeff${json}`), names(`${json}\n---\ncontexts: []\n`)]).toEqual([
      ['a', undefined],
      ['a', undefined],
      ['a', undefined],
    ]);
  });

  it('keeps texts that look like times, and takes the booleans that kubectl takes', () => {
    const text = 'clusters:\n- name: 2024-01-01\n  cluster: {server: 1:30, insecure-skip-tls-verify: yes}\n';
    expect([...parse(text).clusters.values()]).toMatchObject([
      { name: '2024-01-01', server: '1:30', insecureSkipTlsVerify: true },
    ]);
  });

  it('may use anchors and merge keys', () => {
    const text =
      'x: &x {server: https://a}\nclusters:\n- name: a\n  cluster: {<<: *x, tls-server-name: b}\n- name: b\n  cluster: *x\n';
    expect([...parse(text).clusters.values()].map(({ server }) => server)).toEqual(['https://a', 'https://a']);
  });

  it('may name its entries after the properties of objects', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const text = names.map((name) => `- {name: ${name}, context: {cluster: ${name}, user: ${name}}}`).join('\n');
    expect([...parse(`contexts:\n${text}\n__proto__: {polluted: true}\n`).contexts.keys()]).toEqual(names);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a kubeconfig with something wrong', () => {
  it.each([
    ['nothing in it', ''],
    ['only white space', ' \n\n'],
    ['only a comment', '# nothing yet\n'],
    ['only null', 'null'],
  ])('is empty with %s', (_name, text) => {
    expect(problemOf(text)).toEqual({
      code: 'kubeconfig.empty',
      message: '/etc/kube/config is empty',
      details: { path: '/etc/kube/config' },
      retryable: false,
    });
  });

  it.each([
    ['syntax', 'contexts:\n- name: "a\n', 3, 1],
    ['a tab', 'contexts:\n\t- name: a\n', 2, 1],
    ['a text at the top', 'hello', 1, 1],
    ['a list at the top', '- a', 1, 1],
    ['a mapping for a list', 'users: []\nclusters: {}\n', 2, 11],
    ['an entry that is a number', 'contexts:\n- 7\n', 2, 3],
    ['an entry without a name', 'contexts:\n- context: {cluster: c}\n', 2, 3],
    ['an empty name', "contexts:\n- name: ''\n", 2, 9],
    ['a name that YAML reads as a number', 'contexts:\n- name: 010\n', 2, 9],
    ['a number for a server', 'clusters:\n- name: c\n  cluster:\n    server: 5\n', 4, 13],
    ['a text for a flag', 'clusters:\n- name: c\n  cluster: {insecure-skip-tls-verify: "nope"}\n', 3, 39],
    ['a name twice', 'users:\n- name: u\n- name: u\n', 3, 3],
  ])('says the line and the column of %s', (_name, text, line, column) => {
    const problem = problemOf(text);
    expect([problem?.code, problem?.details.line, problem?.details.column]).toEqual([
      'kubeconfig.malformed',
      line,
      column,
    ]);
  });

  it('shows its good entries all the same', () => {
    const { contexts, problem } = parse('contexts:\n- name: a\n- name: 5\n- name: b\n- name: a\nusers: 7\n');
    expect([[...contexts.keys()], problem?.code]).toEqual([['a', 'b'], 'kubeconfig.malformed']);
  });

  it('never quotes what is in it', () => {
    const texts = ['users:\n- name: u\n  user: {token: [SECRET}\n', 'SECRET', 'users:\n- SECRET\n', '"SECRET'];
    expect(texts.map((text) => JSON.stringify(problemOf(text)).includes('SECRET'))).toEqual(texts.map(() => false));
  });

  it.each([
    ['a block scalar with more behind its mark', 'users:\n- name: u\n  user: {token: x}\n  t: |SECRET\n'],
    ['an alias of nothing', 'users:\n- name: u\n  user: {token: *SECRET}\n'],
    ['an escape that is none', 'users:\n- name: u\n  user: {token: "a\\USECRET12"}\n'],
    ['a token out of place', 'users:\n- name: u\n} "SECRET"\n'],
  ])('never quotes what is in it: %s', (_name, text) => {
    const problem = problemOf(text);
    expect([problem?.code, JSON.stringify(problem)]).toEqual([
      'kubeconfig.malformed',
      expect.not.stringContaining('SECRET'),
    ]);
  });

  it('never quotes what is in it to the process’s warnings either', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on('warning', listen);
    parse('users:\n- name: u\n  ? {token: SECRET}\n  : x\n');
    // Node emits them in a turn of their own.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  it('never quotes what is in it, however it is damaged', () => {
    const whole = 'users:\n- name: u\n  user:\n    token: SECRET\n    password: "SECRET"\n    t: {a: SECRET}\n';
    const damage = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(2),
      put: fc.constantFrom(...'"\'{}[]:*&!|>%@`\t\n ?#,\\', ': ', '- ', '!!', '---', '<<: '),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (places) => {
        let text = whole;
        for (const { at, cut, put } of places) text = text.slice(0, at) + put + text.slice(at + cut);
        expect(JSON.stringify(problemOf(text) ?? '')).not.toMatch(/SECR|ECRE|CRET/);
      }),
      { seed: 11, numRuns: 3000 },
    );
  });

  it('ends quickly with aliases that would grow without bounds', () => {
    const level = (n: number) =>
      `l${n}: &l${n} [${Array(10)
        .fill(`*l${n - 1}`)
        .join(', ')}]`;
    const bomb = ['l0: &l0 [x]', ...Array.from({ length: 12 }, (_, n) => level(n + 1)), 'contexts: *l12'].join('\n');
    expect(problemOf(bomb)?.code).toBe('kubeconfig.malformed');
  });

  it.each([
    ['zero bytes', new Uint8Array(64)],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x3a, 0])],
    ['invalid UTF-8', Uint8Array.from([0x61, 0x3a, 0xc3, 0x28])],
  ])('is no text with %s', (_name, content) => {
    expect(parseKubeconfig('f', content).problem?.toData()).toEqual({
      code: 'kubeconfig.notText',
      message: 'f is not a text file in UTF-8',
      details: { path: 'f' },
      retryable: false,
    });
  });

  it('never throws, whatever the bytes', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'contexts: users-name[]{}&*!|>\n\t "\'#,%@`x1'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), text.map(bytes)), (content) => {
        const { problem } = parseKubeconfig('f', content);
        expect([undefined, 'kubeconfig.empty', 'kubeconfig.notText', 'kubeconfig.malformed']).toContain(problem?.code);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

it('does not show a password that is in the address of its server', () => {
  const { clusters } = parse('clusters:\n- name: c\n  cluster: {server: "https://ada:SECRET@10.0.0.1:6443/k8s"}\n');
  expect(clusters.get('c')?.server).toBe('https://10.0.0.1:6443/k8s');
});

describe('a path that is no kubeconfig', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'binnacle-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const problemAt = async (name: string) => (await readKubeconfig(path.join(folder, name))).problem?.toData();

  it('is not there', async () => {
    const file = path.join(folder, 'missing');
    expect(await problemAt('missing')).toEqual({
      code: 'kubeconfig.notFound',
      message: `${file} does not exist`,
      details: { path: file },
      retryable: false,
    });
  });

  it('is a folder', async () => {
    await mkdir(path.join(folder, 'dir'));
    expect(await problemAt('dir')).toMatchObject({
      code: 'kubeconfig.unreadable',
      details: { reason: 'it is not a regular file' },
    });
  });

  it('is below a file', async () => {
    await writeFile(path.join(folder, 'file'), 'contexts: []');
    expect((await problemAt('file/config'))?.code).toBe('kubeconfig.notFound');
  });

  it.skipIf(process.platform === 'win32')('is a pipe that nobody writes to', async () => {
    makeNamedPipe(path.join(folder, 'pipe'));
    expect((await problemAt('pipe'))?.details.reason).toBe('it is not a regular file');
  });

  it('is larger than any kubeconfig, and is not read', async () => {
    const file = path.join(folder, 'huge');
    await writeFile(file, '');
    await truncate(file, 3 * 1024 ** 3);
    expect(await problemAt('huge')).toMatchObject({
      code: 'kubeconfig.unreadable',
      details: { reason: 'it is 3072 MiB, and up to 8 MiB is read' },
    });
  });

  it('is binary rubbish', async () => {
    await writeFile(path.join(folder, 'rubbish'), randomBytes(100_000));
    expect((await problemAt('rubbish'))?.code).toBe('kubeconfig.notText');
  });
});
