/** One value of an answer as JSON.parse makes it, of those that are read as a whole: what it may be deep is what `skipValue` lets through. */
import { type Cursor, peek, skipValue } from './cursor.ts';

export function readItem(cursor: Cursor): unknown {
  peek(cursor);
  const start = cursor.pos;
  skipValue(cursor);
  // What was skipped is JSON.
  return JSON.parse(cursor.buffer.toString('utf8', start, cursor.pos));
}
