import { expect, test } from 'vitest';
import { slotMs as slotOfChunks } from '../../../electron/backend/history/store/slots.ts';
import { goneDetail } from '../../../electron/backend/recorder/asked-again.ts';
import { missingMs, missingOf, nextWindow, slotMs } from '../../../electron/backend/recorder/back-fill-plan.ts';
import type { RuleSpans } from '../../../electron/backend/recorder/session-state.ts';

const options = { overlapMs: 60_000, mostMs: slotMs };
const recorded = { state: 'recorded', detail: '' } as const;
const missing = { state: 'notRecorded', detail: '' } as const;
const base = 10 * slotMs;

/** [state, until] from `base` on. */
function spansOf(rule: string, ...parts: readonly (readonly [{ state: string; detail: string }, number])[]): RuleSpans {
  let startMs = base;
  const spans = parts.map(([state, untilMs]) => {
    const span = { startMs, endMs: untilMs, ...state };
    startMs = untilMs + 1;
    return span;
  });
  return { rule, spans } as RuleSpans;
}

test('windows are those of the chunks', () => {
  expect(slotMs).toBe(slotOfChunks);
});

test('the newest is fetched first, a slot at a time', () => {
  const all = [spansOf('a', [missing, base + 2.5 * slotMs], [recorded, base + 3 * slotMs])];
  expect(nextWindow(all, options)).toEqual({
    startMs: base + 2 * slotMs,
    endMs: base + 2.5 * slotMs,
    readFromMs: base + 2 * slotMs,
    rules: ['a'],
  });
  expect(missingMs(all)).toBe(2.5 * slotMs + 1);
});

test('a gap after what was recorded is read from a little earlier: its last scrapes may not have been there yet', () => {
  const all = [
    spansOf(
      'a',
      [recorded, base + 999_999],
      [{ state: 'asleep', detail: '' }, base + 2_000_000],
      [recorded, base + slotMs],
    ),
  ];
  expect(nextWindow(all, options)).toEqual({
    startMs: base + 1_000_000,
    endMs: base + 2_000_000,
    readFromMs: base + 940_000,
    rules: ['a'],
  });
});

test('gaps of several reasons are one; what was deleted, and what the server does not have, is no gap', () => {
  const gone = { state: 'other', detail: goneDetail };
  const spans = spansOf(
    'a',
    [gone, base + 999],
    [{ state: 'deleted', detail: '' }, base + 1999],
    [missing, base + 2999],
    [{ state: 'unreachable', detail: 'x' }, base + 3999],
  );
  expect([nextWindow([spans], options), missingMs([spans]), missingOf(spans, base + 2500)]).toEqual([
    { startMs: base + 2000, endMs: base + 3999, readFromMs: base + 2000, rules: ['a'] },
    2000,
    [{ startMs: base + 2000, endMs: base + 2500, ...missing }],
  ]);
  expect(nextWindow([spansOf('a', [gone, base + 999], [recorded, base + 1999])], options)).toBe(undefined);
});

test('rules that miss the same are read together, and others for themselves', () => {
  const all = [
    spansOf('a', [missing, base + 5000], [recorded, base + 9000]),
    spansOf('b', [missing, base + 5000], [recorded, base + 9000]),
    spansOf('late', [recorded, base + 2999], [missing, base + 5000], [recorded, base + 9000]),
    spansOf('early', [missing, base + 1999], [recorded, base + 9000]),
  ];
  const windows: unknown[] = [];
  let rest: readonly RuleSpans[] = all;
  for (
    let window = nextWindow(rest, { ...options, overlapMs: 0 });
    window !== undefined;
    window = nextWindow(rest, { ...options, overlapMs: 0 })
  ) {
    const { startMs, endMs, rules } = window;
    windows.push([startMs - base, endMs - base, rules.join(' ')]);
    rest = rest.map((one) =>
      rules.includes(one.rule)
        ? {
            ...one,
            spans: one.spans.flatMap((span) =>
              span.state === 'recorded' || span.startMs >= startMs
                ? [{ ...span, ...recorded }]
                : [{ ...span, endMs: Math.min(span.endMs, startMs - 1) }],
            ),
          }
        : one,
    );
  }
  expect(windows).toEqual([
    [3000, 5000, 'a b late'],
    [2000, 2999, 'a b'],
    [0, 1999, 'a b early'],
  ]);
});

test('what was too much for one answer is cut to less than a slot', () => {
  const all = [spansOf('a', [missing, base + 1_000_000])];
  expect(nextWindow(all, { ...options, mostMs: 60_000 })).toMatchObject({
    startMs: base + 940_001,
    endMs: base + 1_000_000,
  });
});
