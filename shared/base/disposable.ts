/** Lifetimes: whoever opens a thing registers its closing on the same line, and closing happens in reverse order. */

export interface Disposable {
  dispose(): void;
}

/** What has to wait to close: flush, drain, end a process. */
export interface AsyncDisposable {
  close(): Promise<void>;
}

let live = 0;

/** How many stores are open and not yet disposed, for the tests' leak check. */
export function openStoreCount(): number {
  return live;
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}

/** A set of disposables that closes in reverse order of registration. What is added after disposal is disposed at once. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  constructor() {
    live += 1;
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Registers a plain function to be called at disposal. */
  defer(dispose: () => void): void {
    this.add(toDisposable(dispose));
  }

  /** Disposes everything, last opened first; one failure hides no other: the first is thrown after all were closed. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    live -= 1;
    let firstError: unknown;
    let failed = false;
    for (let item = this.#items.pop(); item !== undefined; item = this.#items.pop()) {
      try {
        item.dispose();
      } catch (error) {
        if (!failed) firstError = error;
        failed = true;
      }
    }
    if (failed) throw firstError;
  }
}
