/**
 * What a server warns of, followed while somebody looks: by its event stream, of which all who look share one, and by reading the list, at first and
 * beside the stream. What buffers on the way lets no event through and looks like a server that has nothing to say; and a server drops events for
 * who is slow.
 */
import { AppError, CancelledError, isCancellation } from '../../../shared/base/errors.ts';
import type { ServerNoticesItem } from '../../../shared/model/server-status.ts';
import { type BackoffOptions, backoffMs } from '../base/backoff.ts';
import { Waker } from '../base/waker.ts';
import type { SourceStatus } from '../sources/source.ts';
import { createNoticeBoard, type NoticeChange, parseNotice, parseNotices } from './notice-board.ts';
import { whyNot } from './status-service.ts';

export interface ServerNotices {
  /**
   * Yields all that hold, whenever they are others, or why nothing is known; goes on until the signal aborts, but where there can never be any.
   * Of what changes faster than it is taken the newest.
   */
  watch(status: SourceStatus | undefined, signal: AbortSignal): AsyncGenerator<ServerNoticesItem, void, undefined>;
}

export interface NoticesTiming {
  /** Between readings of the list: without a stream, as often as Prometheus's own page … */
  readonly aloneMs: number;
  /** … beside one by which nothing came yet … */
  readonly silentMs: number;
  /** … and beside one that told something. */
  readonly provenMs: number;
  /** After a reading that failed. */
  readonly failedMs: number;
  /** Where there is no list, or no stream: until it is looked for again. */
  readonly missingMs: number;
  /** Between two things that are told, and two readings. */
  readonly leastMs: number;
  /** A stream that stood so long and broke is opened again at once. */
  readonly steadyMs: number;
  readonly backoff: BackoffOptions;
}

export const usualNoticesTiming: NoticesTiming = {
  ...{ aloneMs: 10_000, silentMs: 30_000, provenMs: 60_000, failedMs: 30_000, missingMs: 600_000 },
  ...{ leastMs: 250, steadyMs: 20_000, backoff: { firstMs: 1000, mostMs: 60_000 } },
};

interface NoticesDeps {
  /** 0 to 1. */
  readonly random: () => number;
  readonly timing?: NoticesTiming | undefined;
}

const readTimeoutMs = 15_000;
/** Nothing wakes who waits but news. */
const longMs = 2 ** 31 - 1;

export function createServerNotices({ random, timing = usualNoticesTiming }: NoticesDeps): ServerNotices {
  const feeds = new WeakMap<SourceStatus, Feed>();

  function open(status: SourceStatus): Feed {
    const feed = new Feed(status, { random, timing });
    feeds.set(status, feed);
    feed.start();
    return feed;
  }

  async function* follow(status: SourceStatus, signal: AbortSignal): AsyncGenerator<ServerNoticesItem, void> {
    const feed = feeds.get(status) ?? open(status);
    const news = new Waker();
    feed.watchers.add(news);
    let told: ServerNoticesItem | undefined;
    try {
      while (!signal.aborted) {
        if (feed.bug !== undefined) throw feed.bug.thrown;
        const { item } = feed;
        if (item !== undefined && item !== told) yield item;
        told = item;
        if (feed.item === told) await news.wait(longMs, signal);
      }
    } finally {
      feed.watchers.delete(news);
      if (feed.watchers.size === 0) {
        feeds.delete(status);
        feed.close();
      }
    }
  }

  return {
    async *watch(status, signal) {
      if (status === undefined) yield { kind: 'none', why: { outcome: 'notTold' } };
      else if (status.noticeEvents === undefined)
        yield { kind: 'none', why: await whyNot(status, 'notifications', signal) };
      else yield* follow(status, signal);
    },
  };
}

interface FeedDeps extends NoticesDeps {
  readonly timing: NoticesTiming;
}

/** One server that is looked at. */
class Feed {
  readonly watchers = new Set<Waker>();
  item: ServerNoticesItem | undefined;
  bug: { readonly thrown: unknown } | undefined;
  readonly #status: SourceStatus;
  readonly #deps: FeedDeps;
  readonly #end = new AbortController();
  readonly #board = createNoticeBoard();
  readonly #readSoon = new Waker();
  readonly #listenSoon = new Waker();
  /** What came while a reading was under way, which may be older. */
  #meanwhile: NoticeChange[] | undefined;
  #stream: 'none' | 'silent' | 'proven' = 'none';

  constructor(status: SourceStatus, deps: FeedDeps) {
    this.#status = status;
    this.#deps = deps;
  }

  start(): void {
    void this.#run(() => this.#readOnAndOn());
    void this.#run(() => this.#listenOnAndOn());
  }

  /** Ends the stream, and what is being read. */
  close(): void {
    this.#end.abort();
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (this.#end.signal.aborted && isCancellation(thrown)) return;
      this.bug = { thrown };
      this.#end.abort();
      this.#tellAll();
    }
  }

  async #readOnAndOn(): Promise<void> {
    const { signal } = this.#end;
    const { timing } = this.#deps;
    const rest = new Waker();
    while (!signal.aborted) {
      const restMs = await this.#read();
      await rest.wait(timing.leastMs, signal);
      await this.#readSoon.wait(Math.max(0, restMs - timing.leastMs), signal);
    }
  }

  /** @returns how long until it is done again */
  async #read(): Promise<number> {
    const { timing } = this.#deps;
    const { signal } = this.#end;
    this.#meanwhile = [];
    try {
      const document = await this.#status.read('notifications', { timeoutMs: readTimeoutMs, signal });
      if (document === undefined) {
        this.#board.replace([]);
        this.#tell({ kind: 'none', why: { outcome: 'notServed' } });
        return timing.missingMs;
      }
      this.#put(parseNotices(document.text));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // By the stream it is known all the same.
      if (this.#stream !== 'proven') this.#tell({ kind: 'failed', error: error.toData() });
      return timing.failedMs;
    } finally {
      this.#meanwhile = undefined;
    }
    return { none: timing.aloneMs, silent: timing.silentMs, proven: timing.provenMs }[this.#stream];
  }

  #put(list: readonly NoticeChange[]): void {
    const isOther = this.#board.replace(list);
    for (const change of this.#meanwhile ?? []) this.#board.change(change);
    // What the stream should have told it did not tell.
    if (isOther && this.#stream === 'proven' && this.#meanwhile?.length === 0) this.#stream = 'silent';
    this.#tell({ kind: 'told', ...this.#board.shown() });
    this.#listenSoon.wake();
  }

  /** From when it is known that there is such a thing. */
  async #listenOnAndOn(): Promise<void> {
    const { timing, random } = this.#deps;
    const { signal } = this.#end;
    await this.#listenSoon.wait(longMs, signal);
    const rest = new Waker();
    let failures = 0;
    while (!signal.aborted) {
      const begunMs = performance.now();
      const isServed = await this.#listen();
      this.#stream = 'none';
      failures = performance.now() - begunMs < timing.steadyMs ? failures + 1 : 1;
      await rest.wait(isServed ? backoffMs(failures, random(), timing.backoff) : timing.missingMs, signal);
    }
  }

  /** Until the stream ends, which is usual: proxies cut what takes long. @returns whether there was one, or might be soon */
  async #listen(): Promise<boolean> {
    const { signal } = this.#end;
    try {
      const events = await this.#status.noticeEvents?.(signal);
      if (events === undefined) return false;
      this.#stream = 'silent';
      // What was taken back since the last reading.
      this.#readSoon.wake();
      await this.#take(events);
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (!(error instanceof AppError) && !isCancellation(error)) throw error;
    }
    this.#readSoon.wake();
    return true;
  }

  async #take(events: AsyncIterable<readonly string[]>): Promise<void> {
    const rest = new Waker();
    for await (const texts of events) {
      const changes = texts.flatMap((text) => parseNotice(text) ?? []);
      if (changes.length > 0) this.#change(changes);
      // Nothing more is read from the socket meanwhile, whatever it is that pours out of it.
      await rest.wait(this.#deps.timing.leastMs, this.#end.signal);
    }
  }

  #change(changes: readonly NoticeChange[]): void {
    this.#stream = 'proven';
    for (const change of changes) this.#board.change(change);
    this.#meanwhile?.push(...changes);
    this.#tell({ kind: 'told', ...this.#board.shown() });
  }

  #tell(item: ServerNoticesItem): void {
    if (JSON.stringify(item) === JSON.stringify(this.item)) return;
    this.item = item;
    this.#tellAll();
  }

  #tellAll(): void {
    for (const watcher of this.watchers) watcher.wake();
  }
}
