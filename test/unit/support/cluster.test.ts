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
});
