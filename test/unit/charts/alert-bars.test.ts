/** The bars of alerts, as the path that is drawn: a thousand places wide, whatever the window. */
import { describe, expect, it } from 'vitest';
import { barPath } from '../../../renderer/charts/alert-bars.tsx';
import type { AlertSpan } from '../../../shared/model/alert-spans.ts';

const window = { startMs: 1000, endMs: 2000 };
const spans = (state: AlertSpan['state'], ...all: readonly (readonly [number, number])[]) =>
  all.map(([fromMs, toMs]): AlertSpan => ({ state, fromMs, toMs }));

describe('the bars of alerts', () => {
  it('stand where they were, cut at the edges of the window', () => {
    const some = [...spans('firing', [0, 1100], [1500, 1600], [1900, 9000]), ...spans('pending', [1200, 1300])];
    expect(barPath(some, 'firing', window, 12)).toBe('M0 0h100v12h-100zM500 0h100v12h-100zM900 0h100v12h-100z');
    expect(barPath(some, 'pending', window, 4)).toBe('M200 4h100v4h-100z');
    expect(barPath(spans('firing', [0, 900], [2100, 3000]), 'firing', window, 12)).toBe('');
  });

  it('are wide enough to be seen, also at the end', () => {
    expect(barPath(spans('firing', [1500, 1500.1], [1999.9, 2000]), 'firing', window, 12)).toBe(
      'M500 0h3v12h-3zM997 0h3v12h-3z',
    );
  });

  it('are no more than there are places for, however often an alert flapped', () => {
    const many = spans(
      'firing',
      ...Array.from({ length: 20_000 }, (_, n) => [1000 + n / 20, 1000.02 + n / 20] as const),
    );
    expect(barPath(many, 'firing', window, 12)).toBe('M0 0h1000v12h-1000z');
  });
});
