/**
 * What was recorded, asked of the backend for all who show it: the same question once while it is under way, and few at a time. A page may
 * have hundreds of expressions, and what a person asks for shares its calls.
 */
import type { CoverageSpan } from '../../shared/model/recording.ts';

type Ask = (signal: AbortSignal) => Promise<readonly CoverageSpan[]>;

export interface CoverageAsks {
  /**
   * @param key of the question
   * @param signal that it is not wanted any more; what nobody wants is given up
   * @throws what asking throws, and an AbortError where it was given up
   */
  readonly read: (key: string, ask: Ask, signal: AbortSignal) => Promise<readonly CoverageSpan[]>;
}

/** Each is read in a worker, of which there are few. */
const mostAtOnce = 8;

interface Reading {
  readonly controller: AbortController;
  readonly spans: Promise<readonly CoverageSpan[]>;
  wanted: number;
}

export function createCoverageAsks(): CoverageAsks {
  const readings = new Map<string, Reading>();
  const inTurn = createTurns();
  const begin = (key: string, ask: Ask): Reading => {
    const controller = new AbortController();
    const { signal } = controller;
    const over = () => {
      if (readings.get(key) === reading) readings.delete(key);
    };
    const spans = inTurn(() => ask(signal), signal).finally(over);
    const reading: Reading = { controller, spans, wanted: 0 };
    readings.set(key, reading);
    return reading;
  };
  return {
    read(key, ask, signal) {
      const reading = readings.get(key) ?? begin(key, ask);
      reading.wanted += 1;
      const release = () => {
        reading.wanted -= 1;
        if (reading.wanted > 0 || readings.get(key) !== reading) return;
        readings.delete(key);
        reading.controller.abort();
      };
      signal.addEventListener('abort', release, { once: true });
      return reading.spans;
    },
  };
}

/** In the order of asking; what is not wanted any more when its turn comes is not begun. */
function createTurns(): <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return async (run, signal) => {
    if (underWay < mostAtOnce) underWay += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      signal.throwIfAborted();
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}
