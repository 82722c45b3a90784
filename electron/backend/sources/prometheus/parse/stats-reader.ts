/** `data.stats`: what the server says about its own work. Other engines say other things there, which is then as if nothing were said. */
import type { QueryStats } from '../../../../../shared/model/query.ts';
import { byte, type Cursor, peek, readNumber, readObject, skipValue, startsNumber } from './cursor.ts';

type Figures = ReadonlyMap<string, number>;

/** Beside them stands a list with an entry for each step, where a server makes one: that is skipped. */
const wanted: ReadonlySet<string> = new Set(['evalTotalTime', 'execQueueTime', 'totalQueryableSamples', 'peakSamples']);

/** Takes any value at all. @returns undefined where one of the figures is not in it */
export function readStats(cursor: Cursor): QueryStats | undefined {
  let timings: Figures = new Map();
  let samples: Figures = new Map();
  eachOf(cursor, (key) => {
    if (key === 'timings') timings = readFigures(cursor);
    else if (key === 'samples') samples = readFigures(cursor);
    else skipValue(cursor);
  });
  const stats = {
    evalMs: (timings.get('evalTotalTime') ?? Number.NaN) * 1000,
    queueMs: (timings.get('execQueueTime') ?? Number.NaN) * 1000,
    totalSamples: samples.get('totalQueryableSamples') ?? Number.NaN,
    peakSamples: samples.get('peakSamples') ?? Number.NaN,
  };
  return Object.values(stats).every((figure) => Number.isFinite(figure) && figure >= 0) ? stats : undefined;
}

function readFigures(cursor: Cursor): Figures {
  const figures = new Map<string, number>();
  eachOf(cursor, (key) => {
    figures.delete(key);
    peek(cursor);
    if (wanted.has(key) && startsNumber(cursor)) figures.set(key, readNumber(cursor, 'a figure'));
    else skipValue(cursor);
  });
  return figures;
}

/** Takes an object, value by value, or skips what is none. */
function eachOf(cursor: Cursor, read: (key: string) => void): void {
  if (peek(cursor) === byte.openObject) readObject(cursor, 'the stats', read);
  else skipValue(cursor);
}
