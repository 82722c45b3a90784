/** The last few lists of a catalog, for a short while: whoever types asks for the same list with every letter. */
import { CancelledError } from '../../../../../shared/base/errors.ts';
import { abortable } from '../../../base/deadline.ts';
import type { PackedList } from './catalog-protocol.ts';

export interface TextCacheOptions {
  readonly now: () => number;
  readonly keepMs: number;
  readonly mostLists: number;
  /** Of all lists together. */
  readonly mostBytes: number;
  /** How long a list that nobody waits for any more is still read: the next letter asks for it again. */
  readonly graceMs: number;
}

export interface TextCache {
  /** The list of that key: as it is known, or as `read` gets it, which ends soon after its signal aborts. @throws what `read` throws; CancelledError */
  get(key: string, read: (signal: AbortSignal) => Promise<PackedList>, signal: AbortSignal): Promise<PackedList>;
  /** What is being read goes on for those who wait, and is none for those who come later. */
  clear(): void;
}

interface Entry {
  readonly list: Promise<PackedList>;
  readonly end: AbortController;
  waiting: number;
  /** Runs where nobody waits. */
  grace: ReturnType<typeof setTimeout> | undefined;
  /** Once it is there. */
  sizeBytes: number;
  readMs: number | undefined;
  hasFailed: boolean;
}

export function createTextCache(options: TextCacheOptions): TextCache {
  /** The one that was asked for last is the last. */
  const entries = new Map<string, Entry>();

  function begin(key: string, read: (signal: AbortSignal) => Promise<PackedList>): Entry {
    const end = new AbortController();
    const list = read(end.signal);
    const entry: Entry = { list, end, waiting: 0, grace: undefined, sizeBytes: 0, readMs: undefined, hasFailed: false };
    list.then(
      ({ list: memory }) => {
        entry.sizeBytes = memory.byteLength;
        entry.readMs = options.now();
        clearTimeout(entry.grace);
        evict();
      },
      () => {
        clearTimeout(entry.grace);
        entry.hasFailed = true;
        forget(key, entry);
      },
    );
    return entry;
  }

  function forget(key: string, entry: Entry): void {
    if (entries.get(key) === entry) entries.delete(key);
  }

  /** Those first that were not asked for longest. One that is being read stays: its size is not known. */
  function evict(): void {
    let bytes = 0;
    for (const { sizeBytes } of entries.values()) bytes += sizeBytes;
    for (const [key, { readMs, sizeBytes }] of entries) {
      if (bytes <= options.mostBytes && entries.size <= options.mostLists) return;
      if (readMs === undefined) continue;
      entries.delete(key);
      bytes -= sizeBytes;
    }
  }

  const isOld = ({ readMs }: Entry) => readMs !== undefined && options.now() - readMs >= options.keepMs;

  function leave(key: string, entry: Entry): void {
    entry.waiting -= 1;
    if (entry.waiting > 0 || entry.readMs !== undefined || entry.hasFailed) return;
    entry.grace = setTimeout(() => {
      forget(key, entry);
      entry.end.abort();
    }, options.graceMs);
  }

  return {
    async get(key, read, signal) {
      if (signal.aborted) throw new CancelledError();
      for (const [other, entry] of entries) if (isOld(entry)) entries.delete(other);
      const entry = entries.get(key) ?? begin(key, read);
      entries.delete(key);
      entries.set(key, entry);
      clearTimeout(entry.grace);
      entry.waiting += 1;
      try {
        return await abortable(signal, entry.list);
      } finally {
        leave(key, entry);
      }
    },
    clear: () => entries.clear(),
  };
}
