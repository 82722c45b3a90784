/** Answers with raw samples through the writer's worker: bytes are given away, and what is wrong with one ends nothing but that. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadInput } from '../../../electron/backend/recorder/append/read-calls.ts';
import { createServiceFixture, type ServiceFixture } from '../../support/history/service-fixture.ts';
import { storedSamples } from '../../support/history/stored-samples.ts';
import { createMemoryStore, readAll } from '../../unit/recorder/memory-store.ts';

const golden = (name: string) =>
  Uint8Array.from(readFileSync(new URL(`../../golden/remote-read/${name}`, import.meta.url)));
const input: ReadInput = { id: 1, form: 'chunks', startMs: 0, endMs: 2 ** 42, into: 'past' };

describe('the writer of a source takes raw samples', () => {
  let fixture: ServiceFixture;
  beforeEach(() => {
    fixture = createServiceFixture();
  });
  afterEach(() => fixture.dispose());

  it.each(['past', 'newest'] as const)(
    'of an answer that comes in pieces, which are its own then: %s',
    async (into) => {
      const writer = await fixture.writer();
      const body = golden('chunks.bin');
      const pieces = [body.slice(0, 400), body.subarray(400, 700), body.slice(700)];
      // Without waiting for each.
      const calls = [writer.beginRead({ ...input, into }), ...pieces.map((piece) => writer.feedRead(1, piece))];
      expect(pieces.map((piece) => piece.length)).toEqual([0, 300, 0]);
      await Promise.all(calls);
      const outcome = await writer.endRead(1);
      const store = createMemoryStore();
      readAll(store, body, { form: 'chunks' });
      const stored = storedSamples(fixture.files, { allowTwice: true });
      expect(stored.size).toBe(store.samples.size);
      for (const [series, its] of store.samples) expect(new Map(stored.get(series))).toEqual(its);
      const samples = [...stored.values()].reduce((sum, its) => sum + its.size, 0);
      expect(outcome).toMatchObject({ series: stored.size, samples, added: samples, duplicate: 0 });
    },
  );

  it('and refuses one that is wrong, with all that follows of it; the next is taken', async () => {
    const writer = await fixture.writer();
    await writer.beginRead(input);
    const first = writer.feedRead(1, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f));
    const second = writer.feedRead(1, Uint8Array.of(0));
    const end = writer.endRead(1);
    await expect(first).rejects.toMatchObject({ code: 'recorder.badAnswer', retryable: true });
    await expect(second).rejects.toMatchObject({ code: 'recorder.readEnded' });
    await expect(end).rejects.toMatchObject({ code: 'recorder.readEnded' });
    await writer.dropRead(1);
    await writer.beginRead({ ...input, id: 2, form: 'matrix' });
    await writer.feedRead(2, golden('matrix.json'));
    const outcome = await writer.endRead(2);
    expect(outcome.added).toBeGreaterThan(10);
    expect(outcome.inferredEnds).toBeGreaterThan(0);
  });
});
