/**
 * What the soak of the application runs on: a cluster with a real Prometheus behind a network that can fail (`harbor`), one without that is scraped
 * (`shoal`), this computer, and the built application, which can be killed and begins again on the same data folder.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContextId } from '../../../shared/model/context.ts';
import { type ApiServerDouble, startApiServer } from '../api-server/api-server.ts';
import { buildCluster } from '../api-server/cluster-builder.ts';
import { kubeconfigYaml } from '../api-server/kubeconfig.ts';
import { portForwarder, scraper } from '../api-server/users.ts';
import { contextNamed, type OpenClient, openClient } from '../contract-client.ts';
import { type Shoal, startShoal } from '../exporters/shoal-cluster.ts';
import { Gate } from '../gate.ts';
import { startNodeExporter } from '../servers/node-exporter.ts';
import { startPrometheus } from '../servers/prometheus.ts';
import type { RealServer } from '../servers/real-server.ts';
import { type RunningApp, startWebApp } from '../web-app.ts';

export interface SoakContexts {
  readonly harbor: ContextId;
  readonly shoal: ContextId;
  readonly computer: ContextId;
}

export class SoakWorld {
  readonly #folder: string;
  readonly #exporter: RealServer;
  readonly #gate: Gate;
  readonly #shoal: Shoal;
  #prometheus: RealServer | undefined;
  #app: RunningApp | undefined;
  /** It is killed, or the soak is over: that it ends is no news. */
  #isToEnd = false;
  #page: OpenClient | undefined;
  #contexts: SoakContexts | undefined;
  readonly harbor: ApiServerDouble;
  readonly reef: ApiServerDouble;
  /** Why the application is gone that nobody ended. */
  ended: string | undefined;

  private constructor(parts: {
    readonly folder: string;
    readonly exporter: RealServer;
    readonly gate: Gate;
    readonly shoal: Shoal;
    readonly harbor: ApiServerDouble;
    readonly reef: ApiServerDouble;
  }) {
    this.#folder = parts.folder;
    this.#exporter = parts.exporter;
    this.#gate = parts.gate;
    this.#shoal = parts.shoal;
    this.harbor = parts.harbor;
    this.reef = parts.reef;
  }

  static async open(): Promise<SoakWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-soak-'));
    const exporter = await startNodeExporter();
    let port = 0;
    const gate = new Gate(() => port);
    await gate.listen();
    const shoal = await startShoal({ nodeExporterPorts: [exporter.port], comingPods: { count: 20, everyMs: 5000 } });
    const harbor = await startApiServer({
      cluster: buildCluster('harbor').prometheus({ realPort: gate.port }).cluster,
      users: [{ name: 'ada', rules: portForwarder }],
    });
    const reef = await startApiServer({ cluster: shoal.cluster, users: [{ name: 'ada', rules: scraper }] });
    const world = new SoakWorld({ folder, exporter, gate, shoal, harbor, reef });
    const contexts = [harbor.context('ada', 'harbor'), reef.context('ada', 'shoal')];
    try {
      await mkdir(join(folder, 'prometheus'));
      await writeFile(world.#kubeconfig, kubeconfigYaml(contexts), { mode: 0o600 });
      await world.startPrometheus((one) => {
        port = one;
      });
      await world.startApp();
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  get #kubeconfig(): string {
    return join(this.#folder, 'kubeconfig');
  }

  #tellPort: (port: number) => void = () => undefined;

  async startPrometheus(tellPort = this.#tellPort): Promise<void> {
    this.#tellPort = tellPort;
    const dataDir = join(this.#folder, 'prometheus');
    const jobs = [{ job: 'node-exporter', targets: [`127.0.0.1:${this.#exporter.port}`] }];
    this.#prometheus = await startPrometheus({ scrapeItself: true, scrapeInterval: '5s', jobs, dataDir });
    tellPort(this.#prometheus.port);
  }

  /** As a pod that is restarted: what it had on its disk it has again. */
  async stopPrometheus(): Promise<void> {
    await this.#prometheus?.stop();
    this.#prometheus = undefined;
  }

  async startApp(): Promise<void> {
    const dataDir = join(this.#folder, 'data');
    this.#app = await startWebApp({ kubeconfig: [this.#kubeconfig], dataDir, recordsComputer: true });
    this.#isToEnd = false;
    const app = this.#app;
    app.process.once('exit', (code, signal) => {
      if (!this.#isToEnd) this.ended = `Binnacle ended by itself with ${code ?? signal}: ${app.errors()}`;
    });
    this.#page = await openClient(app.url);
    const { client } = this.#page;
    const [harbor, shoal, computer] = await Promise.all(
      ['harbor', 'shoal', 'This computer'].map((name) => contextNamed(client, name)),
    );
    if (harbor === undefined || shoal === undefined || computer === undefined) throw new Error('a context is missing');
    this.#contexts = { harbor, shoal, computer };
  }

  /** Without a moment to write anything down. */
  async killApp(): Promise<void> {
    this.#isToEnd = true;
    this.#page?.close();
    const { app } = this;
    app.process.kill('SIGKILL');
    await app.close();
  }

  get app(): RunningApp {
    if (this.#app === undefined) throw new Error('the application does not run');
    return this.#app;
  }

  get client(): OpenClient['client'] {
    if (this.#page === undefined) throw new Error('there is no page');
    return this.#page.client;
  }

  get contexts(): SoakContexts {
    if (this.#contexts === undefined) throw new Error('the contexts are not known');
    return this.#contexts;
  }

  /** Between the cluster and its Prometheus. */
  get network(): Gate {
    return this.#gate;
  }

  async close(): Promise<void> {
    this.#isToEnd = true;
    this.#page?.close();
    this.#app?.process.kill('SIGCONT');
    await this.#app?.close();
    await Promise.allSettled([
      this.harbor.stop(),
      this.reef.stop(),
      this.#shoal.stop(),
      this.#gate.stop(),
      this.#prometheus?.stop(),
      this.#exporter.stop(),
    ]);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
