import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeletions, thinkMs } from '../../../renderer/state/deletions-store.ts';
import { AppError } from '../../../shared/base/errors.ts';

const what = { source: 'prometheus-a', name: 'a', part: undefined };

describe('what is to be deleted', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const started = () => {
    const deletions = createDeletions();
    const run = vi.fn(async (): Promise<void> => undefined);
    deletions.plan(what, run);
    const states = () => deletions.store.getState().deletions.map(({ state }) => state);
    const id = deletions.store.getState().deletions[0]?.id ?? 0;
    return { deletions, run, states, id };
  };

  it('is not deleted before its time, and then once', async () => {
    const { run, states } = started();
    await vi.advanceTimersByTimeAsync(thinkMs - 1);
    expect([run.mock.calls.length, states()]).toEqual([0, ['waiting']]);
    await vi.advanceTimersByTimeAsync(1);
    expect([run.mock.calls.length, states()]).toEqual([1, []]);
    await vi.advanceTimersByTimeAsync(10 * thinkMs);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('is never deleted once it is taken back', async () => {
    const { deletions, run, states, id } = started();
    await vi.advanceTimersByTimeAsync(thinkMs - 1);
    deletions.undo(id);
    deletions.confirm(id);
    await vi.advanceTimersByTimeAsync(10 * thinkMs);
    expect([run.mock.calls.length, states()]).toEqual([0, []]);
  });

  it('is deleted at once where that is confirmed, and cannot be taken back then', async () => {
    const { deletions, run, states, id } = started();
    let done = (): void => undefined;
    run.mockImplementation(
      () =>
        new Promise<void>((resolve) => {
          done = resolve;
        }),
    );
    deletions.confirm(id);
    deletions.undo(id);
    deletions.confirm(id);
    expect([run.mock.calls.length, states()]).toEqual([1, ['running']]);
    done();
    await vi.advanceTimersByTimeAsync(thinkMs);
    expect([run.mock.calls.length, states()]).toEqual([1, []]);
  });

  it('says why it was not deleted, and can be tried again or left', async () => {
    const { deletions, run, states, id } = started();
    run.mockRejectedValueOnce(new AppError('history.notRemoved', 'open elsewhere'));
    await vi.advanceTimersByTimeAsync(thinkMs);
    expect(deletions.store.getState().deletions).toMatchObject([
      { state: 'failed', problem: { code: 'history.notRemoved' } },
    ]);
    deletions.confirm(id);
    await vi.advanceTimersByTimeAsync(0);
    expect([run.mock.calls.length, states()]).toEqual([2, []]);
  });
});
