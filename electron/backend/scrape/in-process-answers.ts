/** A server that answers within this process, without a port: whoever asks it asks as any other one, through undici. */
import { CancelledError } from '../../../shared/base/errors.ts';
import { type AnswerSink, receiveFrom } from '../base/receive-answer.ts';
import { Dispatcher } from '../base/undici.ts';
import type { Requester, RequestOptions } from '../sources/source.ts';

interface MadeAnswer {
  readonly contentType: string;
  readonly text: string;
}

/** @throws what the request is to fail with. The signal aborts when nobody waits for it any more */
export type MakeAnswer = (signal: AbortSignal) => Promise<MadeAnswer>;

/** undici's `request` stands on it: signals, and bodies that are read or thrown away, are as those of a socket. Every path is answered with 200. */
export class InProcessDispatcher extends Dispatcher implements Requester {
  readonly #make: MakeAnswer;

  constructor(make: MakeAnswer) {
    super();
    this.#make = make;
  }

  receive(options: RequestOptions, sink: AnswerSink): Promise<void> {
    return receiveFrom(this, options, sink);
  }

  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const answering = new Answering(handler);
    handler.onRequestStart?.(answering, undefined);
    if (!answering.aborted) void answering.answer(this.#make);
    return true;
  }
}

/** One answer. Its body is one piece, in memory anyway: nothing is held back while the reader pauses. */
class Answering implements Dispatcher.DispatchController {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #ending = new AbortController();
  reason: Error | null = null;
  paused = false;

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  get aborted(): boolean {
    return this.reason !== null;
  }

  abort(reason?: Error): void {
    if (this.aborted) return;
    this.reason = reason ?? new CancelledError();
    this.#ending.abort();
    this.#handler.onResponseError?.(this, this.reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async answer(make: MakeAnswer): Promise<void> {
    try {
      const { contentType, text } = await make(this.#ending.signal);
      if (this.aborted) return;
      const body = Buffer.from(text);
      const headers = { 'content-type': contentType, 'content-length': String(body.length) };
      this.#handler.onResponseStart?.(this, 200, headers, 'OK');
      this.#handler.onResponseData?.(this, body);
      this.#handler.onResponseEnd?.(this, {});
    } catch (error) {
      this.abort(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
