/** Samples that go on from look to look: what is passed over, which are one row, and what a history has forgotten. */
import { describe, expect, it } from 'vitest';
import { bitsOf, chunkedSeries, frame, xorChunk } from '../../support/raw-chunks.ts';
import { createMemoryStore, type MemoryStore, readAll } from './memory-store.ts';

type Given = readonly [labels: Readonly<Record<string, string>>, timesMs: readonly number[]];

function look(store: MemoryStore, series: readonly Given[], startMs = 0, endMs = 1e6) {
  const frames = series.flatMap(([labels, timesMs]) => {
    const samples = timesMs.map((timeMs) => ({ timeMs, bits: bitsOf(timeMs) }));
    return frame(chunkedSeries(labels, [{ encoding: 1, data: xorChunk(samples) }]));
  });
  return readAll(store, Uint8Array.from(frames), { form: 'chunks', into: 'newest', startMs, endMs });
}

const ofTarget = (name: string, instance = 'i') => ({ __name__: name, instance, job: 'j' });

describe('the newest samples', () => {
  it('are rows of a target and a time, in the order of time', () => {
    const store = createMemoryStore();
    const times = [10, 20, 30];
    look(store, [
      [ofTarget('a'), times],
      [ofTarget('b'), [10, 20, 30, 31]],
      [ofTarget('a', 'k'), times],
      [{ __name__: 'r' }, [10, 25]],
      [{ __name__: 's' }, [10, 25]],
    ]);
    expect(store.rows).toEqual([
      ...[10, 20, 30].map((timeMs) => ['remote read 0', timeMs, 2]),
      ['remote read 1', 31, 1],
      ...[10, 20, 30].map((timeMs) => ['remote read 2', timeMs, 1]),
      ['remote read 3', 10, 2],
      ['remote read 3', 25, 2],
    ]);
  });

  it('pass over what was stored, series by series', () => {
    const store = createMemoryStore();
    look(store, [
      [ofTarget('a'), [10, 20]],
      [ofTarget('b'), [10]],
    ]);
    const outcome = look(store, [
      [ofTarget('a'), [10, 20, 30]],
      [ofTarget('b'), [10, 20, 30]],
      [ofTarget('a'), [10, 20, 30]],
    ]);
    expect(outcome).toMatchObject({ series: 2, samples: 9, added: 3, duplicate: 6, newestMs: 30 });
    expect(store.rows.slice(2)).toEqual([
      ['remote read 1', 20, 1],
      ['remote read 0', 30, 2],
    ]);
  });

  it('are given again where a look fails', () => {
    const store = createMemoryStore();
    const frames = frame(chunkedSeries(ofTarget('a'), [{ encoding: 1, data: xorChunk([{ timeMs: 10, bits: 1n }]) }]));
    const broken = Uint8Array.from([...frames, 1]);
    expect(() => readAll(store, broken, { form: 'chunks', into: 'newest' })).toThrow('within a frame');
    expect(store.rows).toEqual([]);
    expect(look(store, [[ofTarget('a'), [10]]])).toMatchObject({ added: 1, duplicate: 0 });
  });

  it('are not taken for stored where another look read them, too, and fails', () => {
    const store = createMemoryStore();
    const of = (timeMs: number) =>
      Uint8Array.from(frame(chunkedSeries(ofTarget('a'), [{ encoding: 1, data: xorChunk([{ timeMs, bits: 1n }]) }])));
    const input = { form: 'chunks', into: 'newest', startMs: 0, endMs: 100 } as const;
    for (const [id, timeMs] of [
      [1, 10],
      [2, 20],
    ] as const) {
      store.calls.beginRead({ ...input, id });
      store.calls.feedRead(id, of(timeMs));
      // The samples of a series are whole as the next one begins.
      store.calls.feedRead(id, Uint8Array.from(frame(chunkedSeries(ofTarget('b'), []))));
    }
    store.calls.endRead(1);
    store.calls.dropRead(2);
    expect(look(store, [[ofTarget('a'), [10, 20]]])).toMatchObject({ added: 1, duplicate: 1 });
  });

  it('are registered anew where the history has forgotten their series', () => {
    const store = createMemoryStore();
    look(store, [
      [ofTarget('a'), [10]],
      [ofTarget('b'), [10]],
    ]);
    store.forget([0]);
    expect(
      look(store, [
        [ofTarget('a'), [20]],
        [ofTarget('b'), [20]],
      ]),
    ).toMatchObject({ added: 2 });
    expect(store.rows.at(-1)).toEqual(['remote read 2', 20, 2]);
  });

  it('go into chunks where each series of a target has times of its own, and as rows where some share theirs', () => {
    const own = Array.from({ length: 300 }, (_, i): Given => [ofTarget(`own_${i}`), [1000 + i]]);
    const store = createMemoryStore();
    expect(look(store, own)).toMatchObject({ series: 300, added: 300 });
    expect(store.rows).toEqual([]);
    const shared = Array.from({ length: 1200 }, (_, i): Given => [ofTarget(`shared_${i}`), [2000 + (i >> 2)]]);
    expect(look(store, shared)).toMatchObject({ added: 1200 });
    expect(store.rows.length).toBe(300);
    expect(look(store, own)).toMatchObject({ added: 0, duplicate: 300 });
  });
});
