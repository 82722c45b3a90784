/**
 * Serves a contract over one connection: validates every frame and input, calls the handler, replies. It knows no domain. What a
 * handler throws: an AppError is the caller's failure; a bug is rpc.internal, its stack in the log alone.
 */
import type { Disposable } from '../../../shared/base/disposable.ts';
import { AppError, isCancellation } from '../../../shared/base/errors.ts';
import type { CallContext, ContractShape, Handlers, Spec } from '../../../shared/contract/define.ts';
import {
  type ClientFrame,
  clientFrame,
  frameTooLarge,
  nameTooLarge,
  type ServerFrame,
} from '../../../shared/rpc/frames.ts';
import type { Transport } from '../../../shared/rpc/transport.ts';
import type { LogSink } from '../ports.ts';
import { ServedStream } from './served-stream.ts';

export interface ServedConnection extends Disposable {
  /** Refuses new work, waits for the calls under way (not for streams) up to the deadline, then disposes. */
  drain(timeoutMs: number): Promise<void>;
}

/** Calls and streams of one page at a time: far above what a page needs, far below what would hurt. */
const maxUnderWay = 256;
/** A page of ours sends none; who goes on sending them is cut off. */
const maxMalformedFrames = 20;

/** The connection closes with the disposal, as nobody would answer on it; and everything ends when it closes by itself. */
export function serve<C extends ContractShape>(
  contract: C,
  handlers: Handlers<C>,
  transport: Transport,
  log: LogSink,
): ServedConnection {
  return new Connection(endpointsOf(contract, handlers), transport, log);
}

type Handler = (input: unknown, context: CallContext) => unknown;

interface Endpoint {
  readonly spec: Spec;
  readonly handler: Handler;
}

/** A map, so that no method is found by a name like `constructor.name`. */
function endpointsOf<C extends ContractShape>(contract: C, handlers: Handlers<C>): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  for (const [domain, methods] of Object.entries(contract)) {
    for (const [name, spec] of Object.entries(methods)) {
      const handler = (handlers as Record<string, Record<string, Handler>>)[domain]?.[name];
      if (handler === undefined) throw new Error(`the contract's ${domain}.${name} has no handler`);
      endpoints.set(`${domain}.${name}`, { spec, handler });
    }
  }
  return endpoints;
}

/** A call or a stream, from its frame until its handler has come to its end, which may be later than its last reply. */
interface Work {
  readonly controller: AbortController;
  readonly stream: ServedStream | undefined;
}

type RequestFrame = Extract<ClientFrame, { readonly kind: 'call' | 'stream' }>;

class Connection implements ServedConnection {
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #transport: Transport;
  readonly #log: LogSink;
  readonly #work = new Map<number, Work>();
  readonly #listening: readonly Disposable[];
  #malformed = 0;
  #draining: (() => void) | undefined;
  #disposed = false;

  constructor(endpoints: ReadonlyMap<string, Endpoint>, transport: Transport, log: LogSink) {
    this.#endpoints = endpoints;
    this.#transport = transport;
    this.#log = log;
    this.#listening = [
      transport.onMessage((message) => this.#receive(message)),
      transport.onClose(() => this.dispose()),
    ];
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const listener of this.#listening) listener.dispose();
    for (const { controller, stream } of this.#work.values()) {
      controller.abort();
      stream?.stop();
    }
    this.#draining?.();
    this.#transport.close();
  }

  async drain(timeoutMs: number): Promise<void> {
    if (this.#disposed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#draining = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#checkDrained();
    });
    this.dispose();
  }

  #checkDrained(): void {
    if ([...this.#work.values()].every(({ stream }) => stream !== undefined)) this.#draining?.();
  }

  #receive(message: unknown): void {
    const parsed = clientFrame.safeParse(message);
    if (!parsed.success) this.#refuseMalformed(parsed.error.issues[0]?.message ?? 'not a frame');
    else if (parsed.data.kind === 'cancel') this.#cancel(parsed.data.id);
    else if (parsed.data.kind === 'credit') this.#work.get(parsed.data.id)?.stream?.grant(parsed.data.count);
    else this.#begin(parsed.data);
  }

  #refuseMalformed(reason: string): void {
    this.#malformed += 1;
    this.#log.write('warn', 'rpc', 'a malformed frame was dropped', { reason, count: this.#malformed });
    if (this.#malformed >= maxMalformedFrames) this.dispose();
  }

  #cancel(id: number): void {
    const work = this.#work.get(id);
    work?.controller.abort();
    work?.stream?.stop();
  }

  #begin(frame: RequestFrame): void {
    const { id, method } = frame;
    const admitted = this.#admit(frame);
    if (admitted instanceof AppError) {
      this.#transport.send({ kind: 'fail', id, error: admitted.toData() } satisfies ServerFrame);
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const stream = frame.kind === 'stream' ? new ServedStream(frame.credit, this.#transport.drained) : undefined;
    this.#work.set(id, { controller, stream });
    const run = () => admitted.handler(admitted.input, { signal });
    const running = stream === undefined ? this.#runCall(id, run, signal) : this.#runStream(id, run, stream);
    void running
      .catch((error) => this.#fail(id, method, signal, error))
      .finally(() => {
        this.#work.delete(id);
        this.#checkDrained();
      });
  }

  /** @returns what is to be run, or why it is not. */
  #admit({ id, kind, method, input }: RequestFrame): { handler: Handler; input: unknown } | AppError {
    const endpoint = this.#endpoints.get(method);
    if (endpoint === undefined || endpoint.spec.kind !== (kind === 'call' ? 'method' : 'stream')) {
      return new AppError('rpc.unknownMethod', `The backend has no ${kind} "${method}".`, { details: { method } });
    }
    if (this.#work.has(id)) return badInput(method, `the id ${id} is in use`);
    if (this.#draining !== undefined) {
      return new AppError('rpc.disconnected', 'The backend is ending.', { retryable: true });
    }
    if (this.#work.size >= maxUnderWay) {
      const message = `${method} was refused: this page has ${maxUnderWay} calls under way already.`;
      return new AppError('rpc.tooMany', message, { details: { method, limit: maxUnderWay }, retryable: true });
    }
    const parsed = endpoint.spec.input.safeParse(input);
    if (parsed.success) return { handler: endpoint.handler, input: parsed.data };
    const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
    return badInput(method, reasons.join('; '));
  }

  async #runCall(id: number, run: () => unknown, signal: AbortSignal): Promise<void> {
    const result = await run();
    if (!signal.aborted) this.#transport.send({ kind: 'ok', id, result } satisfies ServerFrame);
  }

  async #runStream(id: number, run: () => unknown, stream: ServedStream): Promise<void> {
    const ended = await stream.pump(run() as AsyncIterable<unknown>, (item) =>
      this.#transport.send({ kind: 'item', id, item } satisfies ServerFrame),
    );
    if (ended) this.#transport.send({ kind: 'end', id } satisfies ServerFrame);
  }

  /** Whoever cancelled or went hears nothing; a bug is logged even then. */
  #fail(id: number, method: string, signal: AbortSignal, thrown: unknown): void {
    const error = nameTooLarge(thrown, method);
    const expected = error instanceof AppError;
    if (!expected && !(signal.aborted && isCancellation(error))) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#log.write('error', 'rpc', `${method} failed by a bug`, { error: text });
    }
    if (signal.aborted) return;
    const bug = `${method} failed by a bug in Binnacle; its log says more.`;
    const failure = expected ? error : new AppError('rpc.internal', bug);
    try {
      this.#transport.send({ kind: 'fail', id, error: failure.toData() } satisfies ServerFrame);
    } catch {
      // A failure that quotes more of a server's words than fits into a frame.
      this.#transport.send({ kind: 'fail', id, error: frameTooLarge(method).toData() } satisfies ServerFrame);
    }
  }
}

function badInput(method: string, reason: string): AppError {
  const shortReason = reason.slice(0, 500);
  return new AppError('rpc.badInput', `${method} was called with something it does not take: ${shortReason}`, {
    details: { method, reason: shortReason },
  });
}
