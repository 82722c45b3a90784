/** The Alerts view in the address. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertsAddress,
  defaultState,
  formatSearch,
  parseSearch,
  ruleStates,
} from '../../../renderer/views/alerts/alerts-state.ts';
import { historyOrders } from '../../../renderer/views/alerts/history/shown-history.ts';

const key = fc.stringMatching(/^[\w-]{16}$/);

const states = fc.record({
  text: fc.string({ maxLength: 40 }),
  states: fc.subarray([...ruleStates], { maxLength: ruleStates.length - 1 }),
  by: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
  notes: fc.boolean(),
  open: fc.uniqueArray(key, { maxLength: 5 }).map((keys) => new Set(keys)),
  alerts: fc.uniqueArray(key, { maxLength: 5 }).map((keys) => new Set(keys)),
  atMs: fc.option(fc.integer({ min: 0, max: 8.64e15 }), { nil: undefined }),
  refreshMs: fc.constantFrom(0, 1000, 15_000, 60_000, 3_600_000),
  mode: fc.constantFrom('now' as const, 'history' as const),
  windowMs: fc.integer({ min: 60_000, max: 2_592_000_000 }),
  untilMs: fc.option(fc.integer({ min: 0, max: 8.64e15 }), { nil: undefined }),
  severity: fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
  order: fc.constantFrom(...historyOrders),
});

describe('the Alerts view in the address', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parseSearch(formatSearch(state))).toEqual(state);
      }),
    );
  });

  it('says nothing of what is as at first, and takes anything', () => {
    expect(formatSearch(defaultState)).toBe('');
    expect(parseSearch('')).toEqual(defaultState);
    expect(parseSearch('state=odd&by=&notes=2&at=soon&every=never&q=')).toEqual(defaultState);
    expect(parseSearch('mode=odd&window=soon&until=-1&order=odd')).toEqual(defaultState);
    expect(['window=1s', 'window=10y'].map((one) => parseSearch(one).windowMs)).toEqual([60_000, 2_592_000_000]);
    expect(parseSearch(`q=${'x'.repeat(2000)}&by=${'y'.repeat(2000)}`)).toMatchObject({
      ...{ text: 'x'.repeat(500), by: 'y'.repeat(200) },
    });
  });

  it('holds as much of what is open as an address may be long', () => {
    const keys = Array.from({ length: 1000 }, (_, i) => String(i).padStart(16, '0'));
    const text = formatSearch({ ...defaultState, open: new Set(keys), alerts: new Set(keys) });
    expect(text.length).toBeLessThan(4200);
    expect(parseSearch(text).open.size).toBeGreaterThan(150);
  });

  it('carries the search to another context, and neither what is open there nor its time', () => {
    const state = { ...defaultState, text: 'node', open: new Set(['a']), alerts: new Set(['b']), atMs: 5, untilMs: 6 };
    expect(alertsAddress.carried(state)).toEqual({ ...defaultState, text: 'node' });
    expect(['', 'range=1h', 'part=flags'].map(alertsAddress.isOwn)).toEqual([false, false, false]);
    expect(['q=x', 'open=a', 'at=5', 'mode=history'].map(alertsAddress.isOwn)).toEqual([true, true, true, true]);
  });
});
