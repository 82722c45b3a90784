import { describe, expect, it } from 'vitest';
import type { HistorySpan } from '../../../shared/model/alert-history.ts';
import {
  type AlertList,
  type ListedAlert,
  type ListsKnown,
  type Sighting,
  Sightings,
  silentOf,
  spansOfSightings,
  withLists,
} from '../../../shared/model/alert-lists.ts';

const minute = 60_000;
const known: ListsKnown = { startMs: 0, endMs: 100 * minute, silent: [], forMs: undefined };

/** Of one list: `F3` fires and is active since the third minute, `p3` is pending, '' has none. */
function alertOf(text: string): readonly ListedAlert[] {
  if (text === '') return [];
  const state = text.startsWith('F') ? 'firing' : 'pending';
  return [{ key: 'a', state, activeAtMs: text.length === 1 ? undefined : Number(text.slice(1)) * minute }];
}

/** Lists as [from, until, alert]; minutes. */
function sightingsOf(lists: readonly (readonly [from: number, until: number, alert: string])[]): readonly Sighting[] {
  const found: Sighting[] = [];
  const sightings = new Sightings((_key, one) => found.push(one));
  for (const [from, until, alert] of lists) {
    sightings.add({ atMs: from * minute, untilMs: until * minute }, alertOf(alert));
  }
  sightings.end();
  return found;
}

/** `[` exact, `(` not seen; `4-5`: somewhere between. */
const written = (spans: readonly HistorySpan[]) =>
  spans
    .map(({ state, fromMs, toMs, began, ended, mayFromMs, mayToMs }) => {
      const from = mayFromMs === undefined ? `${fromMs / minute}` : `${mayFromMs / minute}-${fromMs / minute}`;
      const to = mayToMs === undefined ? `${toMs / minute}` : `${toMs / minute}-${mayToMs / minute}`;
      return `${state === 'firing' ? 'F' : 'p'}${began ? '[' : '('}${from} ${to}${ended ? ']' : ')'}`;
    })
    .join(' ');

const spans = (lists: Parameters<typeof sightingsOf>[0], more: Partial<ListsKnown> = {}) =>
  written(spansOfSightings(sightingsOf(lists), { ...known, ...more }));

describe('the spans of an alert, from lists of alerts', () => {
  it('begin when the alert says that it is active, and end between two lists', () => {
    expect(
      spans([
        [0, 9, ''],
        [10, 20, 'p9.5'],
        [21, 99, ''],
      ]),
    ).toBe('p[9.5 20-21]');
    expect(
      spans(
        [
          [0, 9, ''],
          [10, 20, 'F9.5'],
          [21, 99, ''],
        ],
        { forMs: 0 },
      ),
    ).toBe('F[9.5 20-21]');
  });

  it('begin to fire when the rule has waited, where that is known, else between two lists', () => {
    const lists = [
      [0, 9, ''],
      [10, 12, 'p9.5'],
      [13, 20, 'F9.5'],
      [21, 99, ''],
    ] as const;
    expect(spans(lists, { forMs: 3 * minute })).toBe('p[9.5 12.5] F[12.5 20-21]');
    expect(spans(lists)).toBe('p[9.5 12-13] F[12-13 20-21]');
    // It waits longer today than it did then.
    expect(spans(lists, { forMs: 30 * minute })).toBe('p[9.5 12-13] F[12-13 20-21]');
  });

  it('was pending before it fired, though no list has seen it so', () => {
    const lists = [
      [0, 9, ''],
      [13, 20, 'F9.5'],
      [21, 99, ''],
    ] as const;
    expect(spans(lists, { forMs: 2 * minute })).toBe('p[9.5 11.5] F[11.5 20-21]');
    expect(spans(lists)).toBe('F[9.5-13 20-21]');
  });

  it('are several where it began again between two lists', () => {
    expect(
      spans(
        [
          [0, 1, ''],
          [2, 3, 'F1.5'],
          [4, 5, 'F3.5'],
          [6, 99, ''],
        ],
        { forMs: 0 },
      ),
    ).toBe('F[1.5 3-3.5] F[3.5 5-6]');
  });

  it('begin before the first list, as the alert says, and go on at the end of the window', () => {
    expect(spans([[50, 99, 'F20']], { forMs: 0 })).toBe('F[20 100)');
    expect(spans([[50, 99, 'F20']], { silent: [{ startMs: 0, endMs: 50 * minute }] })).toBe('F(20-50 100)');
    expect(spans([[50, 99, 'F20']], { startMs: 30 * minute, forMs: 0 })).toBe('F(30 100)');
    expect(spans([[50, 90, 'F20']], { forMs: 0 })).toBe('F[20 90)');
  });

  it('go on over a time in which no list was kept where the alert is the same after it, and have no end in it', () => {
    const silent = [{ startMs: 20 * minute, endMs: 60 * minute }];
    expect(
      spans(
        [
          [10, 20, 'F9'],
          [60, 70, 'F9'],
          [71, 99, ''],
        ],
        { silent, forMs: 0 },
      ),
    ).toBe('F[9 70-71]');
    expect(
      spans(
        [
          [10, 20, 'F9'],
          [60, 99, ''],
        ],
        { silent, forMs: 0 },
      ),
    ).toBe('F[9 20-60)');
    expect(
      spans(
        [
          [10, 20, ''],
          [60, 99, 'F40'],
        ],
        { silent, forMs: 0 },
      ),
    ).toBe('F[40 100)');
  });

  it('of an alert that a restarted server has again, as old as it was, begin between the lists', () => {
    expect(
      spans(
        [
          [10, 20, 'F9'],
          [21, 22, ''],
          [23, 99, 'F9'],
        ],
        { forMs: 0 },
      ),
    ).toBe('F[9 20-21] F[22-23 100)');
  });

  it('begin with the first list where the server does not say since when, or has a clock that is ahead', () => {
    expect(
      spans([
        [0, 9, ''],
        [10, 20, 'F'],
        [21, 99, ''],
      ]),
    ).toBe('F[9-10 20-21]');
    expect(
      spans([
        [10, 20, 'F'],
        [21, 99, ''],
      ]),
    ).toBe('F(10 20-21]');
    expect(
      spans(
        [
          [0, 9, ''],
          [10, 20, 'F11'],
          [21, 99, ''],
        ],
        { forMs: 0 },
      ),
    ).toBe('F[10 20-21]');
  });

  it('of two alerts with the same labels are those of the one that fires', () => {
    const found: Sighting[] = [];
    const sightings = new Sightings((_key, one) => found.push(one));
    const twins = [...alertOf('p1'), ...alertOf('F2'), ...alertOf('p3')];
    sightings.add({ atMs: 4 * minute, untilMs: 5 * minute }, twins);
    sightings.add({ atMs: 6 * minute, untilMs: 7 * minute }, twins.toReversed());
    sightings.end();
    expect(written(spansOfSightings(found, { ...known, forMs: 0 }))).toBe('F[2 7)');
  });
});

describe('what lists say nothing of', () => {
  it('is where they are further apart than they are read', () => {
    const lists: readonly AlertList[] = [
      [-5, 10],
      [11, 20],
      [40, 41],
      [42, 90],
    ].map(([at = 0, until = 0]) => ({
      ...{ atMs: at * minute, untilMs: until * minute },
    }));
    expect(silentOf(lists, { startMs: 0, endMs: 100 * minute })).toEqual([
      { startMs: 20 * minute, endMs: 40 * minute },
      { startMs: 90 * minute, endMs: 100 * minute },
    ]);
    expect(silentOf([], { startMs: 0, endMs: 9 })).toEqual([]);
    expect(silentOf([], { startMs: 0, endMs: 100 * minute })).toEqual([{ startMs: 0, endMs: 100 * minute }]);
  });
});

describe('samples and lists together', () => {
  const span = (text: string, fromMin: number, toMin: number, more: Partial<HistorySpan> = {}): HistorySpan => ({
    ...{ state: text.startsWith('F') ? 'firing' : 'pending', fromMs: fromMin * minute, toMs: toMin * minute },
    ...{ began: text.includes('['), ended: text.includes(']') },
    ...more,
  });
  /** Samples were not recorded from 40 to 60. */
  const missing = [{ startMs: 40 * minute, endMs: 60 * minute }];
  const together = (samples: readonly HistorySpan[], lists: readonly HistorySpan[]) =>
    written(withLists(samples, lists, missing));

  it('are one span where an alert goes on over the seams, and what samples say stands', () => {
    const samples = [span('F[', 30.5, 40), span('F]', 60.2, 80)];
    const lists = [span('F[]', 30, 79, { mayToMs: 80 * minute })];
    expect(together(samples, lists)).toBe('F[30.5 80]');
  });

  it('have what began and ended where no samples were recorded', () => {
    expect(together([span('F[]', 10, 20)], [span('F[]', 45, 50, { mayToMs: 51 * minute })])).toBe(
      'F[10 20] F[45 50-51]',
    );
    expect(together([span('F[', 30, 40)], [span('F[]', 30, 50, { mayToMs: 51 * minute })])).toBe('F[30 50-51]');
    expect(together([span('F]', 60.2, 70)], [span('F[]', 45, 70)])).toBe('F[45 70]');
  });

  it('know of what ended at the seam that it did', () => {
    expect(together([span('F[', 30, 40)], [span('F[]', 30, 39.5, { mayToMs: 40.5 * minute })])).toBe('F[30 40-40.5]');
    expect(together([span('F]', 60, 70)], [span('F[]', 60.5, 70)])).toBe('F[60 70]');
  });

  it('have from lists no end of what goes on, or ended, away from the seams', () => {
    const samples = [span('F]', 5, 20), span('F[', 90, 100)];
    expect(withLists(samples, [span('F[]', 4, 20), span('F[]', 90, 99, { mayToMs: 100 * minute })], missing)).toBe(
      samples,
    );
  });

  it('take nothing of lists where samples were recorded', () => {
    expect(together([span('F[]', 10, 20)], [span('F[]', 5, 25), span('F[]', 70, 80)])).toBe('F[10 20]');
  });
});
