/**
 * The demo's clusters in a process of their own, so that what a benchmark measures shares no thread with the API server's double.
 * Prints one line of JSON (see DemoAddresses) when everything answers; ends with whoever started it.
 * `node test/support/demo-process.ts [--history HOURS] [--interval 15s]`
 */
import { parseArgs } from 'node:util';
import { endOfRun } from '../../electron/web/end-of-run.ts';
import { startDemoCluster } from './demo-cluster.ts';

export interface DemoAddresses {
  /** With the contexts harbor, reef, shoal and skerry. */
  readonly kubeconfigFile: string;
  /** Of the Prometheus that harbor's port-forwards lead to: http://127.0.0.1:PORT */
  readonly prometheusUrl: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { history: { type: 'string', default: '0' }, interval: { type: 'string', default: '5s' } },
  });
  const ending = endOfRun(process.ppid);
  const unwanted = new AbortController();
  void ending.then(() => unwanted.abort());
  const demo = await startDemoCluster({
    historyHours: Number(values.history),
    scrapeInterval: values.interval,
    signal: unwanted.signal,
  });
  const addresses: DemoAddresses = { kubeconfigFile: demo.kubeconfigFile, prometheusUrl: demo.prometheus.url };
  process.stdout.write(`${JSON.stringify(addresses)}\n`);
  await ending;
  await demo.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `The demo's clusters did not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  },
);
