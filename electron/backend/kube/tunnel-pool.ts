/**
 * HTTP connections over tunnels, pooled and kept alive. A request goes to undici only when its tunnel stands: undici's own pool gives a
 * request that was cancelled while it waited a connection all the same, and then ends that connection. Over tunnels that made the query
 * after a few hundred cancelled ones wait for ten seconds.
 */
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError, CancelledError } from '../../../shared/base/errors.ts';
import { abortable } from '../base/deadline.ts';
import { receiveFrom } from '../base/receive-answer.ts';
import { Client } from '../base/undici.ts';
import { throwUnsent } from '../base/unsent.ts';
import type { Requester, RequestOptions } from '../sources/source.ts';

export interface TunnelPoolOptions {
  /** What the `Host` header says: `http://HOST:PORT`. */
  readonly origin: string;
  readonly open: () => Promise<Duplex>;
  /** The pod at the end of a tunnel. */
  readonly placeOf?: (tunnel: Duplex) => string | undefined;
  /** Requests at a time; the rest wait their turn. Urgent and lasting ones are not counted, and have one connection more each. */
  readonly most: number;
  readonly keepAliveMs: number;
}

/**
 * `urgent` does not wait for the others; `lasting` has an answer that goes on for hours. Of these two one at a time is meant. `alone` has a tunnel
 * opened for it.
 */
type Use = 'normal' | 'urgent' | 'lasting' | 'alone';

/** One tunnel and the HTTP client on it, which asks for no more of a socket than a TunnelStream has. */
interface Lane {
  readonly tunnel: Duplex;
  readonly client: Client;
  use: 'idle' | Use;
  idleTimer: NodeJS.Timeout | undefined;
}

interface Waiter {
  readonly use: Use;
  readonly give: (lane: Lane) => void;
  readonly fail: (error: unknown) => void;
}

/** Each on a tunnel that closed meanwhile. */
const mostTries = 3;

export class TunnelPool {
  readonly #options: TunnelPoolOptions;
  readonly #lanes = new Set<Lane>();
  #waiting: Waiter[] = [];
  #opening = 0;
  #openSoon: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(options: TunnelPoolOptions) {
    this.#options = options;
  }

  requester(use: Exclude<Use, 'alone'>): Requester {
    return {
      request: ({ onlyTo, ...options }) => {
        const send = ({ client }: Lane) => client.request(options);
        return onlyTo === undefined ? this.#request(use, options, send) : this.#requestAlone(onlyTo, options, send);
      },
      receive: (options, sink) => this.#request(use, options, ({ client }) => receiveFrom(client, options, sink)),
    };
  }

  /** Ends every connection; what is under way or waits fails with CancelledError. */
  async close(): Promise<void> {
    this.#closed = true;
    clearImmediate(this.#openSoon);
    for (const waiter of this.#waiting.splice(0)) waiter.fail(new CancelledError());
    await Promise.all([...this.#lanes].map((lane) => this.#end(lane, new CancelledError())));
  }

  /** Where a tunnel turns out to be closing before anything of the request went out, another one takes it. */
  async #request<T>(use: Use, options: RequestOptions, send: (lane: Lane) => Promise<T>): Promise<T> {
    for (let triesLeft = mostTries; ; triesLeft -= 1) {
      const lane = await this.#take(use, options.signal);
      const before = sentOf(lane.tunnel);
      try {
        return await this.#send(lane, options.signal, send);
      } catch (error) {
        const isUnsent = lane.tunnel.destroyed && before !== undefined && sentOf(lane.tunnel) === before;
        if (!isUnsent || triesLeft === 1 || this.#closed || options.signal?.aborted === true) throw error;
      }
    }
  }

  /** On a tunnel of its own, to this pod or none: those that stand may lead to one that was there before. */
  async #requestAlone<T>(pod: string, options: RequestOptions, send: (lane: Lane) => Promise<T>): Promise<T> {
    const { open, placeOf } = this.#options;
    const signal = options.signal ?? new AbortController().signal;
    const tunnel = await abortable(signal, open(), (late) => void late.destroy()).catch(throwUnsent);
    const place = placeOf?.(tunnel) ?? '';
    if (this.#closed || place !== pod) tunnel.destroy();
    if (this.#closed) throw new CancelledError();
    if (place === pod) return this.#send(this.#laneOf(tunnel, 'alone'), options.signal, send);
    const text = `The pod is ${place}, and not ${pod}: nothing was sent.`;
    throw new AppError('tsdbAdmin.otherServer', text, { details: { at: place } });
  }

  async #send<T>(lane: Lane, signal: AbortSignal | undefined, send: (lane: Lane) => Promise<T>): Promise<T> {
    try {
      // undici would end the connection for a request that is cancelled already.
      if (signal?.aborted) throw new CancelledError();
      return await send(lane);
    } catch (error) {
      // Where the connection outlived it, the request never went out (a path that is none), and no "drain" will come.
      this.#release(lane);
      throw error;
    }
  }

  #take(use: Use, signal: AbortSignal | undefined): Promise<Lane> {
    return new Promise((resolve, reject) => {
      if (this.#closed || signal?.aborted) return reject(new CancelledError());
      const leave = () => {
        signal?.removeEventListener('abort', abort);
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
      };
      const waiter: Waiter = {
        use,
        give: (lane) => {
          leave();
          resolve(lane);
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = () => waiter.fail(new CancelledError());
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
      this.#serve();
    });
  }

  /** Gives idle connections to who waits, and opens as many more as can be used. */
  #serve(): void {
    if (this.#closed) return;
    for (const lane of this.#lanes) {
      const next = this.#startable()[0];
      if (next === undefined) return;
      if (lane.use !== 'idle' || lane.tunnel.destroyed) continue;
      clearTimeout(lane.idleTimer);
      lane.use = next.use;
      next.give(lane);
    }
    // A moment later: where one request follows the other, the connection of the first is free again by then.
    this.#openSoon ??= setImmediate(() => this.#openWanted());
  }

  #openWanted(): void {
    this.#openSoon = undefined;
    const wanted = this.#startable().length;
    // What has one alone takes nobody else's.
    const open = [...this.#lanes].filter(({ use }) => use !== 'alone').length;
    while (this.#opening < wanted && open + this.#opening < this.#options.most + 2) void this.#open();
  }

  /** Who would get connections if there were any, the first one first. */
  #startable(): readonly Waiter[] {
    const waiting = (use: Use, most: number) => {
      const busy = [...this.#lanes].filter((lane) => lane.use === use).length;
      return this.#waiting.filter((waiter) => waiter.use === use).slice(0, Math.max(0, most - busy));
    };
    const urgent = waiting('urgent', Number.POSITIVE_INFINITY);
    return [...urgent, ...waiting('normal', this.#options.most), ...waiting('lasting', 1)];
  }

  /** Never rejects: that a tunnel does not open is told to who waits first, if anybody still does. */
  async #open(): Promise<void> {
    this.#opening += 1;
    try {
      this.#add(await this.#options.open());
    } catch (error) {
      this.#startable()[0]?.fail(error);
    }
    this.#opening -= 1;
    this.#serve();
  }

  #add(tunnel: Duplex): void {
    if (this.#closed) {
      tunnel.destroy();
      return;
    }
    this.#release(this.#laneOf(tunnel, 'urgent'));
  }

  #laneOf(tunnel: Duplex, use: Use): Lane {
    const lane: Lane = { tunnel, client: makeClient(this.#options, tunnel), use, idleTimer: undefined };
    this.#lanes.add(lane);
    lane.client.on('drain', () => this.#release(lane));
    tunnel.once('close', () => {
      void this.#end(lane, null);
      this.#serve();
    });
    return lane;
  }

  #release(lane: Lane): void {
    if (lane.tunnel.destroyed || !this.#lanes.has(lane)) return;
    lane.use = 'idle';
    clearTimeout(lane.idleTimer);
    lane.idleTimer = setTimeout(() => lane.tunnel.destroy(), this.#options.keepAliveMs);
    this.#serve();
  }

  /** Never rejects. */
  async #end(lane: Lane, reason: Error | null): Promise<void> {
    this.#lanes.delete(lane);
    clearTimeout(lane.idleTimer);
    await lane.client.destroy(reason);
    lane.tunnel.destroy();
  }
}

/** Of a TunnelStream; undefined for what does not say it. */
function sentOf(tunnel: Duplex): number | undefined {
  return 'sent' in tunnel && typeof tunnel.sent === 'number' ? tunnel.sent : undefined;
}

function makeClient({ origin, keepAliveMs }: TunnelPoolOptions, tunnel: Duplex): Client {
  let given = false;
  return new Client(origin, {
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    // A slow query is its caller's to end, by its signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: (_to, callback) => {
      const connected = given ? () => callback(closed(), null) : () => callback(null, tunnel as net.Socket);
      given = true;
      // undici does not look for a connection that is there before this returns.
      queueMicrotask(connected);
    },
  });
}

/** undici connects again for a request that came in the moment when the connection ended. By its code the request may be made again. */
function closed(): Error {
  return Object.assign(new Error('the tunnel was closed'), { code: 'ECONNRESET' });
}
