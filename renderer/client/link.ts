/**
 * The page's lasting link to the backend: one client that stays the same object while connections come and go. It opens a
 * connection, opens another with back-off when it is lost, and says truly how things stand.
 */
import type { Disposable } from '../../shared/base/disposable.ts';
import { Emitter, type Event } from '../../shared/base/event.ts';
import type { Client, ContractShape } from '../../shared/contract/define.ts';
import { createClient } from '../../shared/rpc/client.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { queueingTransport } from './queueing-transport.ts';

/** `noToken`: the address had none. `wrongToken`: the backend knows another, most often because it was started again. */
export type RefusalReason = 'noToken' | 'wrongToken';

export type LinkState =
  /** The first connection is being made; calls wait for it. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Calls fail at once. `retryAtMs` in the past: the next attempt is under way. */
  | { readonly kind: 'lost'; readonly sinceMs: number; readonly retryAtMs: number }
  /** Nothing is tried again until `retry`. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

export interface Link<C extends ContractShape> extends Disposable {
  readonly client: Client<C>;
  readonly state: () => LinkState;
  readonly onState: Event<LinkState>;
  /** Tries now instead of at `retryAtMs`, and again after a refusal. */
  retry(): void;
}

/** Resolves with a connection that the backend has accepted. Throws RefusedError where trying again is of no use. */
export type OpenTransport = (signal: AbortSignal) => Promise<Transport>;

export class RefusedError extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(reason);
    this.reason = reason;
  }
}

export interface LinkEnvironment {
  readonly now: () => number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** See ClientOptions.onMalformed. */
  readonly onMalformed: (reason: string) => void;
}

const openingTimeoutMs = 5000;
const firstDelayMs = 250;
const longestDelayMs = 10_000;

export function openLink<C extends ContractShape>(contract: C, open: OpenTransport, env: LinkEnvironment): Link<C> {
  return new ReconnectingLink(contract, open, env);
}

class ReconnectingLink<C extends ContractShape> implements Link<C> {
  readonly client: Client<C>;
  readonly #contract: C;
  readonly #open: OpenTransport;
  readonly #env: LinkEnvironment;
  readonly #states = new Emitter<LinkState>();
  readonly #first = queueingTransport();
  #current: Client<C>;
  #transport: Transport | undefined;
  #state: LinkState = { kind: 'connecting' };
  #failures = 0;
  #attempt: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(contract: C, open: OpenTransport, env: LinkEnvironment) {
    this.#contract = contract;
    this.#open = open;
    this.#env = env;
    this.#current = createClient(contract, this.#first.transport, env);
    this.client = delegate(contract, () => this.#current);
    void this.#tryOnce();
  }

  readonly state = (): LinkState => this.#state;

  get onState(): Event<LinkState> {
    return this.#states.event;
  }

  retry(): void {
    if (this.#disposed || this.#attempt !== undefined || this.#transport !== undefined) return;
    void this.#tryOnce();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#attempt?.abort();
    this.#first.close();
    this.#transport?.close();
    this.#states.dispose();
  }

  async #tryOnce(): Promise<void> {
    clearTimeout(this.#timer);
    const attempt = new AbortController();
    this.#attempt = attempt;
    const deadline = setTimeout(() => attempt.abort(), openingTimeoutMs);
    let refusal: RefusalReason | undefined;
    try {
      const transport = await this.#open(attempt.signal);
      if (this.#disposed) transport.close();
      else this.#connected(transport);
    } catch (error) {
      if (error instanceof RefusedError) refusal = error.reason;
    } finally {
      clearTimeout(deadline);
      this.#attempt = undefined;
    }
    if (this.#transport !== undefined || this.#disposed) return;
    this.#first.close();
    if (refusal === undefined) this.#lost();
    else this.#become({ kind: 'refused', reason: refusal });
  }

  #connected(transport: Transport): void {
    this.#failures = 0;
    this.#transport = transport;
    transport.onClose(() => {
      this.#transport = undefined;
      this.#lost();
    });
    // The first connection carries the calls that waited for it; their client goes on living on it.
    if (!this.#first.attach(transport)) this.#current = createClient(this.#contract, transport, this.#env);
    this.#become({ kind: 'open' });
  }

  #lost(): void {
    if (this.#disposed) return;
    const fullMs = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#failures);
    this.#failures += 1;
    const delayMs = fullMs * (0.5 + this.#env.random() / 2);
    const nowMs = this.#env.now();
    const sinceMs = this.#state.kind === 'lost' ? this.#state.sinceMs : nowMs;
    this.#timer = setTimeout(() => void this.#tryOnce(), delayMs);
    this.#become({ kind: 'lost', sinceMs, retryAtMs: nowMs + delayMs });
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#states.fire(state);
  }
}

/** A client whose every call goes to the client of the moment. */
function delegate<C extends ContractShape>(contract: C, current: () => Client<C>): Client<C> {
  type Endpoint = (input: unknown, options: unknown) => unknown;
  const domains = Object.entries(contract).map(([domain, methods]) => {
    const endpoints = Object.keys(methods).map((name) => [
      name,
      (input: unknown, options: unknown) => {
        const target = current() as Record<string, Record<string, Endpoint>>;
        return target[domain]?.[name]?.(input, options);
      },
    ]);
    return [domain, Object.fromEntries(endpoints)];
  });
  return Object.fromEntries(domains) as Client<C>;
}
