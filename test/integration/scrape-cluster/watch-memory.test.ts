import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparedPods } from '../../../electron/backend/scrape/cluster/cluster-watches.ts';
import { podsResource } from '../../../electron/backend/scrape/cluster/kube-objects.ts';
import { ResourceWatch } from '../../../electron/backend/scrape/cluster/resource-watch.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import { buildCluster } from '../../support/api-server/cluster-builder.ts';
import { podObject } from '../../support/api-server/object-makers.ts';
import { until } from '../kube-fixture.ts';
import { Opened, quickTimes } from './cluster-fixture.ts';

const count = 5000;

/** After collecting what can be collected, twice: what has a finalizer goes in the second round. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

describe('the pods of a large cluster', () => {
  let double: ApiServerDouble;
  let opened: Opened;

  beforeAll(async () => {
    const { cluster } = buildCluster();
    cluster.endpointsController = false;
    for (const [namespace, isScraped] of [
      ['quiet', false],
      ['scraped', true],
    ] as const) {
      cluster.addNamespace(namespace);
      for (let index = 0; index < count; index += 1) {
        cluster.apply(
          podObject({
            ...{
              namespace,
              name: `checkout-7d4b9c6f8d-${String(index).padStart(5, '0')}`,
              node: `node-${index % 100}`,
            },
            labels: {
              'app.kubernetes.io/name': 'checkout',
              'app.kubernetes.io/instance': 'blue',
              'pod-template-hash': '7d4b9c6f8d',
            },
            annotations: isScraped
              ? {
                  'prometheus.io/scrape': 'true',
                  'prometheus.io/port': '8080',
                  'kubectl.kubernetes.io/last-applied': 'x'.repeat(500),
                }
              : { 'kubectl.kubernetes.io/last-applied': 'x'.repeat(500) },
            containers: [{ name: 'checkout', ports: [{ name: 'http', containerPort: 8080 }] }],
          }),
        );
      }
    }
    double = await startApiServer({ cluster });
    opened = await Opened.client(double);
  });

  afterAll(async () => {
    await opened.close(double);
    await double.stop();
  });

  async function heldBytes(
    namespace: string,
    withLabels: boolean,
  ): Promise<{ readonly items: number; readonly bytesAPod: number }> {
    // What the first use of anything costs is not the pods'.
    const before = heapBytes();
    const watch = new ResourceWatch(
      {
        ...(withLabels ? preparedPods() : podsResource()),
        fieldSelector: `metadata.namespace=${namespace},status.phase=Running`,
      },
      {
        client: opened.client,
        namespace: undefined,
        random: Math.random,
        onChange: () => undefined,
        times: quickTimes,
      },
    ).start();
    await watch.firstReading;
    await until(() => double.counts.openWatches === 1);
    const bytesAPod = (heapBytes() - before) / count;
    const { size: items } = watch.items;
    watch.dispose();
    await until(() => double.counts.openWatches === 0);
    return { items, bytesAPod };
  }

  it('cost next to nothing where no job is for them, and a kibibyte each where one is, and with their labels as targets no more than two', async () => {
    await heldBytes('quiet', true);
    const quiet = await heldBytes('quiet', true);
    const scraped = await heldBytes('scraped', false);
    const withLabels = await heldBytes('scraped', true);
    expect([
      [quiet.items, quiet.bytesAPod < 100],
      [scraped.items, scraped.bytesAPod < 1024],
      [withLabels.items, withLabels.bytesAPod < 2048],
    ]).toEqual([
      [0, true],
      [count, true],
      [count, true],
    ]);
  }, 180_000);
});
