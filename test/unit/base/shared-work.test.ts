import { expect, it } from 'vitest';
import { createShared } from '../../../electron/backend/base/shared-work.ts';
import { CancelledError } from '../../../shared/base/errors.ts';

function setUp() {
  const begun: { key: string; signal: AbortSignal; end: (result: string) => void }[] = [];
  const shared = createShared<string, string>(
    (key, signal) =>
      new Promise((resolve, reject) => {
        begun.push({ key, signal, end: resolve });
        signal.addEventListener('abort', () => reject(new CancelledError()));
      }),
  );
  return { shared, begun };
}

it('those who ask for the same at a time get the same, once; who asks later gets it anew', async () => {
  const { shared, begun } = setUp();
  const { signal } = new AbortController();
  const asked = [shared.ask('a', signal), shared.ask('a', signal), shared.ask('b', signal)];
  for (const { key, end } of begun) end(`${key}1`);
  expect(await Promise.all(asked)).toEqual(['a1', 'a1', 'b1']);
  const again = shared.ask('a', signal);
  begun[2]?.end('a2');
  expect([await again, begun.length]).toEqual(['a2', 3]);
});

it('who gives up leaves the others theirs; the last one ends it', async () => {
  const { shared, begun } = setUp();
  const [one, other] = [new AbortController(), new AbortController()];
  const asked = [one, other].map(({ signal }) => shared.ask('a', signal).catch((error: unknown) => error));
  one.abort();
  expect([await asked[0], begun[0]?.signal.aborted]).toEqual([expect.any(CancelledError), false]);
  other.abort();
  expect([await asked[1], begun[0]?.signal.aborted]).toEqual([expect.any(CancelledError), true]);
  // It may still be ending; whoever asks now is not to wait for that.
  const again = shared.ask('a', new AbortController().signal);
  begun[1]?.end('new');
  expect(await again).toBe('new');
});

it('a failure is everybody’s, and nobody’s afterwards', async () => {
  const shared = createShared<string, string>(() => Promise.reject(new Error('no')));
  const { signal } = new AbortController();
  const asked = [shared.ask('a', signal), shared.ask('a', signal)].map((one) => one.catch(String));
  expect(await Promise.all(asked)).toEqual(['Error: no', 'Error: no']);
});

it('closing ends what runs, waits for it, and begins nothing more', async () => {
  const { shared, begun } = setUp();
  const { signal } = new AbortController();
  const asked = shared.ask('a', signal).catch((error: unknown) => error);
  await shared.close();
  expect([await asked, begun[0]?.signal.aborted]).toEqual([expect.any(CancelledError), true]);
  await expect(shared.ask('a', signal)).rejects.toBeInstanceOf(CancelledError);
});
