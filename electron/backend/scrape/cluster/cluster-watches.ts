/** The watches of a cluster, and each job's targets out of them. What changes is told once a second at most. */
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { type AppErrorData, CancelledError, isCancellation } from '../../../../shared/base/errors.ts';
import { Emitter } from '../../../../shared/base/event.ts';
import { inSlices } from '../in-slices.ts';
import type { TargetDiscovery } from '../scrape-plan.ts';
import type { JobSource } from './cluster-jobs.ts';
import { type ClusterTargets, clusterTargets, podGroup } from './cluster-targets.ts';
import { endpointsResource } from './kube-endpoints.ts';
import {
  type KeptPod,
  type KeptSlice,
  nodesResource,
  podsResource,
  servicesResource,
  slicesResource,
} from './kube-objects.ts';
import { ResourceWatch, type WatchedResource, type WatchTimes } from './resource-watch.ts';
import type { WatchClient } from './watch-client.ts';

/** Long enough for a rollout of hundreds of pods to be one change or two, short beside the interval of a scrape. */
const quietMs = 1000;

export interface WatchesOptions {
  readonly client: WatchClient;
  /** The context's: looked at where the cluster as a whole may not be. */
  readonly namespace: string | undefined;
  readonly random: () => number;
  readonly times?: Partial<WatchTimes>;
  readonly quietMs?: number;
}

export class ClusterWatches implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly #nodes;
  readonly #services;
  readonly #slices;
  /** In the place of slices, where the cluster has none of these. */
  readonly #endpoints;
  readonly #pods;
  readonly #quietMs: number;
  #hasFallenBack = false;
  #soon: NodeJS.Timeout | undefined;
  /** Of what was held a moment ago: what is new is worked out in slices, and then told. */
  #targets: ClusterTargets | undefined;
  #preparing: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(options: WatchesOptions) {
    const common = { ...options, onChange: () => this.#change() };
    this.#quietMs = options.quietMs ?? quietMs;
    this.#nodes = new ResourceWatch(nodesResource(), common);
    this.#services = new ResourceWatch(servicesResource(), common);
    this.#slices = new ResourceWatch(slicesResource(), { ...common, onChange: () => this.#slicesChange() });
    this.#endpoints = new ResourceWatch(endpointsResource(), common);
    this.#pods = new ResourceWatch(preparedPods(), common);
  }

  /** @returns once each of them was read, or could not be */
  async start(): Promise<void> {
    await Promise.all(
      [this.#nodes, this.#services, this.#slices, this.#pods].map((watch) => watch.start().firstReading),
    );
    if (this.#hasFallenBack) await this.#endpoints.firstReading;
    await this.#prepare();
  }

  readonly onDidChange = this.#changed.event;

  /** Of a job, as a discovery of its own; who disposes of it ends nothing else. */
  discovery(name: string, source: JobSource): TargetDiscovery {
    const own = new Emitter<void>();
    const listening = this.#changed.event(() => own.fire());
    return {
      groups: () => this.#targets?.groups(name, source) ?? [],
      onDidChange: own.event,
      problems: () => [...this.#problems(source), ...(this.#targets?.problems(name) ?? [])],
      dispose() {
        listening.dispose();
        own.dispose();
      },
    };
  }

  /** Whether a pod is there that something could be scraped of. */
  hasPod(namespace: string, pod: string): boolean {
    if (this.#pods.items.has(`${namespace}/${pod}`)) return true;
    for (const slice of this.#slicesNow().values()) {
      if (slice.namespace === namespace && slice.endpoints.some((endpoint) => endpoint.pod === pod)) return true;
    }
    return false;
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#soon);
    for (const watch of [this.#nodes, this.#services, this.#slices, this.#endpoints, this.#pods]) watch.dispose();
    this.#changed.dispose();
  }

  #slicesChange(): void {
    const lacksThem = this.#slices.problems().some(({ code }) => code === 'api.notFound');
    if (lacksThem && !this.#hasFallenBack) {
      this.#hasFallenBack = true;
      this.#endpoints.start();
    }
    this.#change();
  }

  get #isByEndpoints(): boolean {
    return this.#hasFallenBack && !this.#slices.isReadable;
  }

  #slicesNow(): ReadonlyMap<string, KeptSlice> {
    if (!this.#isByEndpoints) return this.#slices.items;
    const all = [...this.#endpoints.items.values()].flat();
    return new Map(all.map((slice) => [`${slice.namespace}/${slice.name}`, slice]));
  }

  /** One after the other. Does not reject. */
  #prepare(): Promise<void> {
    const prepared = this.#preparing.then(() => this.#prepareNow());
    this.#preparing = prepared;
    return prepared;
  }

  async #prepareNow(): Promise<void> {
    const state = {
      ...{ nodes: this.#nodes.items, services: this.#services.items },
      ...{ slices: this.#slicesNow(), pods: this.#pods.items },
    };
    const work = clusterTargets(state);
    const check = () => {
      if (this.#isDisposed) throw new CancelledError();
    };
    try {
      this.#targets = await inSlices(work, check);
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  /** Only those of the watches that the job's targets are of. */
  #problems(source: JobSource): readonly AppErrorData[] {
    const { kind } = source;
    if (kind === 'nodes') return this.#nodes.problems();
    if (kind === 'pods') return this.#pods.problems();
    const services = [
      ...this.#services.problems(),
      ...(this.#isByEndpoints ? this.#endpoints : this.#slices).problems(),
    ];
    if (kind === 'services') return services;
    return kind === 'recognized' ? [...this.#pods.problems(), ...services] : [];
  }

  #change(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.#prepare().then(() => this.#changed.fire());
    }, this.#quietMs);
  }
}

/** Pods whose labels as targets are made as they come. */
export function preparedPods(): WatchedResource<KeptPod> {
  const pods = podsResource();
  return {
    ...pods,
    keep(object) {
      const pod = pods.keep(object);
      if (pod !== undefined) podGroup(pod);
      return pod;
    },
  };
}
