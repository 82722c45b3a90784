/**
 * The client of a contract over any transport: calls, streams, cancellation. It lives as long as its transport and does not
 * reconnect (renderer/client/link.ts does). Calls have no deadline of their own: the caller's signal is it.
 */
import { AppError, CancelledError } from '../base/errors.ts';
import type { CallOptions, Client, ContractShape } from '../contract/define.ts';
import { ClientStream, type StreamLink } from './client-stream.ts';
import { type ClientFrame, initialCredit, nameTooLarge, type ServerFrame, serverFrame } from './frames.ts';
import type { Transport } from './transport.ts';

export interface ClientOptions {
  /** A frame that is not one, or for an id that was never given out: it is dropped, and told here. */
  readonly onMalformed?: (reason: string) => void;
}

/**
 * Failures are AppErrors, a cancellation is a CancelledError. After the transport has closed everything fails at once with
 * rpc.disconnected. A stream opens when its iteration begins, and each iteration is a stream of its own.
 */
export function createClient<C extends ContractShape>(
  contract: C,
  transport: Transport,
  options: ClientOptions = {},
): Client<C> {
  const connection = new ClientConnection(transport, options.onMalformed ?? (() => {}));
  const domains = Object.entries(contract).map(([domain, methods]) => [
    domain,
    Object.fromEntries(
      Object.entries(methods).map(([name, spec]) => [name, endpoint(connection, `${domain}.${name}`, spec.kind)]),
    ),
  ]);
  return Object.fromEntries(domains) as Client<C>;
}

function endpoint(connection: ClientConnection, method: string, kind: 'method' | 'stream') {
  if (kind === 'method') {
    return (input: unknown, { signal }: CallOptions = {}) => connection.call(method, input, signal);
  }
  return (input: unknown, { signal }: CallOptions = {}): AsyncIterable<unknown> => ({
    [Symbol.asyncIterator]: () => connection.openStream(method, input, signal),
  });
}

/** What waits for frames of one id. */
interface Pending {
  receive(frame: ServerFrame): void;
  disconnect(error: AppError): void;
}

class ClientConnection {
  readonly #transport: Transport;
  readonly #onMalformed: (reason: string) => void;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #closed = false;

  constructor(transport: Transport, onMalformed: (reason: string) => void) {
    this.#transport = transport;
    this.#onMalformed = onMalformed;
    transport.onMessage((message) => this.#receive(message));
    transport.onClose(() => this.#close());
  }

  call(method: string, input: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new CancelledError());
      if (this.#closed) return reject(disconnected());
      const id = this.#nextId++;
      const settle = (outcome: () => void) => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', abort);
        outcome();
      };
      const abort = () => {
        this.#send({ kind: 'cancel', id });
        settle(() => reject(new CancelledError()));
      };
      this.#pending.set(id, {
        receive: (frame) => {
          if (frame.kind === 'ok') settle(() => resolve(frame.result));
          else if (frame.kind === 'fail') settle(() => reject(AppError.fromData(frame.error)));
          else this.#onMalformed(`${frame.kind} for a call`);
        },
        disconnect: (error) => settle(() => reject(error)),
      });
      signal?.addEventListener('abort', abort, { once: true });
      try {
        this.#transport.send({ kind: 'call', id, method, input } satisfies ClientFrame);
      } catch (error) {
        settle(() => reject(nameTooLarge(error, method)));
      }
    });
  }

  openStream(method: string, input: unknown, signal: AbortSignal | undefined): ClientStream {
    const id = this.#nextId++;
    const abort = () => stream.abort();
    const link: StreamLink = {
      grant: (count) => this.#send({ kind: 'credit', id, count }),
      cancel: () => this.#send({ kind: 'cancel', id }),
      forget: () => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', abort);
      },
    };
    const stream = new ClientStream(link);
    if (signal?.aborted || this.#closed) {
      stream.fail(signal?.aborted ? new CancelledError() : disconnected());
      return stream;
    }
    this.#pending.set(id, {
      receive: (frame) => this.#receiveForStream(stream, frame),
      disconnect: (error) => stream.disconnect(error),
    });
    signal?.addEventListener('abort', abort, { once: true });
    try {
      this.#transport.send({ kind: 'stream', id, method, input, credit: initialCredit } satisfies ClientFrame);
    } catch (error) {
      stream.fail(nameTooLarge(error, method));
    }
    return stream;
  }

  #receiveForStream(stream: ClientStream, frame: ServerFrame): void {
    if (frame.kind === 'item') {
      if (!stream.deliver(frame.item)) this.#onMalformed('an item beyond the credit');
    } else if (frame.kind === 'fail') stream.fail(AppError.fromData(frame.error));
    else if (frame.kind === 'end') stream.end();
    else this.#onMalformed('ok for a stream');
  }

  #receive(message: unknown): void {
    const parsed = serverFrame.safeParse(message);
    if (!parsed.success) {
      this.#onMalformed(parsed.error.issues[0]?.message ?? 'not a frame');
      return;
    }
    const pending = this.#pending.get(parsed.data.id);
    if (pending !== undefined) pending.receive(parsed.data);
    // A reply that crossed our cancel on the way is normal; one to an id of the future is not.
    else if (parsed.data.id >= this.#nextId) this.#onMalformed(`unknown id ${parsed.data.id}`);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const pending of [...this.#pending.values()]) pending.disconnect(disconnected());
  }

  /** For the small frames, which cannot be too large. */
  #send(frame: ClientFrame): void {
    if (!this.#closed) this.#transport.send(frame);
  }
}

function disconnected(): AppError {
  return new AppError('rpc.disconnected', 'The connection to the backend is gone.', { retryable: true });
}
