import { describe, expect, it } from 'vitest';
import { createRenewable } from '../../../../electron/backend/kube/auth/renewable.ts';

const never = new AbortController().signal;

interface Fetch {
  readonly signal: AbortSignal;
  readonly refused: object | undefined;
  give(value: object): void;
  fail(error: Error): void;
}

/** A renewable whose fetches are answered by hand; the first `stale` values are not fresh. */
function prepared(stale: ReadonlySet<object> = new Set()) {
  const fetches: Fetch[] = [];
  const renewable = createRenewable<object>({
    fetch: (signal, refused) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        fetches.push({ signal, refused, give: resolve, fail: reject });
      }),
    isFresh: (value) => !stale.has(value),
  });
  const fetch = async (index: number): Promise<Fetch> => {
    await expect.poll(() => fetches.length).toBeGreaterThan(index);
    return fetches[index] as Fetch;
  };
  return { renewable, fetches, fetch };
}

describe('what is fetched at great cost', () => {
  it('is fetched by one for all who wait, and kept', async () => {
    const { renewable, fetches, fetch } = prepared();
    const asked = [1, 2, 3].map(() => renewable.get(never));
    const value = { name: 'one' };
    (await fetch(0)).give(value);
    expect([...(await Promise.all(asked)), await renewable.get(never), fetches.length]).toEqual([
      value,
      value,
      value,
      value,
      1,
    ]);
  });

  it('is fetched again when it is stale', async () => {
    const [first, second] = [{ name: 'one' }, { name: 'two' }];
    const { renewable, fetch } = prepared(new Set([first]));
    const asked = renewable.get(never);
    (await fetch(0)).give(first);
    expect(await asked).toBe(first);
    const again = renewable.get(never);
    (await fetch(1)).give(second);
    expect(await again).toBe(second);
  });

  it('fails for all who wait, and is tried again by the next', async () => {
    const { renewable, fetch } = prepared();
    const asked = [1, 2].map(() => expect(renewable.get(never)).rejects.toThrow('no'));
    (await fetch(0)).fail(new Error('no'));
    await Promise.all(asked);
    const again = renewable.get(never);
    (await fetch(1)).give({});
    expect(await again).toEqual({});
  });

  it('goes on while anybody waits, and is ended when nobody does; the next one begins when it has ended', async () => {
    const { renewable, fetches, fetch } = prepared();
    const [one, two] = [new AbortController(), new AbortController()];
    const asked = [one, two].map(({ signal }) =>
      expect(renewable.get(signal)).rejects.toMatchObject({ name: 'CancelledError' }),
    );
    const first = await fetch(0);
    one.abort();
    await asked[0];
    expect(first.signal.aborted).toBe(false);
    two.abort();
    await asked[1];
    expect([first.signal.aborted, fetches.length]).toEqual([true, 1]);
    const next = renewable.get(never);
    (await fetch(1)).give({ name: 'two' });
    expect(await next).toEqual({ name: 'two' });
  });

  it('is renewed once for all who were refused with it, and who comes late gets the new one', async () => {
    const { renewable, fetches, fetch } = prepared();
    const [old, next] = [{ name: 'old' }, { name: 'new' }];
    const first = renewable.get(never);
    (await fetch(0)).give(old);
    await first;
    const renewed = [1, 2].map(() => renewable.renew(old, never));
    const second = await fetch(1);
    expect(second.refused).toBe(old);
    second.give(next);
    expect([...(await Promise.all(renewed)), await renewable.renew(old, never), fetches.length]).toEqual([
      next,
      next,
      next,
      2,
    ]);
  });

  it('ends what is under way when it closes, and fetches no more', async () => {
    const { renewable, fetch } = prepared();
    const asked = expect(renewable.get(never)).rejects.toThrow('aborted');
    await fetch(0);
    await renewable.close();
    await asked;
    await expect(renewable.get(never)).rejects.toMatchObject({ name: 'CancelledError' });
  });
});
