import { describe, expect, it } from 'vitest';
import { createEstimates, estimateKey } from '../../../renderer/state/estimates-store.ts';
import { AppError } from '../../../shared/base/errors.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecordingEstimate } from '../../../shared/model/recorder.ts';

const harbor = 'config::harbor' as ContextId;
const minute = 60_000;
const counted = (series: number): RecordingEstimate => ({ rules: [], series, samplesADay: 1, bytesADay: 1 });

/** A server that answers when it is told to. */
function createServer() {
  const asked: { readonly signal: AbortSignal; readonly answer: (told: RecordingEstimate | AppError) => void }[] = [];
  const ask = (signal: AbortSignal) =>
    new Promise<RecordingEstimate>((resolve, reject) => {
      asked.push({ signal, answer: (told) => (told instanceof AppError ? reject(told) : resolve(told)) });
    });
  return { asked, ask };
}

describe('what rules would record', () => {
  it('is counted once for all who tell of it, and again when it is older than somebody wants', async () => {
    let nowMs = 0;
    const { store, want } = createEstimates(() => nowMs);
    const { asked, ask } = createServer();
    const series = () => store.getState().get('rules')?.estimate?.series;
    want('rules', 5 * minute, ask);
    want('rules', minute, ask);
    asked[0]?.answer(counted(1093));
    await expect.poll(series).toBe(1093);
    nowMs = 2 * minute;
    want('rules', 5 * minute, ask);
    expect(asked.length).toBe(1);
    want('rules', minute, ask);
    // What was counted is told until there is something newer.
    expect([asked.length, series(), store.getState().get('rules')?.asking]).toEqual([2, 1093, true]);
    asked[1]?.answer(counted(1098));
    await expect.poll(series).toBe(1098);
    want('others', 5 * minute, ask);
    expect(asked.length).toBe(3);
  });

  it('is given up when nobody wants it any more, and asked for again then', () => {
    const { store, want } = createEstimates(() => 0);
    const { asked, ask } = createServer();
    const [release, other] = [want('rules', minute, ask), want('rules', minute, ask)];
    release();
    release();
    expect(asked[0]?.signal.aborted).toBe(false);
    other();
    expect([asked[0]?.signal.aborted, store.getState().get('rules')?.asking]).toEqual([true, false]);
    want('rules', minute, ask);
    expect(asked.length).toBe(2);
  });

  it('is kept as long as somebody tells of it, also who found it counted, and among many others', async () => {
    const { store, want } = createEstimates(() => 0);
    const ask = async () => counted(7);
    const count = async (key: string) => {
      const release = want(key, minute, ask);
      await expect.poll(() => store.getState().get(key)?.estimate).toBeDefined();
      return release;
    };
    const first = await count('plan');
    const second = await count('plan');
    first();
    for (let typed = 0; typed < 50; typed += 1) (await count(`typed ${typed}`))();
    expect(store.getState().get('plan')?.estimate).toEqual(counted(7));
    // Of what nobody wants any more, only so many.
    expect(store.getState().size).toBe(40);
    second();
    for (let typed = 50; typed < 100; typed += 1) (await count(`typed ${typed}`))();
    expect(store.getState().has('plan')).toBe(false);
  });

  it('has a reason where it could not be counted, and is asked for again', async () => {
    const { store, want } = createEstimates(() => 0);
    const { asked, ask } = createServer();
    want('rules', minute, ask);
    const busy = new AppError('api.busy', 'busy', { retryable: true });
    asked[0]?.answer(busy);
    await expect.poll(() => store.getState().get('rules')?.problem).toEqual(busy.toData());
    want('rules', minute, ask);
    expect(asked.length).toBe(2);
  });

  it('is that of rules that select the same and are on or off alike, whatever they are called', () => {
    const key = (selectors: readonly string[], isOn = true) => estimateKey(harbor, [{ selectors, isOn }]);
    expect(key(['b', 'a', 'a'])).toBe(key(['a', 'b']));
    expect(key(['a'])).not.toBe(key(['a'], false));
    expect(key(['a'])).not.toBe(key(['b']));
  });
});
