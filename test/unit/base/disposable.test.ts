import { describe, expect, it } from 'vitest';
import { DisposableStore, openStoreCount, toDisposable } from '../../../shared/base/disposable.ts';

describe('a disposable store', () => {
  it('closes in reverse order of opening, once', () => {
    const closed: string[] = [];
    const store = new DisposableStore();
    for (const name of ['socket', 'session', 'query']) store.defer(() => closed.push(name));
    store.dispose();
    store.dispose();
    expect(closed).toEqual(['query', 'session', 'socket']);
  });

  it('closes at once what is added after it was closed', () => {
    const store = new DisposableStore();
    store.dispose();
    let closed = 0;
    store.defer(() => {
      closed += 1;
    });
    expect(closed).toBe(1);
  });

  it('closes everything even where one closing fails, and then throws the first failure', () => {
    const closed: string[] = [];
    const store = new DisposableStore();
    store.defer(() => closed.push('first opened'));
    store.defer(() => {
      throw new Error('second failure');
    });
    store.defer(() => {
      throw new Error('first failure');
    });
    expect(() => store.dispose()).toThrow('first failure');
    expect(closed).toEqual(['first opened']);
  });

  it('is counted while it is open', () => {
    const before = openStoreCount();
    const store = new DisposableStore();
    expect(openStoreCount()).toBe(before + 1);
    store.dispose();
    expect(openStoreCount()).toBe(before);
  });
});

describe('toDisposable', () => {
  it('runs its function once', () => {
    let count = 0;
    const disposable = toDisposable(() => {
      count += 1;
    });
    disposable.dispose();
    disposable.dispose();
    expect(count).toBe(1);
  });
});
