/** Has the lines of charts painted in a worker, one for all charts; without one (it failed, or there is none) they are painted here. */
import type { Disposable } from '../../shared/base/disposable.ts';
import { type LinesJob, paintLines } from './lines-job.ts';

export type LinesPicture = ImageBitmap | HTMLCanvasElement;

/** One chart's pictures: the newest alone counts. */
export interface Painter extends Disposable {
  /**
   * @param job made when its turn comes: while one picture is being painted, all that are asked for meanwhile but the last are left out.
   * Its values become the worker's.
   * @param done called once, and never within this call, unless another is asked for before. A picture that it gets is its own to close.
   */
  paint(job: () => LinesJob, done: (picture: LinesPicture) => void): void;
}

interface Asked {
  readonly job: () => LinesJob;
  readonly done: (picture: LinesPicture) => void;
}

/** After this long without a job the worker ends, and gives its memory back: a pause in one's work, not the time between two refreshes. */
const idleMs = 300_000;
/** What a person waits for when a page opens comes first. */
const warmAfterMs = 1000;

let worker: Worker | undefined;
let broken = false;
let lastId = 0;
let idleTimer: ReturnType<typeof setTimeout> | undefined;
/** What the worker was given: who hears of it, or, where it died of it, that nothing came. */
const given = new Map<number, (picture: LinesPicture | undefined) => void>();

function startWorker(): Worker | undefined {
  if (broken || typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return undefined;
  try {
    const started = new Worker(new URL('./paint-worker.ts', import.meta.url), { type: 'module' });
    started.onmessage = ({ data }: MessageEvent<{ readonly id: number; readonly picture: ImageBitmap }>) => {
      const heard = given.get(data.id);
      given.delete(data.id);
      rest();
      heard?.(data.picture);
    };
    started.onerror = fail;
    return started;
  } catch {
    broken = true;
    return undefined;
  }
}

/** It could not be loaded, or died: charts are painted in the page from now on, those that wait first. */
function fail(): void {
  broken = true;
  worker?.terminate();
  worker = undefined;
  const waiting = [...given.values()];
  given.clear();
  for (const heard of waiting) heard(undefined);
}

function rest(): void {
  clearTimeout(idleTimer);
  if (given.size > 0) return;
  idleTimer = setTimeout(() => {
    worker?.terminate();
    worker = undefined;
  }, idleMs);
}

/**
 * Where graphs will be shown, the worker is there before the first answer is: to start one takes as long as many lines do.
 * @returns gives it up, for the effect that asks for it
 */
export function warmPainter(): () => void {
  const timer = setTimeout(() => {
    worker ??= startWorker();
    if (worker !== undefined) rest();
  }, warmAfterMs);
  return () => clearTimeout(timer);
}

/** @returns undefined where the page gives no canvas any more */
export function paintHere(job: LinesJob): HTMLCanvasElement | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = job.width;
  canvas.height = job.height;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  paintLines(context, job);
  return canvas;
}

export function openPainter(): Painter {
  let now: Asked | undefined;
  let next: Asked | undefined;
  let closed = false;
  const start = (asked: Asked) => {
    now = asked;
    worker ??= startWorker();
    if (worker === undefined) {
      setTimeout(() => end(closed ? undefined : paintHere(asked.job())));
      return;
    }
    clearTimeout(idleTimer);
    lastId += 1;
    given.set(lastId, (picture) => {
      // Its values went to the worker: they are put together again.
      if (picture === undefined && !closed) start(next ?? asked);
      else end(picture);
    });
    const job = asked.job();
    worker.postMessage({ id: lastId, job }, [job.values.buffer]);
  };
  const end = (picture: LinesPicture | undefined) => {
    const [ended, waiting] = [now, next];
    now = undefined;
    next = undefined;
    if (picture !== undefined && ended !== undefined && waiting === undefined && !closed) ended.done(picture);
    else if (picture !== undefined) closePicture(picture);
    if (waiting !== undefined && !closed) start(waiting);
  };
  return {
    paint(job, done) {
      if (now === undefined) start({ job, done });
      else next = { job, done };
    },
    dispose() {
      closed = true;
      if (worker !== undefined) rest();
    },
  };
}

/** A bitmap's memory is not the garbage collector's. */
export function closePicture(picture: LinesPicture): void {
  if ('close' in picture) picture.close();
}
