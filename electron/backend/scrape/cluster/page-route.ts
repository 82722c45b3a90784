/** Targets that nobody serves: a page is made when it is asked for, of what the API says at that moment. */
import { Dispatcher } from 'undici';
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { TargetRoute } from '../scrape-plan.ts';

/** @throws AppError: the scrape fails with it */
export type MakePage = (signal: AbortSignal) => Promise<string>;

export function pageRoute(make: MakePage): TargetRoute {
  const requester = new PageDispatcher(make);
  return { to: ({ url }) => ({ requester, origin: url.origin, path: url.pathname }) };
}

/** undici's `request` stands on this: signals, and bodies that are read or thrown away, are as those of a socket. */
class PageDispatcher extends Dispatcher {
  readonly #make: MakePage;

  constructor(make: MakePage) {
    super();
    this.#make = make;
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

  async answer(make: MakePage): Promise<void> {
    try {
      const body = Buffer.from(await make(this.#ending.signal));
      if (this.aborted) return;
      const headers = {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        'content-length': String(body.length),
      };
      this.#handler.onResponseStart?.(this, 200, headers, 'OK');
      this.#handler.onResponseData?.(this, body);
      this.#handler.onResponseEnd?.(this, {});
    } catch (error) {
      this.abort(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
