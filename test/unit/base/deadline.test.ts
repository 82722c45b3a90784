import { describe, expect, it } from 'vitest';
import { abortable, withDeadline } from '../../../electron/backend/base/deadline.ts';

const never = new AbortController().signal;
const late = () => new Error('late');

/** Waits for its signal, and fails in its own words. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted by signal')));
  });

describe('a wait with a deadline', () => {
  it('gives the result, or the failure, of its work', async () => {
    expect(await withDeadline(never, 1000, late, () => Promise.resolve(5))).toBe(5);
    await expect(withDeadline(never, 1000, late, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('fails with the error of the deadline', async () => {
    await expect(withDeadline(never, 5, late, untilAborted)).rejects.toThrow('late');
  });

  it('is a cancellation where its caller aborts, in whatever words the work fails', async () => {
    const controller = new AbortController();
    const waiting = withDeadline(controller.signal, 1000, late, untilAborted);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'CancelledError' });
  });

  it('does not begin where its caller has aborted', async () => {
    let begun = false;
    const work = async () => {
      begun = true;
    };
    await expect(withDeadline(AbortSignal.abort(), 1000, late, work)).rejects.toMatchObject({ name: 'CancelledError' });
    expect(begun).toBe(false);
  });
});

describe('a promise that takes no signal', () => {
  it('gives its result, or its failure', async () => {
    expect(await abortable(never, Promise.resolve(5))).toBe(5);
    await expect(abortable(never, Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it.each(['before', 'after'])(
    'is left where its caller aborts %s it was begun, and its late result freed',
    async (when) => {
      const controller = new AbortController();
      if (when === 'before') controller.abort();
      const { promise, resolve } = Promise.withResolvers<string>();
      const freed: string[] = [];
      const waiting = abortable(controller.signal, promise, (value) => freed.push(value));
      controller.abort();
      await expect(waiting).rejects.toMatchObject({ name: 'CancelledError' });
      resolve('late');
      await promise;
      expect(freed).toEqual(['late']);
    },
  );
});
