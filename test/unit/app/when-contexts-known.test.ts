import { describe, expect, it } from 'vitest';
import { whenContextsKnown } from '../../../renderer/app/when-contexts-known.ts';
import { createContextsStore } from '../../../renderer/state/contexts-store.ts';

const snapshot = { contexts: [], files: [] };

/** A store that is listened to at most so often: whoever listens anew within a change hears of it again, without an end. */
function storeListenedTo(most: number) {
  const store = createContextsStore();
  let times = 0;
  const subscribe: typeof store.subscribe = (listener) => {
    times += 1;
    if (times > most) throw new Error('it listens again and again');
    return store.subscribe(listener);
  };
  return { ...store, subscribe };
}

describe('what waits for the contexts', () => {
  it('is done once, when they have been told, whatever is told before and after', () => {
    const store = storeListenedTo(1);
    let done = 0;
    whenContextsKnown(store, () => {
      done += 1;
    });
    // As a change of the language does.
    store.setState({});
    store.setState({ failure: undefined });
    expect(done).toBe(0);
    store.setState({ snapshot });
    store.setState({ snapshot: { ...snapshot } });
    expect(done).toBe(1);
  });

  it('is done at once where they are known', () => {
    const store = storeListenedTo(0);
    store.setState({ snapshot });
    let done = 0;
    whenContextsKnown(store, () => {
      done += 1;
    });
    expect(done).toBe(1);
  });
});
