/**
 * `npm run bench -- reconnect`: from the end of a fault to the next good answer of a query, for the built web host, a real Prometheus
 * and the API server's double. A person's panel asks once a second here, so that what is measured is the connection and not the
 * panel's own interval.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from '../../scripts/lib/build.mjs';
import type { ContractClient } from '../../shared/contract/contract.ts';
import type { ContextId } from '../../shared/model/context.ts';
import { startWebApp } from '../e2e/web-host.ts';
import type { ApiServerDouble } from '../support/api-server/api-server.ts';
import { contextNamed, openClient, untilState } from '../support/contract-client.ts';
import { startDemoCluster } from '../support/demo-cluster.ts';
import { type Figure, median, report } from './harness.ts';

const rounds = 6;
const askEveryMs = 100;
const downMs = 5000;
const pod = { namespace: 'monitoring', pod: 'prometheus-kube-prometheus-stack-prometheus-0' };

/** Makes the fault, waits until it has been noticed or long enough, and ends it: the clock starts when it returns. */
type Fault = (harbor: ApiServerDouble) => Promise<void>;

const faults: Readonly<Record<string, Fault>> = {
  'tunnels-dropped': async (harbor) => {
    harbor.dropTunnels();
  },
  'pod-replaced': async (harbor) => {
    // A StatefulSet gives its pod the same name again.
    harbor.cluster.replacePod(pod, `${pod.pod}`);
  },
  'api-server-restarted': async (harbor) => {
    await harbor.goDown();
    await sleep(downMs);
    await harbor.comeBack();
  },
  'api-server-hung': async (harbor) => {
    harbor.faults.add({ kind: 'hang' });
    harbor.dropTunnels();
    await sleep(downMs);
    harbor.faults.clear();
  },
  'api-server-busy': async (harbor) => {
    harbor.faults.add({ kind: 'status', code: 429 });
    harbor.dropTunnels();
    await sleep(downMs);
    harbor.faults.clear();
  },
};

/**
 * Seconds, of the median: what a person does not yet take for broken. A request that a hung server swallowed has to be given up first
 * (10 s after it was sent), and a busy server or a dead one is asked again only when the back-off is over.
 */
const goals: Readonly<Record<string, number>> = {
  'tunnels-dropped': 1,
  'pod-replaced': 1,
  'api-server-restarted': 4,
  'api-server-hung': 8,
  'api-server-busy': 4,
};

async function answers(client: ContractClient, context: ContextId): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(1000);
    for await (const item of client.query.run({ context, request: { kind: 'instant', expr: 'up' } }, { signal })) {
      if (item.kind === 'done') return true;
    }
    return false;
  } catch {
    return false; // which is what is being waited for to end
  }
}

async function untilAnswer(client: ContractClient, context: ContextId): Promise<number> {
  const beganMs = performance.now();
  while (!(await answers(client, context))) await sleep(askEveryMs);
  return performance.now() - beganMs;
}

await ensureBuilt();
const demo = await startDemoCluster({ historyHours: 0, scrapeInterval: '5s' });
try {
  const app = await startWebApp({ kubeconfig: [demo.kubeconfigFile], env: { BINNACLE_PARENT: String(process.pid) } });
  try {
    const { client, close } = await openClient(app.url);
    const context = await contextNamed(client, 'harbor');
    await client.connections.connect({ context });
    const runs: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, fault] of Object.entries(faults)) {
        await untilState(client, context, ({ kind }) => kind === 'connected');
        await fault(demo.harbor);
        const ms = await untilAnswer(client, context);
        runs[name] = [...(runs[name] ?? []), ms];
      }
    }
    const figures: readonly Figure[] = Object.entries(runs).flatMap(([name, values]) => [
      {
        name: `${name}.median`,
        value: median(values) / 1000,
        unit: 's',
        goal: { op: '<=', bound: goals[name] ?? 0 },
      },
      { name: `${name}.worst`, value: Math.max(...values) / 1000, unit: 's' },
    ]);
    report('reconnect', figures, { milliseconds: runs });
    close();
  } finally {
    await app.close();
  }
} finally {
  await demo.stop();
}
