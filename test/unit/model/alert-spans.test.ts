import { describe, expect, it } from 'vitest';
import { type AlertHolds, alertSpans } from '../../../shared/model/alert-spans.ts';

const none: AlertHolds = { forMs: 0, keepFiringForMs: 0 };

/** A letter an evaluation, one a second from 0 on: `x` a result, `.` none. In the answer `p` pending, `F` firing. */
function drawn(results: string, holds: AlertHolds, unknown?: readonly { startMs: number; endMs: number }[]): string {
  const times = [...results].flatMap((letter, second) => (letter === 'x' ? [second * 1000] : []));
  const evaluations = { startMs: 0, endMs: (results.length - 1) * 1000, stepMs: 1000 };
  const states = [...results].map(() => '.');
  for (const { state, fromMs, toMs } of alertSpans(times, evaluations, holds, unknown)) {
    for (let ms = fromMs; ms < toMs; ms += 1000) states[ms / 1000] = state === 'firing' ? 'F' : 'p';
  }
  return states.join('');
}

describe('the alerts of a rule over its evaluations', () => {
  it('fire at once without `for`, and end with the first evaluation that gives nothing', () => {
    expect(drawn('.xx..x.', none)).toBe('.FF..F.');
  });

  it('are pending until the expression held for so long, at an evaluation', () => {
    expect(drawn('.xxxxx.x.', { ...none, forMs: 2000 })).toBe('.ppFFF.p.');
    expect(drawn('.xxxxx.', { ...none, forMs: 2500 })).toBe('.pppFF.');
  });

  it('fire on for as long as they are to be kept, from the first evaluation without a result; a pending one is not kept', () => {
    expect(drawn('xx.....', { forMs: 0, keepFiringForMs: 3000 })).toBe('FFFFF..');
    expect(drawn('xx..xx....', { forMs: 0, keepFiringForMs: 3000 })).toBe('FFFFFFFFF.');
    expect(drawn('x..x.....', { forMs: 1000, keepFiringForMs: 3000 })).toBe('p..p.....');
    expect(drawn('xx.x.....', { forMs: 1000, keepFiringForMs: 2000 })).toBe('pFFFFF...');
  });

  it('end where nothing is known, and begin anew after it', () => {
    const unknown = [{ startMs: 3000, endMs: 4000 }];
    expect(drawn('xxxxxxxx', { ...none, forMs: 2000 }, unknown)).toBe('ppF..ppF');
  });

  it('are of no evaluation that is not looked at', () => {
    expect(alertSpans([], { startMs: 0, endMs: 5000, stepMs: 1000 }, none)).toEqual([]);
    expect(alertSpans([0, 1000], { startMs: 0, endMs: 1500, stepMs: 1000 }, none)).toEqual([
      { state: 'firing', fromMs: 0, toMs: 2000 },
    ]);
  });
});
