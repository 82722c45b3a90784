/** Events as Electron's objects have them: synchronous, with an event that a listener can prevent. */
import { EventEmitter } from 'node:events';

export class Events {
  readonly #emitter = new EventEmitter();

  // Electron returns its own object here, with a hundred methods more than we use; nothing is chained in the host.
  on(event: string, listener: (...args: never[]) => void): never {
    this.#emitter.on(event, listener as () => void);
    return this as never;
  }

  once(event: string, listener: (...args: never[]) => void): never {
    this.#emitter.once(event, listener as () => void);
    return this as never;
  }

  removeListener(event: string, listener: (...args: never[]) => void): never {
    this.#emitter.removeListener(event, listener as () => void);
    return this as never;
  }

  /** @returns whether a listener prevented the default. `details` are the properties that Electron puts on the event itself. */
  fire(event: string, details: object = {}, ...args: readonly unknown[]): { readonly defaultPrevented: boolean } {
    let prevented = false;
    const state = {
      ...details,
      get defaultPrevented() {
        return prevented;
      },
      preventDefault: () => {
        prevented = true;
      },
    };
    this.#emitter.emit(event, state, ...args);
    return state;
  }

  /** For events whose listeners get no event object. */
  fireBare(event: string, ...args: readonly unknown[]): void {
    this.#emitter.emit(event, ...args);
  }

  listenerCount(event: string): number {
    return this.#emitter.listenerCount(event);
  }
}
