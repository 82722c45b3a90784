/** What a server said of itself, as it was kept. */
import { statusTooLarge } from '../prometheus/status/status-errors.ts';
import type { SourceStatus } from '../source.ts';
import type { RecordedDeps } from './recorded-deps.ts';

/** Behind all documents. */
export const newestMs = 8.64e15;

/**
 * `seenUntilMs` is when it was last seen to be so: what came after that until the next one is not known. A change is where another one was kept
 * before: that recording began is none.
 */
export function recordedStatus({ history, source }: Pick<RecordedDeps, 'history' | 'source'>): SourceStatus {
  return {
    async read(kind, { atMs = newestMs, mostCharacters, signal }) {
      const found = await history.lookAt(source, signal).asOf(kind, atMs);
      if (found === undefined) return undefined;
      if (mostCharacters !== undefined && found.text.length > mostCharacters)
        throw statusTooLarge(kind, mostCharacters);
      return { kind, text: found.text, atMs: found.atMs, seenUntilMs: found.seenUntilMs };
    },
    async changes(kind, window, signal) {
      const { startMs, endMs } = window;
      // The first is the one that held before, or the first of all.
      const [, ...later] = await history.lookAt(source, signal).changes(kind, { startMs: startMs - 1, endMs });
      return later.map(({ atMs }) => atMs).filter((atMs) => atMs >= startMs);
    },
    async firstMs(kind, signal) {
      const [first] = await history.lookAt(source, signal).changes(kind, { startMs: 0, endMs: newestMs });
      return first?.atMs;
    },
  };
}
