import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../../electron/backend/kube/discovery/addresses-of.ts';
import { mayBeAsked } from '../../../electron/backend/kube/discovery/asked-places.ts';
import { chosenCandidate } from '../../../electron/backend/kube/discovery/candidates.ts';
import type { ServiceObject } from '../../../electron/backend/kube/discovery/service-object.ts';
import {
  listIngresses,
  listNodeAddresses,
  type Surroundings,
} from '../../../electron/backend/kube/discovery/surroundings.ts';
import { fakeClient } from './fake-client.ts';

const signal = new AbortController().signal;

function found(
  { spec = {}, status }: { spec?: Partial<ServiceObject['spec']>; status?: ServiceObject['status'] },
  around: Partial<Surroundings> = {},
) {
  const object: ServiceObject = {
    metadata: { name: 'prom', namespace: 'monitoring', labels: {} },
    spec: { ports: [{ name: 'web', port: 9090, nodePort: 30_090 }], ...spec },
    status,
  };
  const candidate = chosenCandidate(object, 9090);
  if (candidate === undefined) throw new Error('there is no candidate');
  const addresses = addressesOf(candidate, { ingresses: [], nodeAddresses: [], ...around });
  return addresses.map(({ origin, prefixes }) => [origin.origin, ...prefixes]);
}

const usual = ['', '/prometheus'];
const balancer = (...ingress: { ip?: string; hostname?: string }[]) => ({ loadBalancer: { ingress } });

describe('the addresses outside the cluster that lead to a service', () => {
  it('are none of a service inside it', () => {
    expect(found({ spec: { type: 'ClusterIP', ports: [{ port: 9090 }] }, status: { loadBalancer: {} } })).toEqual([]);
  });

  it('are those of its load balancer', () => {
    expect(found({ status: balancer({ ip: '203.0.113.7' }, { hostname: 'lb.example' }) })).toEqual([
      ['http://203.0.113.7:9090', ...usual],
      ['http://lb.example:9090', ...usual],
    ]);
  });

  it('are its external addresses, its external name, and its port on nodes', () => {
    const spec = { type: 'ExternalName', externalName: 'prom.example', externalIPs: ['2001:db8::1'] };
    expect(found({ spec }, { nodeAddresses: ['10.0.0.4', '10.0.0.5'] })).toEqual([
      ['http://[2001:db8::1]:9090', ...usual],
      ['http://prom.example:9090', ...usual],
      ['http://10.0.0.4:30090', ...usual],
      ['http://10.0.0.5:30090', ...usual],
    ]);
  });

  it('speak TLS where the port does', () => {
    const ports = [{ name: 'https', port: 9090 }];
    expect(found({ spec: { ports }, status: balancer({ ip: '203.0.113.7' }) })).toEqual([
      ['https://203.0.113.7:9090', ...usual],
    ]);
  });

  it('are at most four', () => {
    const externalIPs = ['10.1.0.1', '10.1.0.2', '10.1.0.3', '10.1.0.4', '10.1.0.5'];
    expect(found({ spec: { externalIPs } })).toHaveLength(4);
  });

  it('are never what a name would turn into another address', () => {
    const externalIPs = ['evil.example/path', 'user@evil.example', 'a b', '', 'x:80', '-x'];
    expect(found({ spec: { externalIPs } })).toEqual([]);
  });

  it('are those of the Ingresses that lead to its port, below their paths', async () => {
    const backend = (name: string, port: object) => ({ service: { name, port } });
    const http = (path: string | undefined, to: object) => ({ paths: [{ path, backend: to }] });
    const client = fakeClient({
      '/apis/networking.k8s.io/v1/namespaces/monitoring/ingresses': {
        items: [
          {
            metadata: { name: 'a', namespace: 'monitoring' },
            spec: {
              tls: [{ hosts: ['prom.example', '*.wild.example'] }],
              rules: [
                { host: 'prom.example', http: http('/', backend('prom', { number: 9090 })) },
                { host: 'x.wild.example', http: http('/metrics(/|$)(.*)', backend('prom', { name: 'web' })) },
                { host: 'other.example', http: http('/', backend('other', { number: 9090 })) },
                { host: 'port.example', http: http('/', backend('prom', { number: 1 })) },
                { host: '*.example', http: http('/', backend('prom', { number: 9090 })) },
                { http: http(undefined, backend('prom', {})) },
                { host: 'nothing.example' },
              ],
            },
            status: balancer({ ip: '203.0.113.9' }),
          },
        ],
      },
    });
    const ingresses = await listIngresses(client, 'monitoring', { signal });
    expect(found({}, { ingresses })).toEqual([
      ['https://prom.example', ...usual],
      ['https://x.wild.example', '/metrics', '/metrics/prometheus'],
      ['http://203.0.113.9', ...usual],
    ]);
  });

  it('are of nodes that are ready, the external ones first', async () => {
    const node = (ready: string, addresses: readonly (readonly [string, string])[]) => ({
      status: {
        conditions: [{ type: 'Ready', status: ready }],
        addresses: addresses.map(([type, address]) => ({ type, address })),
      },
    });
    const client = fakeClient({
      '/api/v1/nodes': {
        items: [
          node('False', [['InternalIP', '10.0.0.1']]),
          node('True', [
            ['Hostname', 'n2'],
            ['InternalIP', '10.0.0.2'],
          ]),
          node('True', [
            ['InternalIP', '10.0.0.3'],
            ['ExternalIP', '203.0.113.3'],
          ]),
        ],
      },
    });
    expect(await listNodeAddresses(client, { signal })).toEqual(['203.0.113.3', '10.0.0.2']);
  });
});

describe('where a cluster may send us', () => {
  const remote = 'https://203.0.113.1:6443';
  it.each([
    ['http://203.0.113.7:80', remote, true],
    ['http://10.0.0.1:80', remote, true],
    ['http://169.254.169.254', remote, false],
    ['http://[fe80::1]', remote, false],
    ['http://[::ffff:169.254.169.254]', remote, false],
    ['http://100.100.100.200', remote, false],
    ['http://0.0.0.0:80', 'https://127.0.0.1:6443', false],
    ['http://127.0.0.1:9090', remote, false],
    ['http://[::1]:9090', remote, false],
    ['http://2130706433', remote, false],
    ['http://localhost:9090', remote, false],
    ['http://127.0.0.1:9090', 'https://127.0.0.1:6443', true],
    ['http://127.0.0.1:9090', 'https://localhost:6443', true],
    ['http://169.254.1.1', 'https://127.0.0.1:6443', false],
  ])('%s with an API server at %s: %s', async (address, server, allowed) => {
    expect(await mayBeAsked(new URL(address), server, signal)).toBe(allowed);
  });

  it('a name that is not looked up in time is not asked: it may still lead anywhere', async () => {
    const lookUp = () => new Promise<never>(() => undefined);
    expect(await mayBeAsked(new URL('http://slow.test'), remote, signal, { lookUp, timeoutMs: 20 })).toBe(false);
    const failing = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await mayBeAsked(new URL('http://of-a-proxy.test'), remote, signal, { lookUp: failing })).toBe(true);
  });
});
