/**
 * The index of a source's metric names: read when it is first wanted, read anew when it is old, let go of when nobody wants it. It lies
 * in memory that is shared with the workers, and not in a worker: these end when they are idle, and the index goes with its source.
 */
import { AppError, CancelledError, errorText, isCancellation } from '../../../../../shared/base/errors.ts';
import type { CatalogState } from '../../../../../shared/model/catalog.ts';
import { abortable } from '../../../base/deadline.ts';
import type { Clock, LogSink } from '../../../ports.ts';
import { closedBeneath } from './catalog-asker.ts';
import type { IndexMemory, PackedList } from './catalog-protocol.ts';
import type { MetadataMemory } from './metric-metadata.ts';

export interface LoadedIndex {
  readonly memory: IndexMemory;
  readonly names: number;
  /** Undefined until the metadata is there, or known not to come. */
  readonly loadedAtMs: number | undefined;
}

export interface MetricIndexOptions {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly log: LogSink;
  /** @throws as Source.query; CancelledError where the connection was closed */
  readonly readNames: (onBytes: (bytes: number) => void) => Promise<PackedList>;
  /** @throws the same; undefined where the server has none */
  readonly readMetadata: (
    names: SharedArrayBuffer,
    onBytes: (bytes: number) => void,
  ) => Promise<MetadataMemory | undefined>;
  readonly timing?: Partial<IndexTiming>;
}

export interface IndexTiming {
  /** An older index is read anew when it is searched. */
  readonly freshMs: number;
  /** In an older one, what is not found may be there by now: it is read anew. */
  readonly doubtMs: number;
  /** A server that failed is left alone for this long: every letter typed would ask it again. */
  readonly retryMs: number;
  /** Where it failed over the metadata only, and there was none before. */
  readonly retryMetadataMs: number;
  /** An index that nobody searched for this long is let go of. */
  readonly idleMs: number;
  /** Between two states that differ in the bytes received only. */
  readonly progressMs: number;
}

const defaultTiming: IndexTiming = {
  freshMs: 5 * 60_000,
  doubtMs: 10_000,
  retryMs: 10_000,
  retryMetadataMs: 60_000,
  idleMs: 15 * 60_000,
  progressMs: 200,
};

export class MetricIndex {
  readonly #options: MetricIndexOptions;
  readonly #timing: IndexTiming;
  #current: LoadedIndex | undefined;
  /** When it is old; of the monotonic clock, as the others. */
  #freshUntilMs = 0;
  #usedMs = 0;
  /** When it was read last. */
  #readMs = 0;
  #loading: Promise<void> | undefined;
  #version = 0;
  #receivedBytes = 0;
  #shownMs = 0;
  #failure: { readonly error: AppError; readonly atMs: number } | undefined;
  readonly #waiting = new Set<() => void>();
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: MetricIndexOptions) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
  }

  /** What can be searched now, which may be names without metadata. */
  get current(): LoadedIndex | undefined {
    return this.#current;
  }

  /** It is being read: there will be another state. */
  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  state(): CatalogState {
    const { names = 0, loadedAtMs, memory } = this.#current ?? {};
    if (this.#failure !== undefined && !this.isLoading) {
      return { kind: 'failed', names, reason: this.#failure.error.message };
    }
    if (loadedAtMs === undefined) return { kind: 'loading', receivedBytes: this.#receivedBytes };
    return { kind: 'ready', names, loadedAtMs, withMetadata: memory?.metadata !== undefined };
  }

  /** It is about to be searched: begins to read it where that is to be done. */
  want(): void {
    const nowMs = this.#now();
    this.#usedMs = nowMs;
    if (this.isLoading) return;
    if (this.#failure !== undefined && nowMs - this.#failure.atMs < this.#timing.retryMs) return;
    const isFresh = this.#current !== undefined && nowMs < this.#freshUntilMs;
    if (!isFresh || this.#failure !== undefined) this.#begin();
  }

  /** Something was not found in it, which may have come since it was read. @returns whether it is being read now */
  doubt(): boolean {
    const nowMs = this.#now();
    const failed = this.#failure !== undefined && nowMs - this.#failure.atMs < this.#timing.retryMs;
    if (!this.isLoading && !failed && nowMs - this.#readMs >= this.#timing.doubtMs) this.#begin();
    return this.isLoading;
  }

  /** Another with each state that is told. */
  get version(): number {
    return this.#version;
  }

  /** Resolves when there is another state than that version's. @throws CancelledError */
  async changedFrom(version: number, signal: AbortSignal): Promise<void> {
    if (version !== this.#version) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    try {
      await abortable(signal, promise);
    } finally {
      this.#waiting.delete(resolve);
    }
  }

  /** Reads it anew, or waits for who does already. @throws why that could not be done; CancelledError */
  async reload(signal: AbortSignal): Promise<void> {
    this.#usedMs = this.#now();
    if (!this.isLoading) this.#begin();
    await abortable(signal, this.#loading ?? Promise.resolve());
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** The index with its metadata, an old one rather than none. @throws why there is none; CancelledError */
  async loaded(signal: AbortSignal): Promise<LoadedIndex> {
    this.want();
    if (this.#current?.loadedAtMs === undefined && this.#loading !== undefined) await abortable(signal, this.#loading);
    if (this.#current !== undefined) return this.#current;
    throw this.#failure?.error ?? new CancelledError();
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }

  #begin(): void {
    this.#receivedBytes = 0;
    // Settled in there, whatever comes of it.
    this.#loading = this.#load().finally(() => {
      this.#loading = undefined;
      if (this.#current !== undefined) this.#letGoLater();
      this.#tell();
    });
  }

  async #load(): Promise<void> {
    const { readNames, readMetadata, clock } = this.#options;
    const before = this.#current;
    try {
      const { list: names, count } = await readNames((bytes) => this.#progress(bytes));
      const namesBytes = this.#receivedBytes;
      if (before === undefined) {
        this.#current = { memory: { names, metadata: undefined }, names: count, loadedAtMs: undefined };
        this.#tell();
      }
      const reading = readMetadata(names, (bytes) => this.#progress(namesBytes + bytes));
      const { metadata, isWhole } = await this.#orNone(reading, before);
      this.#current = { memory: { names, metadata }, names: count, loadedAtMs: clock.now() };
      this.#failure = undefined;
      this.#readMs = this.#now();
      this.#freshUntilMs = this.#readMs + (isWhole ? this.#timing.freshMs : this.#timing.retryMetadataMs);
    } catch (error) {
      // Names without an end to their reading are none that are known.
      this.#current = before;
      this.#failure = { error: this.#failureOf(error), atMs: this.#now() };
    }
  }

  /** Names without metadata are worth having, whatever is wrong with it; but not in the place of names with it. */
  async #orNone(
    reading: Promise<MetadataMemory | undefined>,
    before: LoadedIndex | undefined,
  ): Promise<{ readonly metadata: MetadataMemory | undefined; readonly isWhole: boolean }> {
    try {
      return { metadata: await reading, isWhole: true };
    } catch (error) {
      if (isCancellation(error) || before?.memory.metadata !== undefined) throw error;
      const code = this.#failureOf(error).code;
      this.#options.log.write('info', 'catalog', 'the metadata could not be read', { code });
      return { metadata: undefined, isWhole: false };
    }
  }

  #progress(bytes: number): void {
    this.#receivedBytes = bytes;
    const nowMs = this.#now();
    if (this.#current !== undefined || nowMs - this.#shownMs < this.#timing.progressMs) return;
    this.#shownMs = nowMs;
    this.#tell();
  }

  /** Nobody may be there to take a bug's error: it is logged here. */
  #failureOf(error: unknown): AppError {
    const known = closedBeneath(error);
    if (known instanceof AppError) return known;
    const stack = known instanceof Error ? (known.stack ?? '') : '';
    this.#options.log.write('error', 'catalog', errorText(known), { stack });
    return new AppError(
      'rpc.internal',
      'An error inside Binnacle ended the reading of the metrics; its log has the details.',
    );
  }

  #tell(): void {
    this.#version += 1;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  /** Holds the index weakly: a source that is gone takes it along at once. */
  #letGoLater(): void {
    const { idleMs } = this.#timing;
    const weak = new WeakRef(this);
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => weak.deref()?.letGo(), idleMs).unref();
  }

  /** Where nobody has searched it for long enough; else looks again. */
  letGo(): void {
    if (this.isLoading || this.#current === undefined) return;
    if (this.#now() - this.#usedMs < this.#timing.idleMs) this.#letGoLater();
    else this.#current = undefined;
  }
}
