/**
 * What a cluster has of one resource, kept up to date: a list page by page, then a watch from its version on. Of each object only what
 * `keep` makes of it is held. What ends a watch is not told to anybody as long as it can be begun again: it goes on where it was, after a
 * pause that grows; what was known stands meanwhile.
 *
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Disposable } from '../../../../shared/base/disposable.ts';
import { AppError, type AppErrorData, errorText, isCancellation } from '../../../../shared/base/errors.ts';
import { backoffMs } from '../../base/backoff.ts';
import { readPages } from './resource-list.ts';
import type { WatchClient } from './watch-client.ts';
import { followWatch } from './watch-stream.ts';

export interface WatchedResource<T> {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** Objects that are not of it are not sent at all. */
  readonly fieldSelector?: string;
  /** Objects of a page: what is read and parsed in one piece. */
  readonly pageSize: number;
  /** What is held of an object as the API sends it; undefined: nothing. It is never called with what the object was before. */
  keep(object: unknown): T | undefined;
}

export interface WatchOptions {
  readonly client: WatchClient;
  /** Looked at where the cluster as a whole may not be; undefined: nothing is then. */
  readonly namespace: string | undefined;
  /** 0 to 1. */
  readonly random: () => number;
  /** Something is other than before, or a problem is. */
  readonly onChange: () => void;
  readonly times?: Partial<WatchTimes>;
}

export interface WatchTimes {
  /** Of one watch, asked of the server; it ends the stream then. Up to twice as much is drawn, so that not all of them end at once. */
  readonly watchSeconds: number;
  /** Without a byte for so long, a connection counts as dead. Bookmarks come every minute. */
  readonly silenceMs: number;
  /** The first pause after a failure; it doubles up to `mostPauseMs`. */
  readonly pauseMs: number;
  readonly mostPauseMs: number;
  /** What was refused (403, 404) may be allowed later; the cluster, too, while only a namespace of it is looked at; and rights of whole jobs. */
  readonly refusedPauseMs: number;
  /** Where listing is allowed and watching is not; and the least between two looks at rights. */
  readonly pollMs: number;
}

export const usualWatchTimes: WatchTimes = {
  watchSeconds: 240,
  silenceMs: 150_000,
  pauseMs: 1000,
  mostPauseMs: 60_000,
  refusedPauseMs: 300_000,
  pollMs: 60_000,
};

type Outcome = 'go on' | 'refused' | 'unwatchable' | 'failed';

export class ResourceWatch<T> implements Disposable {
  readonly #resource: WatchedResource<T>;
  readonly #options: WatchOptions;
  readonly #times: WatchTimes;
  readonly #closing = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  readonly #problems = new Map<string, AppErrorData>();
  #items = new Map<string, T>();
  #namespace: string | undefined;
  /** Where the watch goes on; undefined: the list is to be read. */
  #version: string | undefined;
  /** When the cluster as a whole is to be tried again; monotonic. */
  #tryClusterMs = 0;
  #failures = 0;
  /** What a busy server asks for. */
  #leaveAloneMs = 0;
  #isReadable = false;

  constructor(resource: WatchedResource<T>, options: WatchOptions) {
    this.#resource = resource;
    this.#options = options;
    this.#times = { ...usualWatchTimes, ...options.times };
  }

  start(): this {
    void this.#run(this.#first.resolve);
    return this;
  }

  /** Of the first attempt to read it, whatever came of it; of its end, where that comes first. */
  get firstReading(): Promise<void> {
    return this.#first.promise;
  }

  /** What there is now, by `namespace/name`. */
  get items(): ReadonlyMap<string, T> {
    return this.#items;
  }

  /** It was read, whole. */
  get isReadable(): boolean {
    return this.#isReadable;
  }

  /** What of it is left out, and why. */
  problems(): readonly AppErrorData[] {
    return [...this.#problems.values()];
  }

  dispose(): void {
    this.#closing.abort();
    this.#items = new Map();
  }

  async #run(onFirst: () => void): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const outcome = await this.#step().catch((error: unknown) => this.#failed(error));
      if (signal.aborted) break;
      // In a namespace of its own it may be readable yet.
      if (outcome !== 'go on' || this.#version !== undefined) onFirst();
      const pauseMs = this.#pauseAfter(outcome);
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    onFirst();
  }

  /** Reads the list, or one watch to its end. @throws AppError, CancelledError, whatever a broken connection throws */
  async #step(): Promise<Outcome> {
    if (this.#namespace !== undefined && performance.now() >= this.#tryClusterMs) await this.#tryCluster();
    if (this.#version === undefined) await this.#list();
    else await this.#follow(this.#version);
    return 'go on';
  }

  /** What is known of the namespace stands where the cluster is refused still. */
  async #tryCluster(): Promise<void> {
    this.#tryClusterMs = performance.now() + this.#times.refusedPauseMs;
    const { signal } = this.#closing;
    const asked = { signal, timeoutMs: 30_000 };
    const mayList = await this.#options.client.get(`${this.#path(undefined)}?limit=1`, z.unknown(), asked).then(
      () => true,
      () => false,
    );
    if (!mayList) return;
    this.#namespace = undefined;
    this.#version = undefined;
  }

  async #list(): Promise<void> {
    const { client } = this.#options;
    const { signal } = this.#closing;
    const items = new Map<string, T>();
    const version = await readPages(
      client,
      this.#path(this.#namespace),
      { ...this.#resource, signal },
      (name, object) => {
        const kept = this.#resource.keep(object);
        if (kept !== undefined) items.set(name, kept);
      },
    );
    this.#items = items;
    this.#version = version;
    this.#isReadable = true;
    this.#failures = 0;
    this.#setProblem('now', undefined);
    this.#setProblem('line', undefined);
    if (this.#namespace === undefined) this.#setProblem('cluster', undefined);
    this.#options.onChange();
  }

  async #follow(from: string): Promise<void> {
    const { client, random } = this.#options;
    const began = performance.now();
    let changes = 0;
    const end = await followWatch(client, this.#path(this.#namespace), {
      from,
      ...{ fieldSelector: this.#resource.fieldSelector, plural: this.#resource.plural, namespace: this.#namespace },
      timeoutSeconds: Math.round(this.#times.watchSeconds * (1 + random())),
      silenceMs: this.#times.silenceMs,
      signal: this.#closing.signal,
      onOpen: () => this.#setProblem('watch', undefined),
      onVersion: (version) => {
        this.#version = version;
        this.#failures = 0;
        changes += 1;
      },
      onObject: (kind, name, object) => this.#take(kind, name, object),
      onRefused: (error) => this.#setProblem('line', error),
    });
    if (end === 'expired') this.#version = undefined;
    // A server that ends them at once is not to be asked a thousand times a second.
    else if (changes === 0 && performance.now() - began < 1000) this.#failures += 1;
  }

  #take(kind: 'set' | 'deleted', name: string, object: unknown): void {
    const kept = kind === 'deleted' ? undefined : this.#resource.keep(object);
    if (kept === undefined && !this.#items.has(name)) return;
    if (kept === undefined) this.#items.delete(name);
    else this.#items.set(name, kept);
    this.#options.onChange();
  }

  #failed(error: unknown): Outcome {
    if (isCancellation(error) || this.#closing.signal.aborted) return 'failed';
    const known = error instanceof AppError ? error : undefined;
    const isRefused = known?.code === 'api.forbidden' || known?.code === 'api.notFound';
    if (isRefused && this.#version !== undefined) {
      this.#version = undefined;
      this.#setProblem('watch', known);
      return 'unwatchable';
    }
    if (isRefused && this.#namespace === undefined && this.#resource.isNamespaced) {
      this.#setProblem('cluster', known);
      this.#tryClusterMs = performance.now() + this.#times.refusedPauseMs;
      this.#namespace = this.#options.namespace;
      if (this.#namespace !== undefined) return 'go on';
      return 'refused';
    }
    if (isRefused) {
      this.#items = new Map();
      this.#isReadable = false;
      this.#setProblem('now', known);
      return 'refused';
    }
    this.#failures += 1;
    this.#leaveAloneMs = Number(known?.details.retryAfterSeconds ?? 0) * 1000;
    // A watch that broke is begun again where it was, and what is known may be old for so long; a list that fails is said.
    if (this.#version === undefined) this.#setProblem('now', known ?? this.#broken(error));
    return 'failed';
  }

  #broken(error: unknown): AppError {
    const { server } = this.#options.client;
    const reason = errorText(error);
    const details = { server, reason };
    return new AppError('api.unreachable', `${server} cannot be reached: ${reason}.`, { details, retryable: true });
  }

  #pauseAfter(outcome: Outcome): number {
    const { pauseMs, mostPauseMs, refusedPauseMs, pollMs } = this.#times;
    const jitter = 1 + this.#options.random() / 4;
    if (outcome === 'refused') return refusedPauseMs * jitter;
    if (outcome === 'unwatchable') return pollMs * jitter;
    if (this.#failures === 0) return 0;
    const pause = backoffMs(this.#failures, this.#options.random(), { firstMs: pauseMs, mostMs: mostPauseMs });
    return Math.max(this.#leaveAloneMs, pause);
  }

  #setProblem(of: 'cluster' | 'now' | 'watch' | 'line', error: AppError | undefined): void {
    const before = this.#problems.get(of);
    if (error === undefined) this.#problems.delete(of);
    else this.#problems.set(of, error.toData());
    if (before?.message !== error?.message) this.#options.onChange();
  }

  #path(of: string | undefined): string {
    const { group, version, plural } = this.#resource;
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const namespace = of === undefined ? '' : `/namespaces/${encodeURIComponent(of)}`;
    return `${root}${namespace}/${plural}`;
  }
}
