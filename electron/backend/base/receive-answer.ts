/**
 * An HTTP answer that is read to its end as it comes. undici's `request` makes a stream, and a dozen objects about it, for each answer; who scrapes
 * hundreds of targets has no use for them: a scrape of 1,000 series costs the main thread a fifth less without.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { CancelledError } from '../../../shared/base/errors.ts';

export interface AnswerHead {
  readonly statusCode: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
}

/** What becomes of an answer. Neither of them throws. */
export interface AnswerSink {
  /** Once, before any part. @returns whether the body is wanted; where not, its connection ends with it */
  head(head: AnswerHead): boolean;
  /** Its bytes are the sink's for as long as the call takes. @returns what the answer is to fail with, its connection too; undefined to go on */
  part(bytes: Uint8Array): Error | undefined;
}

/** As undici's `request` gives it. */
interface StreamedAnswer extends AnswerHead {
  readonly body: Readable;
}

/** A `Requester`: `receive` is there where it costs less than `request`. */
interface Asked<Options> {
  request(options: Options): Promise<StreamedAnswer>;
  receive?(options: Options, sink: AnswerSink): Promise<void>;
}

/** Resolves with the end of the answer, or where its body is not wanted. @throws whatever the requester does, what `part` gives; CancelledError */
export async function receiveAnswer<Options>(
  requester: Asked<Options>,
  options: Options,
  sink: AnswerSink,
): Promise<void> {
  if (requester.receive !== undefined) return requester.receive(options, sink);
  return readInto(await requester.request(options), sink);
}

/** Of an answer that came as a stream. */
export function readInto({ body, ...head }: StreamedAnswer, sink: AnswerSink): Promise<void> {
  if (!sink.head(head)) {
    body.on('error', () => undefined).destroy();
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    body.on('data', (part: Uint8Array) => {
      const refusal = sink.part(part);
      if (refusal !== undefined) body.destroy(refusal);
    });
    body.once('end', resolve);
    body.on('error', reject);
    // Nothing where it has ended.
    body.once('close', () => reject(cut()));
  });
}

/**
 * `Requester.receive` of whatever dispatches, as undici's dispatchers do.
 * @throws as undici's request does; CancelledError where the signal aborts: of a request that waits for its connection once that has let go of it,
 * so that nobody is given the connection before
 */
export function receiveFrom<Options>(
  dispatcher: { dispatch(options: Options, handler: Receiving): boolean },
  options: NoInfer<Options> & { readonly signal?: AbortSignal },
  sink: AnswerSink,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted) return reject(new CancelledError());
    dispatcher.dispatch(options, new Receiving(sink, options.signal, { resolve, reject }));
  });
}

type Settle = Pick<PromiseWithResolvers<void>, 'resolve' | 'reject'>;

/** What of a connection it needs. */
interface Controller {
  abort(reason: Error): void;
}

/** undici's DispatchHandler. */
class Receiving {
  readonly #sink: AnswerSink;
  readonly #signal: AbortSignal | undefined;
  readonly #settle: Settle;
  readonly #cancel = () => {
    if (this.#controller !== undefined) this.#fail(new CancelledError());
  };
  #controller: Controller | undefined;
  #isDone = false;

  constructor(sink: AnswerSink, signal: AbortSignal | undefined, settle: Settle) {
    this.#sink = sink;
    this.#signal = signal;
    this.#settle = settle;
    signal?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** It may have waited for a connection until now. */
  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#signal?.aborted) this.#fail(new CancelledError());
  }

  onResponseStart(_controller: Controller, statusCode: number, headers: AnswerHead['headers'], statusText = ''): void {
    // An answer on the way to the answer: 103. (undici takes a 100 that nobody has waited for as a broken connection.)
    if (this.#isDone || statusCode < 200) return;
    if (!this.#sink.head({ statusCode, statusText, headers })) this.#end();
  }

  onResponseData(_controller: Controller, part: Uint8Array): void {
    if (this.#isDone) return;
    const refusal = this.#sink.part(part);
    if (refusal !== undefined) this.#fail(refusal);
  }

  onResponseEnd(): void {
    if (this.#isDone) return;
    this.#leave();
    this.#settle.resolve();
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.#isDone) return;
    this.#leave();
    this.#settle.reject(error);
  }

  #end(): void {
    this.#leave();
    this.#settle.resolve();
    this.#controller?.abort(new CancelledError());
  }

  #fail(error: Error): void {
    this.#leave();
    this.#settle.reject(error);
    this.#controller?.abort(error);
  }

  #leave(): void {
    this.#isDone = true;
    this.#signal?.removeEventListener('abort', this.#cancel);
  }
}

/** As undici says it of a body that ended before its end. */
function cut(): Error {
  return Object.assign(new Error('the answer ended before its end'), { code: 'UND_ERR_ABORTED' });
}
