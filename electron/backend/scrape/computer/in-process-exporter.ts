/** An exporter that answers within this process, without a port: whoever scrapes it asks it as any other one. */
import { Dispatcher } from 'undici';
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { Requester } from '../../sources/source.ts';
import type { ReadFamilies } from './machine-families.ts';
import { expositionText, expositionType } from './metric-families.ts';

export function createInProcessExporter(read: ReadFamilies): Requester {
  return new InProcessDispatcher(read);
}

/** undici's own `request` stands on this: signals, and bodies that are read or thrown away, are as those of a socket. */
class InProcessDispatcher extends Dispatcher {
  readonly #read: ReadFamilies;

  constructor(read: ReadFamilies) {
    super();
    this.#read = read;
  }

  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const answering = new Answering(handler);
    handler.onRequestStart?.(answering, undefined);
    void answering.answer(this.#read);
    return true;
  }
}

/** One answer. Its body is one piece, which is in memory anyway: nothing is held back while the reader pauses. */
class Answering implements Dispatcher.DispatchController {
  readonly #handler: Dispatcher.DispatchHandler;
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
    this.#handler.onResponseError?.(this, this.reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async answer(read: ReadFamilies): Promise<void> {
    try {
      const body = Buffer.from(expositionText(await read()));
      if (this.aborted) return;
      const headers = { 'content-type': expositionType, 'content-length': String(body.length) };
      this.#handler.onResponseStart?.(this, 200, headers, 'OK');
      this.#handler.onResponseData?.(this, body);
      this.#handler.onResponseEnd?.(this, {});
    } catch (error) {
      this.abort(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
