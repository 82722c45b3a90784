/** Long work on the page's main thread, done in slices: between two of them the page answers. The work itself is a generator, so it is pure. */

/** Yields, often, the share of it that is done (0 to 1), and returns its result. */
export type Work<Result> = Generator<number, Result, undefined>;

/** Well under a frame: a slice and what the page does with a frame together stay far from 50 ms. */
const sliceMs = 8;

export interface SliceOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called between slices with the share that is done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** @throws the signal's reason once it is aborted. */
export async function inSlices<Result>(work: Work<Result>, { signal, onProgress }: SliceOptions = {}): Promise<Result> {
  for (;;) {
    signal?.throwIfAborted();
    const step = slice(work, sliceMs);
    if (step.done === true) return step.value;
    onProgress?.(step.value);
    await pause();
  }
}

/** One slice. @returns the result, or undefined where the work needs more of them. */
export function firstSlice<Result>(work: Work<Result>): { readonly result: Result } | undefined {
  const step = slice(work, sliceMs);
  return step.done === true ? { result: step.value } : undefined;
}

/** Everything at once: for tests, and for work whose size is known. */
export function atOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function slice<Result>(work: Work<Result>, forMs: number): IteratorResult<number, Result> {
  const until = performance.now() + forMs;
  for (;;) {
    const step = work.next();
    if (step.done === true || performance.now() >= until) return step;
  }
}

/** Lets the page handle input and paint. A message, not a timer: timers of a page in the background wait for a second. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
