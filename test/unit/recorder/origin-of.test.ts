import { expect, test } from 'vitest';
import type { RemoteSource } from '../../../electron/backend/connections/connection.ts';
import { folderName, originText, readOrigin } from '../../../electron/backend/history/service/history-identity.ts';
import { doesMixHistograms, originOf } from '../../../electron/backend/recorder/origin-of.ts';
import type { Source } from '../../../electron/backend/sources/source.ts';
import type { Address, AddressId, SecretRef } from '../../../shared/model/address.ts';
import type { ServerInfo } from '../../../shared/model/context.ts';
import type { ClusterKey } from '../../../shared/model/source-choice.ts';
import { server } from './recorder-fixture.ts';

const source = {} as Source;
const cluster = 'uid:1' as ClusterKey;
const reached: RemoteSource = { source, server, matchers: '', cluster, address: undefined };

function address(part: Partial<Address>): Address {
  const id = Math.random().toString() as AddressId;
  return {
    ...{ id, name: 'mine', url: 'https://example.org/prom', headers: [], auth: { kind: 'none' } },
    ...{ insecureSkipTlsVerify: false, matchers: '', ...part },
  };
}

/** An address that is no cluster's. */
function alone(part: Partial<Address> = {}, matchers = ''): RemoteSource {
  const made = address(part);
  const at = { transport: 'address', url: made.url, service: undefined, version: '3.0.0', engine: 'mimir' } as const;
  return { source, matchers, cluster: undefined, address: made, server: { ...at, pathPrefix: '/prom' } };
}

const identity = (remote: RemoteSource) => {
  const { cluster: of, server: at } = originOf(remote, 'name') ?? { cluster: 'unknown', server: '' };
  return `${of} | ${at}`;
};

test('a Prometheus of a cluster is known by the cluster and where it stands, whatever way leads there', () => {
  expect(originOf(reached, 'harbor')).toEqual({
    ...{ kind: 'prometheus', cluster: 'uid:1', server: 'prometheus monitoring/prometheus-k8s:9090' },
    ...{ name: 'harbor', version: '2.42.0' },
  });
  const { pod: _pod, ...service } = server;
  const byAddress: ServerInfo = {
    ...{ transport: 'address', url: 'https://example.org', service: 'monitoring/prometheus-k8s:9090' },
    ...{ version: '2.42.0', engine: 'prometheus', pathPrefix: '' },
  };
  const ways = [{ ...service, transport: 'proxy' } as const, byAddress];
  expect(ways.map((way) => identity({ ...reached, server: way }))).toEqual([identity(reached), identity(reached)]);
});

test('what changes the samples changes the source', () => {
  const others: RemoteSource[] = [
    { ...reached, matchers: 'tenant="a"' },
    { ...reached, cluster: 'uid:2' as ClusterKey },
    { ...reached, server: { ...server, pathPrefix: '/other' } },
    { ...reached, server: { ...server, engine: 'thanos' } },
  ];
  expect(new Set([reached, ...others].map(identity)).size).toBe(5);
});

test('an address that is removed and typed again finds its record; its name does not matter', () => {
  expect(identity(alone())).toBe('address:https://example.org/prom | mimir');
  expect(identity(alone({ name: 'other' }))).toBe(identity(alone()));
  expect(identity(alone({}, 'a="b"'))).toBe('address:https://example.org/prom | mimir {a="b"}');
});

test('tenants behind one address are several sources, and what tells them apart is not written down', () => {
  const tenant = (value: string) => alone({ headers: [{ name: 'X-Scope-OrgID', kind: 'plain', value }] });
  const user = (name: string) =>
    alone({ auth: { kind: 'basic', user: name, password: `address/${name}/x` as SecretRef } });
  const all = [alone(), tenant('secret-a'), tenant('secret-b'), user('12345'), user('67890')].map(identity);
  expect([new Set(all).size, all.filter((text) => /secret|12345|67890/.test(text))]).toEqual([5, []]);
  expect(identity(tenant('secret-a'))).toBe(identity(tenant('secret-a')));
});

test('where a secret tells tenants apart, each address is a source of its own, whatever its secret is now', () => {
  const secret = (value: string) => `address/1/${value}` as SecretRef;
  const files = (certFile: string) => ({ kind: 'certificate', certFile, keyFile: 'key' }) as const;
  const kinds: readonly ((value: string) => Partial<Address>)[] = [
    (value) => ({ headers: [{ name: 'X-Scope-OrgID', kind: 'secret', value: secret(value) }] }),
    (value) => ({ auth: { kind: 'bearer', token: secret(value) } }),
    (value) => ({ auth: files(value) }),
  ];
  for (const kind of kinds) {
    const of = (id: string, value: string) => identity(alone({ id: id as AddressId, ...kind(value) }));
    expect(of('1', 'a')).toBe(of('1', 'b'));
    expect(new Set([identity(alone()), of('1', 'a'), of('2', 'a')]).size).toBe(3);
  }
  const inCluster = (id: string) =>
    identity({ ...reached, address: address({ id: id as AddressId, auth: { kind: 'bearer', token: secret('a') } }) });
  expect(inCluster('1')).not.toBe(inCluster('2'));
});

test('a cluster that is not known yet is none; what is scraped from here is none of these', () => {
  const scraped = { transport: 'scraped', engine: 'binnacle', version: '', pathPrefix: '', everyMs: 1 } as const;
  expect([originOf({ ...reached, cluster: undefined }, ''), originOf({ ...reached, server: scraped }, '')]).toEqual([
    undefined,
    undefined,
  ]);
});

test('however long it is, a history can keep it', () => {
  const long = (last: string) => ({ ...reached, matchers: `a="${'x'.repeat(4000)}${last}"` });
  const origins = ['a', 'b'].map((last) => originOf(long(last), 'n'.repeat(5000)));
  const read = origins.map((origin) => origin && readOrigin(originText(origin)));
  expect(read).toEqual(origins);
  expect(new Set(origins.map((origin) => origin && folderName(origin))).size).toBe(2);
});

test('whether histograms are mixed up in JSON is said of Prometheus alone, by its version', () => {
  const does = (version: string, engine: ServerInfo['engine'] = 'prometheus') => doesMixHistograms({ engine, version });
  expect(['2.42.0', 'v2.43.1+ds', '1.8.2', '2.40.0-rc.0'].map((version) => does(version))).toEqual(Array(4).fill(true));
  expect(['2.44.0', '2.53.1', '3.0.0', '', 'unknown'].map((version) => does(version))).toEqual(Array(5).fill(false));
  expect([does('0.31.0', 'thanos'), does('2.8.0', 'mimir')]).toEqual([false, false]);
});
