/**
 * What the scenarios of a view stand on: a real Prometheus, and before it a server that answers itself what it is told to. Each scenario has
 * an application of its own, in which a context of an address asks that server, and one of a cluster, where it is wanted, Prometheus itself.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { startApiServer } from '../support/api-server/api-server.ts';
import { buildCluster } from '../support/api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../support/api-server/kubeconfig.ts';
import { type BadAnswer, type BadPrometheus, startBadPrometheus } from '../support/bad-prometheus.ts';
import { type PrometheusOptions, startPrometheus } from '../support/servers/prometheus.ts';
import { type RealServer, serverMissing } from '../support/servers/real-server.ts';
import { contextButton } from './explorer-page.ts';
import { chromiumMissing, launchChromium, type OpenPage, openPage, type RunningApp, startWebApp } from './web-host.ts';

export const stageMissing = chromiumMissing ?? serverMissing('prometheus');

/** A server may be reached through a cluster. */
const patient = { timeout: 40_000 };

interface StageOptions {
  readonly prometheus: PrometheusOptions;
  /** By what Prometheus says at a path, whether the scenarios can begin. */
  readonly isReady?: { readonly path: string; readonly said: (text: string) => boolean };
  /** The name of the context that asks the server before it. */
  readonly address: string;
  /** The name of the context that asks it through a cluster; without, there is none. */
  readonly cluster?: string;
}

export interface OpenOptions {
  /** Whether this computer is recorded from the start: it takes the processor seconds, and only the scenarios about that do it. */
  readonly recordsComputer?: boolean;
  readonly width?: number;
  /** Writes more into the new data folder. */
  readonly prepare?: (dataDir: string) => Promise<unknown>;
}

export interface Stage {
  readonly prometheus: RealServer;
  readonly between: BadPrometheus;
  /** As Prometheus says it. */
  forward(): BadAnswer;
  /** What is answered to requests with such a path; all else as Prometheus says it. */
  answer(path: RegExp, answer: BadAnswer): void;
  /** What was open in this scenario is closed before, and its folder is opened again. */
  open(options?: OpenOptions): Promise<Page>;
  /** On a context, when it is connected. */
  openLive(context: string, options?: OpenOptions): Promise<Page>;
  /** After each scenario. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStage(options: StageOptions): Promise<Stage> {
  const closers: (() => unknown)[] = [];
  const stop = async () => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  try {
    return { ...(await build(options, (close) => closers.push(close))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type OnStop = (close: () => unknown) => void;

async function build(options: StageOptions, onStop: OnStop): Promise<Omit<Stage, 'stop'>> {
  const prometheus = await startPrometheus(options.prometheus);
  onStop(() => prometheus.stop());
  const between = await startBadPrometheus();
  onStop(() => between.stop());
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-e2e-'));
  onStop(() => rm(folder, { recursive: true, force: true }));
  const kubeconfig = join(folder, 'config');
  await writeFile(kubeconfig, await clusterFile(options.cluster, prometheus, onStop), { mode: 0o600 });
  const forward = (): BadAnswer => ({ kind: 'forward', to: prometheus.url });
  const forwardAll = () => {
    between.answer = forward();
    between.buildInfo = forward();
  };
  forwardAll();
  const applications = await startApplications(kubeconfig, { id: options.address, url: between.url }, onStop);
  await untilReady(prometheus, options.isReady);
  return {
    ...{ prometheus, between, forward, open: applications.open },
    answer(path, answer) {
      between.answer = (asked) => (path.test(asked.path) ? answer : forward());
    },
    async openLive(context, how) {
      const page = await applications.open(how);
      await contextButton(page, context).click();
      // Where there is a record, what to look at is chosen in the header, too: live or recorded.
      await page.getByRole('banner').locator('dl').getByText('Live', { exact: true }).waitFor(patient);
      return page;
    },
    async close() {
      forwardAll();
      expect(await applications.close()).toEqual([]);
    },
  };
}

/** A kubeconfig with the one context, or with none. */
async function clusterFile(name: string | undefined, { port }: RealServer, onStop: OnStop): Promise<string> {
  if (name === undefined) return 'apiVersion: v1\nkind: Config\n';
  const api = await startApiServer({ cluster: buildCluster(name).prometheus({ realPort: port }).cluster });
  onStop(() => api.stop());
  return kubeconfigYaml([api.context('admin', name)]);
}

async function untilReady({ url }: RealServer, ready: StageOptions['isReady']): Promise<void> {
  if (ready === undefined) return;
  const { path, said } = ready;
  while (!said(await (await fetch(url + path)).text())) await new Promise((resolve) => setTimeout(resolve, 50));
}

interface Applications {
  open(options?: OpenOptions): Promise<Page>;
  /** @returns what went wrong in the pages by itself */
  close(): Promise<readonly string[]>;
}

/** One at a time, and one folder for those of a scenario. */
async function startApplications(
  kubeconfig: string,
  address: { readonly id: string; readonly url: string },
  onStop: OnStop,
): Promise<Applications> {
  const browser = await launchChromium();
  onStop(() => browser.close());
  let dataDir: string | undefined;
  let app: RunningApp | undefined;
  let opened: OpenPage | undefined;
  let faults: string[] = [];
  const closeApp = async () => {
    faults.push(...(opened?.faults ?? []));
    await opened?.close();
    opened = undefined;
    await app?.close();
    app = undefined;
  };
  return {
    async open({ recordsComputer = false, width = 1440, prepare } = {}) {
      await closeApp();
      if (dataDir === undefined) {
        dataDir = await mkdtemp(join(tmpdir(), 'binnacle-data-'));
        await writeSettings(dataDir, address, recordsComputer);
        await prepare?.(dataDir);
      }
      app = await startWebApp({ kubeconfig: [kubeconfig], dataDir });
      opened = await openPage(browser, app.url, { viewport: { width, height: 900 } });
      return opened.page;
    },
    async close() {
      await closeApp();
      if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
      dataDir = undefined;
      const found = faults;
      faults = [];
      return found;
    },
  };
}

async function writeSettings(
  dataDir: string,
  { id, url }: { readonly id: string; readonly url: string },
  record: boolean,
): Promise<void> {
  const address = {
    id,
    name: id,
    url,
    headers: [],
    matchers: '',
    auth: { kind: 'none' },
    insecureSkipTlsVerify: false,
  };
  const settings = { version: 2, computer: { record }, addresses: [address] };
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
}
