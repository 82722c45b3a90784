import { describe, expect, it } from 'vitest';
import { createAskingStore } from '../../../renderer/state/asking-store.ts';

describe('what is asked outside of every connection', () => {
  it('is counted until each of it is over, which it is once', () => {
    const { store, begin } = createAskingStore();
    const seen: number[] = [store.getState()];
    store.subscribe((count) => seen.push(count));
    const first = begin();
    const second = begin();
    first();
    first();
    second();
    expect(seen).toEqual([0, 1, 2, 1, 0]);
  });
});
