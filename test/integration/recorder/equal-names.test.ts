/** Two clusters whose contexts have one name, and Prometheuses with one set of series: each has a record of its own, whichever file leads to it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { buildServices } from '../../../electron/backend/build-services.ts';
import { contextId } from '../../../electron/backend/contexts/context-id.ts';
import { createHistoryService } from '../../../electron/backend/history/service/history-service.ts';
import { type ApiServerDouble, startApiServer } from '../../support/api-server/api-server.ts';
import { buildCluster } from '../../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../../support/api-server/kubeconfig.ts';
import { portForwarder } from '../../support/api-server/users.ts';
import { startPrometheus } from '../../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../../support/servers/real-server.ts';
import { quick, testPorts } from '../connections-fixture.ts';
import { closeTiming, coverageOf, difference, everything, until, withFolder } from './recording-fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Cluster {
  readonly prometheus: RealServer;
  readonly double: ApiServerDouble;
}

/** @param name what its UID is made of; no context has it */
async function startCluster(name: string): Promise<Cluster> {
  const prometheus = await startPrometheus({ scrapeItself: { instance: 'the same' } });
  cleanups.push(() => prometheus.stop());
  const double = await startApiServer({
    cluster: buildCluster(name).prometheus({ realPort: prometheus.port }).cluster,
    users: [{ name: 'ada', rules: portForwarder }],
  });
  cleanups.push(() => double.stop());
  return { prometheus, double };
}

describe.skipIf(serverMissing('prometheus') !== undefined)(
  'two clusters with equal context names',
  { timeout: 120_000 },
  () => {
    test('never mix, and are found again where their files have changed places', () =>
      withFolder(async (folder) => {
        const clusters = [await startCluster('north'), await startCluster('south')];
        const files = ['one', 'two'].map((name) => join(folder, name, 'config'));
        const ids = ['one', 'two'].map((name) => contextId(`~/${name}/config`, 'prod'));
        for (const file of files) await mkdir(join(file, '..'));
        const write = (of: readonly Cluster[]) =>
          Promise.all(
            of.map(({ double }, i) => writeFile(files[i] ?? '', kubeconfigYaml([double.context('ada', 'prod')]))),
          );
        await write(clusters);
        const ports = testPorts(folder);
        const open = async () => {
          const services = buildServices(
            { ...ports, kubeconfig: { groups: files.map((file) => [file]), from: 'commandLine' } },
            { timing: quick, recording: closeTiming },
          );
          await services.contexts.reload();
          for (const id of ids) services.connections.connect(id);
          const isRecording = (id: (typeof ids)[number]) => services.recorder.report(id).state.kind === 'recording';
          await until(() => ids.every((id) => services.connections.state(id).kind === 'connected'));
          await until(() => ids.every((id) => services.connections.clusterOf(id) !== undefined));
          for (const id of ids) services.recorder.change(id, { isOn: true, rules: everything });
          await until(() => ids.every(isRecording));
          const sources = ids.map((id) => services.recorder.report(id).source);
          const close = async () => {
            services.stopWatching();
            await services.close();
          };
          return { sources, close };
        };
        const looks = createHistoryService({ dataDir: folder, log: ports.log, workerUrl: ports.workerUrl });
        cleanups.push(() => looks.close());
        const untilRecorded = (source: string, atMs: number) =>
          until(async () => {
            const [span] = await coverageOf({ looks }, source, { startMs: atMs, endMs: atMs });
            return span?.state === 'recorded';
          });
        for (const { prometheus } of clusters) await untilScrapes(prometheus.url);
        const beginMs = Date.now();
        const first = await open();
        for (const source of first.sources) await untilRecorded(source, beginMs + 2000);
        await first.close();
        await write(clusters.toReversed());
        const second = await open();
        const againMs = Date.now();
        for (const source of second.sources) await untilRecorded(source, againMs + closeTiming.overlapMs);
        await second.close();
        expect(new Set(first.sources).size).toBe(2);
        expect(second.sources).toEqual(first.sources.toReversed());
        for (const [i, { prometheus }] of clusters.entries()) {
          const window = [beginMs, againMs] as const;
          const { samples, ...wrong } = await difference(prometheus.url, folder, first.sources[i] ?? '', window);
          expect([wrong, samples > 0]).toEqual([{ missing: [], surplus: [] }, true]);
        }
      }));
  },
);

/** A server that has just begun scrapes only some seconds later. */
async function untilScrapes(url: string): Promise<void> {
  await until(async () => {
    const answer = await fetch(`${url}/api/v1/query?query=up`);
    const { data } = (await answer.json()) as { data: { result: readonly unknown[] } };
    return data.result.length > 0;
  });
}
