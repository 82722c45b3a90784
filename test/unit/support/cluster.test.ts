import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../support/api-server/cluster.ts';
import { buildCluster } from '../../support/api-server/cluster-builder.ts';
import { valueAt } from '../../support/api-server/kubernetes-object.ts';
import { typeOfObject } from '../../support/api-server/resource-types.ts';

const sliceType = typeOfObject('discovery.k8s.io/v1', 'EndpointSlice');

/** `service → pod:port ready` for each endpoint. */
function endpoints(cluster: Cluster): readonly string[] {
  return cluster.list(sliceType).flatMap((slice) => {
    const ports = valueAt(slice, 'ports') as readonly { port: number }[];
    const members = valueAt(slice, 'endpoints') as readonly {
      targetRef: { name: string };
      conditions: { ready: boolean };
    }[];
    const service = slice.metadata.labels?.['kubernetes.io/service-name'];
    return members.map(
      ({ targetRef, conditions }) =>
        `${service} → ${targetRef.name}:${ports.map(({ port }) => port).join()}${conditions.ready ? '' : ' not ready'}`,
    );
  });
}

describe('the cluster behind the double', () => {
  test('endpoint slices follow readiness, deletion and replacement of pods', () => {
    const { cluster } = buildCluster().prometheus({ pod: 'p-0', realPort: 1234 });
    const address = { namespace: 'monitoring', pod: 'p-0' };
    const seen = [endpoints(cluster)];
    cluster.setReady(address, false);
    seen.push(endpoints(cluster));
    cluster.setReady(address, true);
    cluster.replacePod(address, 'p-1');
    seen.push(endpoints(cluster));
    const forwarded = cluster.realPort({ namespace: 'monitoring', pod: 'p-1', port: 9090 });
    cluster.deletePod({ namespace: 'monitoring', pod: 'p-1' });
    seen.push(endpoints(cluster));
    expect({ seen, forwarded }).toEqual({
      seen: [
        ['prometheus-server → p-0:9090'],
        ['prometheus-server → p-0:9090 not ready'],
        ['prometheus-server → p-1:9090'],
        [],
      ],
      forwarded: 1234,
    });
  });

  test('a named target port is resolved through the containers of the pod', () => {
    const { cluster } = buildCluster().prometheus({ shape: 'stack' });
    expect(endpoints(cluster)).toEqual([
      'kube-prometheus-stack-prometheus → prometheus-kube-prometheus-stack-prometheus-0:9090',
      'prometheus-operated → prometheus-kube-prometheus-stack-prometheus-0:9090',
    ]);
  });

  test('endpoints stay away when they are removed by hand', () => {
    const { cluster } = buildCluster().prometheus({});
    cluster.endpointsController = false;
    for (const slice of cluster.list(sliceType)) {
      cluster.remove('discovery.k8s.io/v1', 'EndpointSlice', slice.metadata.namespace, slice.metadata.name);
    }
    cluster.setReady({ namespace: 'monitoring', pod: 'prometheus-server-6b7f9d8c5d-m4x7q' }, false);
    expect(endpoints(cluster)).toEqual([]);
  });

  test('a service that goes takes its endpoints with it', () => {
    const { cluster } = buildCluster().prometheus({});
    cluster.remove('v1', 'Service', 'monitoring', 'prometheus-server');
    expect([endpoints(cluster), cluster.find('v1', 'Endpoints', 'monitoring', 'prometheus-server')]).toEqual([
      [],
      undefined,
    ]);
  });

  test('a change keeps the uid and gives a greater resource version', () => {
    const { cluster } = buildCluster();
    const before = cluster.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'default' },
    });
    const after = cluster.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'default' },
      data: {},
    });
    expect([
      after.metadata.uid === before.metadata.uid,
      Number(after.metadata.resourceVersion) > Number(before.metadata.resourceVersion),
      cluster.revision,
    ]).toEqual([true, true, Number(after.metadata.resourceVersion)]);
  });

  test('two clusters differ in the uid of kube-system, one cluster has it in every run', () => {
    const uid = (name: string) =>
      buildCluster(name).cluster.find('v1', 'Namespace', undefined, 'kube-system')?.metadata.uid;
    const [first, again, other] = [uid('harbor'), uid('harbor'), uid('reef')];
    expect([first === again, first === other]).toEqual([true, false]);
  });

  test('the last pod’s end takes the service’s endpoints away', () => {
    const { cluster } = buildCluster('empty').node('n1').prometheus({ pod: 'p', service: 's' });
    const subsets = () => cluster.find('v1', 'Endpoints', 'monitoring', 's')?.subsets;
    const before = subsets();
    cluster.deletePod({ namespace: 'monitoring', pod: 'p' });
    expect([Array.isArray(before), subsets()]).toEqual([true, undefined]);
  });

  test('an object that comes again under its name is another', () => {
    const { cluster } = buildCluster('again').node('n1');
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'default' } };
    const uids = [cluster.apply(config), cluster.apply(config)].map(({ metadata }) => metadata.uid);
    cluster.remove('v1', 'ConfigMap', 'default', 'c');
    const later = cluster.apply(config).metadata.uid;
    expect([uids[0] === uids[1], uids[0] === later]).toEqual([true, false]);
  });

  test('the log of changes forgets its oldest, and says from where it is whole', () => {
    const { cluster } = buildCluster('log');
    const type = typeOfObject('v1', 'ConfigMap');
    cluster.events.window = 2;
    const start = cluster.revision;
    for (const name of ['a', 'b', 'c']) {
      cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
    }
    const names = (since: number) => cluster.events.since(since, type)?.map(({ object }) => object?.metadata.name);
    expect([names(start), names(start + 1), names(start + 2), names(start + 3)]).toEqual([
      undefined,
      ['b', 'c'],
      ['c'],
      [],
    ]);
  });
});
