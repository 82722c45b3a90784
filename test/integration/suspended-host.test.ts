/** A web host whose process stands still for a while, as in a machine that sleeps, seen from outside through the contract. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionState, ContextId } from '../../shared/model/context.ts';
import { contextNamed, type OpenClient, openClient } from '../support/contract-client.ts';
import { startPrometheus } from '../support/servers/prometheus.ts';
import { endProcess, type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { type Harbour, openHarbour } from './connections-fixture.ts';
import { until } from './kube-fixture.ts';

describe.skipIf(serverMissing('prometheus') !== undefined || process.platform === 'win32')(
  'a host that was stopped',
  () => {
    let prometheus: RealServer;
    let harbour: Harbour;
    let host: ChildProcess;
    let page: OpenClient;
    /** As the page sees them: the kinds, each once in a row. */
    let seen: string[];

    beforeEach(async () => {
      prometheus = await startPrometheus({ scrapeItself: true });
      harbour = await openHarbour(prometheus.port, { gated: true });
      const program = join(import.meta.dirname, '../../electron/web/main.ts');
      const dataDir = join(harbour.folder, 'data');
      const options = ['--no-open', '--port', '0', '--data-dir', dataDir, '--kubeconfig', harbour.kubeconfigFile];
      host = spawn(process.execPath, [program, ...options], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, BINNACLE_PARENT: String(process.pid) },
      });
      page = await openClient(await readyAddress(host));
      seen = [];
    });

    afterEach(async () => {
      host.kill('SIGCONT');
      page.close();
      await endProcess(host, 3000);
      await harbour.stop();
      await prometheus.stop();
    });

    async function connect(): Promise<void> {
      const context = await contextNamed(page.client, 'harbor');
      void watch(context, (state) => {
        if (seen.at(-1) !== state.kind) seen.push(state.kind);
      });
      await page.client.connections.connect({ context });
      await until(() => seen.at(-1) === 'connected');
    }

    /** Until the page closes. */
    async function watch(context: ContextId, listener: (state: ConnectionState) => void): Promise<void> {
      try {
        for await (const update of page.client.connections.watch({})) {
          if (update.context === context) listener(update.state);
        }
      } catch {
        // The page has closed.
      }
    }

    async function standStill(meanwhile: () => void): Promise<void> {
      host.kill('SIGSTOP');
      meanwhile();
      // Longer than any pause of a process that runs (power-watch.ts).
      await new Promise((resolve) => setTimeout(resolve, 5500));
      host.kill('SIGCONT');
    }

    it('asks at once whether its connections still stand, and says connected where they do', async () => {
      await connect();
      const before = harbour.double.counts.bytesToPods;
      await standStill(() => undefined);
      await until(() => harbour.double.counts.bytesToPods > before);
      const { nowMs } = await page.client.application.info({});
      expect([seen.slice(-1), nowMs > 0]).toEqual([['connected'], true]);
    });

    it('finds out by itself that a connection died meanwhile without a word, and makes it anew', async () => {
      await connect();
      const before = seen.length;
      await standStill(() => harbour.double.network.freeze());
      await until(() => seen.length > before);
      harbour.double.network.thaw(true);
      await until(() => seen.at(-1) === 'connected');
      // By the heartbeat after waking: the usual one would have said `degraded` first.
      expect(seen[before]).toBe('authenticating');
    });
  },
);

async function readyAddress(host: ChildProcess): Promise<string> {
  if (host.stdout === null) throw new Error('the host has no standard output');
  const lines = createInterface({ input: host.stdout });
  for await (const line of lines) {
    if (!line.startsWith('READY ')) continue;
    lines.close();
    return line.slice('READY '.length);
  }
  throw new Error('the host ended before it was ready');
}
