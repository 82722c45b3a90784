/** A configuration in pieces, and changes without end: what crosses to a page has a size. */
import { describe, expect, it } from 'vitest';
import type { SourceStatus } from '../../../electron/backend/sources/source.ts';
import { readChanges, readConfig } from '../../../electron/backend/status/status-service.ts';

const { signal } = new AbortController();

describe('what crosses to a page', () => {
  it('is a configuration in pieces of which none ends within a character', async () => {
    // An odd number before them: every even place is in the middle of one.
    const text = `#${'⚓🧭'.repeat(200_000)}`;
    const status: SourceStatus = { read: async (kind) => ({ kind, text, atMs: 1, seenUntilMs: 2 }) };
    const [begin, ...parts] = [...(await readConfig({ status }, undefined, signal))];
    expect(begin).toEqual({ kind: 'begin', characters: text.length, sinceMs: 1, seenUntilMs: 2 });
    const texts = parts.map((part) => (part.kind === 'part' ? part.text : ''));
    expect(texts.join('')).toBe(text);
    expect(texts.filter((part) => !part.isWellFormed() || Buffer.byteLength(part) > 700_000)).toEqual([]);
    expect(texts.length).toBeGreaterThan(2);
  });

  it('is no more than the newest changes, and how many are left out', async () => {
    const timesMs = Array.from({ length: 1500 }, (_, i) => i);
    const status: SourceStatus = { read: async () => undefined, changes: async () => timesMs };
    const window = { startMs: 0, endMs: 2000 };
    expect(await readChanges({ status }, 'flags', window, signal)).toEqual({
      timesMs: timesMs.slice(500),
      leftOut: 500,
    });
    expect(await readChanges({}, 'flags', window, signal)).toEqual({ timesMs: [], leftOut: 0 });
  });
});
