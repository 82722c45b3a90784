import { describe, expect, it } from 'vitest';
import { resolveServiceTarget, type ServiceRef } from '../../../electron/backend/kube/service-target.ts';
import { apiError, fakeClient, type Prepared } from './fake-client.ts';

const slices = '/apis/discovery.k8s.io/v1/namespaces/monitoring/endpointslices';
const endpoints = '/api/v1/namespaces/monitoring/endpoints/prom';
const pods = '/api/v1/namespaces/monitoring/pods';

const signal = new AbortController().signal;
const service: ServiceRef = {
  namespace: 'monitoring',
  name: 'prom',
  selector: { app: 'prom' },
  port: { name: 'web', port: 80, targetPort: 'http' },
};

const resolve = (answers: Record<string, Prepared>, changes: Partial<ServiceRef> = {}, avoid: readonly string[] = []) =>
  resolveServiceTarget(fakeClient(answers), { ...service, ...changes }, { signal, avoid: new Set(avoid) });

const endpoint = (name: string, conditions: object | null = { ready: true }) => ({
  addresses: ['10.0.0.1'],
  conditions,
  targetRef: { kind: 'Pod', name, namespace: 'monitoring' },
});
const slice = (
  endpointList: readonly object[] | null,
  ports: readonly object[] | null = [{ name: 'web', port: 9090 }],
) => ({
  metadata: { name: 'prom-x' },
  endpoints: endpointList,
  ports,
});

describe('the pod behind a service', () => {
  it('is the first ready one of its EndpointSlices, with the port of the pod', async () => {
    const items = [
      slice([endpoint('down', { ready: false })], [{ name: 'web', port: 1 }]),
      slice(
        [endpoint('going', { ready: true, terminating: true }), endpoint('up'), endpoint('other')],
        [
          { name: 'reloader', port: 8080 },
          { name: 'web', port: 9090 },
        ],
      ),
    ];
    expect(await resolve({ [slices]: { items } })).toEqual({ namespace: 'monitoring', pod: 'up', port: 9090 });
  });

  it('is asked for by the label of the service', async () => {
    const client = fakeClient({ [slices]: { items: [slice([endpoint('up')])] } });
    await resolveServiceTarget(client, service, { signal });
    expect(client.asked).toEqual([`${slices}?limit=500&labelSelector=kubernetes.io%2Fservice-name%3Dprom`]);
  });

  it.each([
    ['no conditions', null],
    ['no readiness', {}],
    ['a readiness of null', { ready: null }],
  ])('counts as ready with %s', async (_name, conditions) => {
    expect((await resolve({ [slices]: { items: [slice([endpoint('up', conditions)])] } })).pod).toBe('up');
  });

  it.each([
    ['an empty name', [{ name: '', port: 9090 }]],
    ['no name', [{ port: 9090 }]],
    ['a name of null', [{ name: null, port: 9090 }]],
  ])('has the port of a service of one port under %s', async (_name, ports) => {
    const answers = { [slices]: { items: [slice([endpoint('up')], ports)] } };
    expect(await resolve(answers, { port: { port: 80 } })).toEqual({ namespace: 'monitoring', pod: 'up', port: 9090 });
  });

  it('is another one than those to be avoided', async () => {
    const answers = { [slices]: { items: [slice([endpoint('gone'), endpoint('up')])] } };
    expect((await resolve(answers, {}, ['gone'])).pod).toBe('up');
  });

  it.each([
    ['are not served', apiError('api.notFound')],
    ['may not be read', apiError('api.forbidden')],
    ['are none for the service', { items: [] }],
    ['are null', { items: null }],
  ])('is that of the Endpoints where EndpointSlices %s', async (_name, answer) => {
    const subsets = [
      { notReadyAddresses: [{ ip: 'x', targetRef: { kind: 'Pod', name: 'down' } }], ports: [{ name: 'web', port: 1 }] },
      {
        addresses: [{ ip: 'outside' }, { ip: 'x', targetRef: { kind: 'Pod', name: 'up' } }],
        ports: [{ name: 'web', port: 9091 }],
      },
    ];
    expect(await resolve({ [slices]: answer, [endpoints]: { subsets } })).toEqual({
      namespace: 'monitoring',
      pod: 'up',
      port: 9091,
    });
  });

  const pod = (name: string, changes: { ready?: string; deletionTimestamp?: string } = {}) => ({
    metadata: { name, ...(changes.deletionTimestamp && { deletionTimestamp: changes.deletionTimestamp }) },
    spec: {
      containers: [
        { ports: [{ name: 'grpc', containerPort: 10901 }] },
        {},
        { ports: [{ containerPort: 7 }, { name: 'http', containerPort: 9092 }] },
      ],
    },
    status: { conditions: [{ type: 'Ready', status: changes.ready ?? 'True' }] },
  });
  const podList = { items: [pod('down', { ready: 'False' }), pod('going', { deletionTimestamp: 'now' }), pod('up')] };

  it.each([
    ['the name of a container port', 'http', 9092],
    ['a number', 9090, 9090],
    ['nothing, which is the port of the service', undefined, 80],
    ['null', null, 80],
    ['zero, as some writers leave it', 0, 80],
  ])(
    'is one that the service selects where neither can be read; its target port is %s',
    async (_name, targetPort, port) => {
      const client = fakeClient({
        [slices]: apiError('api.forbidden'),
        [endpoints]: apiError('api.forbidden'),
        [pods]: podList,
      });
      const ref = { ...service, port: { name: 'web', port: 80, targetPort } };
      expect(await resolveServiceTarget(client, ref, { signal })).toEqual({ namespace: 'monitoring', pod: 'up', port });
      expect(client.asked.at(-1)).toBe(`${pods}?limit=500&labelSelector=app%3Dprom`);
    },
  );

  it.each([
    ['there is none', { [slices]: { items: [slice(null)] } }, 'has no pods'],
    [
      'none is ready',
      { [slices]: { items: [slice([endpoint('a', { ready: false }), endpoint('b', { ready: false })])] } },
      'has 2 pods, none of them ready',
    ],
    [
      'none has the port',
      { [slices]: { items: [slice([endpoint('a')], [{ name: 'other', port: 1 }])] } },
      'has no pods',
    ],
    ['the slices have no ports', { [slices]: { items: [slice([endpoint('a')], null)] } }, 'has no pods'],
    ['the Endpoints are empty', { [endpoints]: {} }, 'has no pods'],
  ])('is missing where %s', async (_name, answers, words) => {
    await expect(resolve(answers)).rejects.toMatchObject({
      code: 'portForward.noReadyPod',
      message: `The service prom in the namespace monitoring ${words}.`,
      details: { service: 'prom', namespace: 'monitoring' },
      retryable: true,
    });
  });

  it('is never any pod of the namespace where the service selects none', async () => {
    await expect(resolve({ [pods]: podList }, { selector: undefined })).rejects.toMatchObject({
      code: 'portForward.noReadyPod',
    });
  });

  it('is not looked for elsewhere when the API server fails', async () => {
    await expect(resolve({ [slices]: apiError('api.failed'), [endpoints]: {} })).rejects.toMatchObject({
      code: 'api.failed',
    });
  });
});
