/** Typed addresses against real Prometheuses: their own TLS and login, and reverse proxies that demand, move and mislead. */
import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { WorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { createPrometheusSource } from '../../electron/backend/sources/prometheus/prometheus-source.ts';
import type { OpenedServer } from '../../electron/backend/sources/source.ts';
import { AppError } from '../../shared/base/errors.ts';
import type { AddressInput } from '../../shared/model/address.ts';
import { labelValue } from '../../shared/model/labels.ts';
import { createAuthority } from '../support/certificates.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { type AddressBench, addressInput, openAddressBench } from './addresses-fixture.ts';
import { type GuardedOptions, type GuardedServer, startGuardedServer } from './guarded-server.ts';
import { openCatalogPool, openParsePool, realClock, silentLog, takeAll } from './prometheus-support.ts';
import { type SecurePrometheus, startSecurePrometheus } from './secure-prometheus.ts';

const never = new AbortController().signal;
const patient = { signal: never, timeoutMs: 20_000 };
const skipped = serverMissing('prometheus');

let bench: AddressBench;
let pool: WorkerPool;
let catalogPool: WorkerPool;
beforeAll(() => {
  pool = openParsePool();
  catalogPool = openCatalogPool();
});
afterAll(() => Promise.all([pool.close(), catalogPool.close()]));
beforeEach(() => {
  bench = openAddressBench();
});
afterEach(() => bench.close());

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((reason: unknown) => reason);
  return error instanceof AppError ? [error.code, error.details] : error;
}

/** Saved and opened, as a connection does it; closed with the test. */
async function open(typed: AddressInput): Promise<OpenedServer> {
  const server = await bench.addresses.open(await bench.addresses.save(typed, never), never);
  onTestFinished(() => server.close());
  return server;
}

function ask(server: OpenedServer, expr: string) {
  const deps = { pool, catalogPool, clock: realClock, log: silentLog };
  const source = createPrometheusSource(server.endpoint, deps);
  return takeAll(source.query({ kind: 'instant', expr }, patient));
}

async function guarded(options: GuardedOptions): Promise<GuardedServer> {
  const server = await startGuardedServer(options);
  onTestFinished(() => server.close());
  return server;
}

describe.skipIf(skipped !== undefined)('a Prometheus with TLS and a login of its own', () => {
  const authority = createAuthority('the house');
  // Of "test", from Prometheus's documentation.
  const users = { admin: '$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay' };
  const authorization = `Basic ${Buffer.from('admin:test').toString('base64')}`;
  const basic = (password: string) => ({ kind: 'basic', user: 'admin', password }) as const;
  let prometheus: SecurePrometheus;

  beforeAll(async () => {
    prometheus = await startSecurePrometheus({ authority, users, ready: { headers: { authorization } } });
  });
  afterAll(() => prometheus?.stop());

  const typed = (more: Partial<AddressInput> = {}) =>
    addressInput({ url: prometheus.url, auth: basic('test'), caFile: join(prometheus.dir, 'ca.pem'), ...more });

  it('answers by its password and its own authority', async () => {
    const server = await open(typed());
    expect(server.server()).toEqual({
      transport: 'address',
      url: prometheus.url,
      service: undefined,
      engine: 'prometheus',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      pathPrefix: '',
    });
    expect((await ask(server, 'vector(7)')).columns.values[0]).toBe(7);
  });

  it('with a wrong password says that it wants a login', async () => {
    expect(await failureOf(bench.addresses.test(typed({ auth: basic('wrong') }), never))).toEqual([
      'probe.unauthorized',
      expect.objectContaining({ status: 401 }),
    ]);
  });

  it('is not trusted without its authority, and is where one says not to look', async () => {
    const { caFile: _caFile, ...without } = typed();
    expect(await failureOf(bench.addresses.test(without, never))).toEqual([
      'address.tls',
      { url: prometheus.url, reason: expect.stringMatching(/authority/) },
    ]);
    expect(await bench.addresses.test({ ...without, insecureSkipTlsVerify: true }, never)).toMatchObject({
      engine: 'prometheus',
      pathPrefix: '',
    });
    expect(await bench.addresses.test(typed({ tlsServerName: 'kubernetes.default' }), never)).toMatchObject({
      engine: 'prometheus',
    });
    expect(await failureOf(bench.addresses.test(typed({ tlsServerName: 'elsewhere' }), never))).toEqual([
      'address.tls',
      { url: prometheus.url, reason: expect.stringMatching(/not for elsewhere/) },
    ]);
  });
});

describe.skipIf(skipped !== undefined)('a Prometheus that demands a client certificate', () => {
  const authority = createAuthority('the house');
  const clients = createAuthority('its people');
  const client = clients.client({ commonName: 'someone' });
  let prometheus: SecurePrometheus;

  beforeAll(async () => {
    const ready = { cert: client.certPem, key: client.keyPem };
    prometheus = await startSecurePrometheus({ authority, clientCa: clients.certPem, ready });
  });
  afterAll(() => prometheus?.stop());

  function files(name: string, pair: { readonly certPem: string; readonly keyPem: string }) {
    const [certFile, keyFile] = [join(prometheus.dir, `${name}.pem`), join(prometheus.dir, `${name}.key`)];
    writeFileSync(certFile, pair.certPem);
    writeFileSync(keyFile, pair.keyPem);
    return { kind: 'certificate', certFile, keyFile } as const;
  }

  const typed = (auth: AddressInput['auth']) =>
    addressInput({ url: prometheus.url, auth, caFile: join(prometheus.dir, 'ca.pem') });
  const encrypted = () =>
    createPrivateKey(client.keyPem)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
      .toString();
  const bad = (reason: string) => ['address.badCredentials', { name: 'typed', reason }];

  it('answers by files that are read at each opening, so a rotated certificate is taken', async () => {
    const auth = files('rotated', createAuthority('strangers').client({ commonName: 'someone' }));
    const id = await bench.addresses.save(typed(auth), never);
    expect(await failureOf(bench.addresses.open(id, never))).toEqual([
      expect.stringMatching(/^(address\.tls|probe\.failed|address\.unreachable)$/),
      expect.anything(),
    ]);
    files('rotated', client);
    const server = await bench.addresses.open(id, never);
    onTestFinished(() => server.close());
    expect((await ask(server, 'vector(7)')).columns.values[0]).toBe(7);
  });

  it('answers by an encrypted key, whose passphrase is in the keychain alone', async () => {
    const auth = files('encrypted', { certPem: client.certPem, keyPem: encrypted() });
    const server = await open(typed({ ...auth, passphrase: 'open sesame' }));
    expect((await ask(server, 'vector(7)')).columns.values[0]).toBe(7);
    expect([bench.dataDirText().includes('open sesame'), [...bench.keychain.values()]]).toEqual([
      false,
      ['passphrase\nopen sesame'],
    ]);
  });

  it('says what is wrong with the files', async () => {
    const other = clients.client({ commonName: 'other' });
    const locked = files('locked', { certPem: client.certPem, keyPem: encrypted() });
    const test = (auth: AddressInput['auth']) => failureOf(bench.addresses.test(typed(auth), never));
    expect(await test(locked)).toEqual(bad('the key is encrypted: type its passphrase'));
    expect(await test({ ...locked, passphrase: 'wrong' })).toEqual(bad('the passphrase does not open the key'));
    expect(await test(files('mixed', { certPem: client.certPem, keyPem: other.keyPem }))).toEqual(
      bad('the key is not the one of the certificate'),
    );
    expect(await test(files('rubbish', { certPem: 'rubbish', keyPem: client.keyPem }))).toEqual(
      bad(expect.stringMatching(/^the certificate or its key is not in PEM format/) as never),
    );
  });
});

describe.skipIf(skipped !== undefined)('a reverse proxy before Prometheus', () => {
  let prometheus: RealServer;

  beforeAll(async () => {
    const job = (name: string, team: string) =>
      `  - { job_name: ${name}, static_configs: [ { targets: ["127.0.0.1:1"], labels: { team: ${team} } } ] }`;
    const jobs = [job('one', 'a'), job('two', 'a'), job('three', 'b')];
    const config = ['global: { scrape_interval: 1s }', 'scrape_configs:', ...jobs, ''].join('\n');
    prometheus = await startPrometheus({ config });
    const scraped = async () => {
      const response = await fetch(`${prometheus.url}/api/v1/query?query=count(up)`);
      expect(await response.text()).toContain('"3"');
    };
    await vi.waitFor(scraped, { timeout: 20_000, interval: 100 });
  });
  afterAll(() => prometheus?.stop());

  const forwardAll = () => ({ kind: 'forward' }) as const;

  it('that demands a token, a key and a tenant gets them with every request, below the path that was typed', async () => {
    const wanted = { authorization: 'Bearer t0ken', 'x-key': 'k3y', 'x-scope-orgid': 'team' };
    const proxy = await guarded({
      upstream: prometheus.url,
      decide: ({ headers, path }) => {
        if (Object.entries(wanted).some(([name, value]) => headers[name] !== value))
          return { kind: 'answer', status: 401 };
        return path.startsWith('/tenant/')
          ? { kind: 'forward', path: path.replace('/tenant', '') }
          : { kind: 'answer', status: 404 };
      },
    });
    const server = await open(
      addressInput({
        url: `${proxy.url}/tenant/graph?g0.expr=up`,
        auth: { kind: 'bearer', token: 't0ken' },
        headers: [
          { name: 'X-Scope-OrgID', kind: 'plain', value: 'team' },
          { name: 'X-Key', kind: 'secret', value: 'k3y' },
        ],
      }),
    );
    expect([server.endpoint.pathPrefix, (await ask(server, 'count(up)')).columns.values[0]]).toEqual(['/tenant', 3]);
    expect(proxy.requests.length).toBeGreaterThan(2);
    expect(proxy.requests.every(({ path }) => path.startsWith('/tenant/'))).toBe(true);
  });

  it('sees no query without the matchers of the address, and none that they cannot be put into', async () => {
    const proxy = await guarded({ upstream: prometheus.url, decide: forwardAll });
    const server = await open(addressInput({ url: proxy.url, matchers: 'team="a"' }));
    const { columns } = await ask(server, 'sum by (job) (up) or label_replace(up, "x", "y", "", "")');
    const jobs = columns.labels.map((labels) => labelValue(labels, 'job'));
    expect(new Set(jobs)).toEqual(new Set(['one', 'two']));
    const sent = proxy.requests.flatMap(({ body, path }) => [
      new URLSearchParams(body).get('query'),
      new URL(path, proxy.url).searchParams.get('query'),
    ]);
    expect(sent.filter((query) => query?.includes('up') && !query.includes('team="a"'))).toEqual([]);
    const before = proxy.requests.length;
    expect(await failureOf(ask(server, 'up + (foo'))).toEqual([
      'prometheus.badData',
      { serverMessage: expect.stringMatching(/^1:\d+: parse error/), position: '1:10', line: 1, column: 10 },
    ]);
    expect(proxy.requests.length).toBe(before);
    // What Prometheus refuses has a place in what it got, and none in what was typed.
    const refused = await failureOf(ask(server, 'up{team="b"} + sum("text")'));
    expect(refused).toEqual(['prometheus.badData', { serverMessage: expect.stringMatching(/expected type/) }]);
  });

  it('is not asked for anything of another server behind it', async () => {
    const proxy = await guarded({
      upstream: prometheus.url,
      decide: ({ path }) => (path.startsWith('/api/') ? { kind: 'forward' } : { kind: 'answer', status: 404 }),
    });
    const failed = await failureOf(bench.addresses.test(addressInput({ url: `${proxy.url}/team-b` }), never));
    expect(failed).toEqual(['probe.notPrometheus', expect.objectContaining({ status: 404 })]);
  });

  it('that leads to another origin is not followed, and the other never hears the password', async () => {
    const thief = await guarded({ upstream: prometheus.url, decide: forwardAll });
    const redirect = {
      kind: 'answer',
      status: 307,
      headers: { location: `${thief.url}/api/v1/status/buildinfo` },
    } as const;
    const proxy = await guarded({ upstream: prometheus.url, decide: () => redirect });
    const typed = addressInput({ url: proxy.url, auth: { kind: 'basic', user: 'u', password: 'hunter2' } });
    expect(await failureOf(bench.addresses.test(typed, never))).toEqual([
      'probe.redirect',
      expect.objectContaining({ location: expect.stringContaining(thief.url) }),
    ]);
    const id = await bench.addresses.save(typed, never);
    const moved = { ...typed, id, url: thief.url, auth: { kind: 'basic', user: 'u', password: undefined } } as const;
    expect(await failureOf(bench.addresses.test(moved, never))).toEqual([
      'address.secretMissing',
      { name: 'typed', what: 'password' },
    ]);
    expect(thief.requests).toEqual([]);
  });

  describe('that moves the API while it is in use', () => {
    async function moving(answerOf: (path: string) => { status: number; location: string } | undefined) {
      let moved = false;
      const proxy = await guarded({
        upstream: prometheus.url,
        decide: ({ path }) => {
          const answer = moved ? answerOf(path) : undefined;
          if (answer === undefined) return { kind: 'forward', path: path.replace('/new', '') };
          return { kind: 'answer', status: answer.status, headers: { location: answer.location } };
        },
      });
      const server = await open(addressInput({ url: proxy.url }));
      moved = true;
      return { proxy, server };
    }
    const toNew = (status: number) => (path: string) =>
      path.startsWith('/new/') ? undefined : { status, location: `/new${path}` };

    it.each([307, 308])('by %i is followed, with the query', async (status) => {
      const { server, proxy } = await moving(toNew(status));
      expect((await ask(server, 'count(up)')).columns.values[0]).toBe(3);
      expect(proxy.requests.slice(-2).map(({ method, path }) => [method, path])).toEqual([
        ['POST', '/api/v1/query'],
        ['POST', '/new/api/v1/query'],
      ]);
    });

    it.each([301, 302, 303])('by %i, which would lose the query, is told with the new place', async (status) => {
      const { server } = await moving(toNew(status));
      expect(await failureOf(ask(server, 'count(up)'))).toEqual([
        'prometheus.http',
        { status, statusText: expect.any(String), location: '/new/api/v1/query' },
      ]);
    });

    it('round and round is given up', async () => {
      const { server, proxy } = await moving((path) => ({ status: 308, location: path }));
      const before = proxy.requests.length;
      expect(await failureOf(ask(server, 'count(up)'))).toEqual([
        'prometheus.http',
        expect.objectContaining({ status: 308 }),
      ]);
      expect(proxy.requests.length - before).toBe(4);
    });

    it('to another origin is not followed', async () => {
      const thief = await guarded({ upstream: prometheus.url, decide: forwardAll });
      const location = `${thief.url}/api/v1/query`;
      const { server } = await moving(() => ({ status: 307, location }));
      expect(await failureOf(ask(server, 'count(up)'))).toEqual([
        'prometheus.http',
        { status: 307, statusText: expect.any(String), location },
      ]);
      expect(thief.requests).toEqual([]);
    });
  });
});
