import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultDisplay,
  type ExplorerState,
  emptyState,
  execute,
  longestName,
  mostPanels,
  mostQueries,
  mostThresholds,
  newPanel,
  type PanelSpec,
} from '../../../renderer/views/explorer/explorer-state.ts';
import { formatSearch, parseSearch } from '../../../renderer/views/explorer/explorer-url.ts';
import { rememberSearch, searchFor } from '../../../renderer/views/explorer/remembered-search.ts';
import { longestRangeMs, type Resolution } from '../../../renderer/views/explorer/time-window.ts';
import { unitNames } from '../../../shared/format/unit.ts';
import type { ContextId } from '../../../shared/model/context.ts';

/** In the address's own precision: durations and times are whole milliseconds. */
const times = fc.integer({ min: Date.parse('1990-01-01T00:00:00Z'), max: Date.parse('2100-01-01T00:00:00Z') });
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const resolutions = fc.oneof(
  fc.constantFrom('low', 'medium', 'high').map((density): Resolution => ({ kind: 'auto', density })),
  fc.integer({ min: 1, max: 30 * 86_400_000 }).map((stepMs): Resolution => ({ kind: 'fixed', stepMs })),
);
const displays = fc.record({
  stacking: fc.constantFrom('lines' as const, 'stacked' as const),
  scale: fc.constantFrom('linear' as const, 'log' as const),
  yFrom: fc.constantFrom('auto' as const, 'zero' as const),
  yMin: fc.option(numbers, { nil: undefined }),
  yMax: fc.option(numbers, { nil: undefined }),
  thresholds: fc.array(numbers, { maxLength: mostThresholds }),
  unit: fc.constantFrom('auto' as const, ...unitNames),
  exemplars: fc.boolean(),
});
// A text of the address is UTF-8, which has no halves of surrogate pairs.
const texts = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
const panels: fc.Arbitrary<PanelSpec> = fc.record({
  id: fc.constant(0),
  name: texts(longestName / 2),
  queries: fc
    .array(fc.record({ expr: texts(60), hidden: fc.boolean() }), { minLength: 1, maxLength: mostQueries })
    .map((list) => list.map((query, id) => ({ ...query, id }))),
  tab: fc.constantFrom('table' as const, 'graph' as const, 'explain' as const),
  tree: fc.boolean(),
  collapsed: fc.boolean(),
  display: displays,
  resolution: resolutions,
  semantics: fc.constantFrom('recorded' as const, 'v2' as const, 'v3' as const),
  momentMs: fc.option(times, { nil: undefined }),
  runs: fc.constant(0),
});
const states: fc.Arbitrary<ExplorerState> = fc.record({
  window: fc.record({
    rangeMs: fc.integer({ min: 1000, max: longestRangeMs }),
    endMs: fc.option(times, { nil: undefined }),
  }),
  refreshMs: fc.oneof(fc.constant(0), fc.integer({ min: 1000, max: 86_400_000 })),
  panels: fc
    .array(panels, { minLength: 1, maxLength: mostPanels })
    .map((list) => list.map((panel, id) => ({ ...panel, id }))),
});

describe('the address of the Explorer', () => {
  test('says everything, and reads it back, whatever is shown', () => {
    fc.assert(
      fc.property(states, (state) => {
        fc.pre(state.panels.some(({ queries }) => queries.some(({ expr }) => expr.trim() !== '')));
        expect(parseSearch(formatSearch(state))).toEqual(state);
      }),
      { seed: 20_261_129, numRuns: 300 },
    );
  });

  test('leaves out what is at its default', () => {
    expect(formatSearch(execute(emptyState(), 0, ['up']))).toBe('range=1h&g0.expr=up');
  });

  test('is empty where nothing was asked', () => {
    expect(formatSearch(emptyState())).toBe('');
    expect(parseSearch('')).toBeUndefined();
  });

  test('takes what it cannot read as the default', () => {
    const bad = 'g0.tab=chart&g0.unit=ells&g0.min=low&g0.threshold=x%20NaN&g0.step=-1&g0.density=thick&g0.at=noon';
    expect(parseSearch(`range=banana&end=never&refresh=1ns&g0.expr=up&${bad}&g2.expr=lost`)).toEqual({
      ...emptyState(),
      panels: [newPanel(0, 'up')],
    });
  });

  test('keeps ranges, steps and refreshes within reason', () => {
    const read = (search: string) => {
      const state = parseSearch(`${search}&g0.expr=a`);
      return [state?.window.rangeMs, state?.refreshMs, state?.panels[0]?.resolution];
    };
    expect(read('range=99y&refresh=9y&g0.step=9y')).toEqual([
      730 * 86_400_000,
      86_400_000,
      { kind: 'fixed', stepMs: 30 * 86_400_000 },
    ]);
    expect(read('range=1ms&refresh=1ms&g0.step=0.0001')).toEqual([1000, 1000, { kind: 'fixed', stepMs: 1 }]);
  });

  test("understands links of Prometheus's own page", () => {
    const link =
      'g0.expr=up&g0.show_tree=1&g0.tab=table&g0.end_input=2026-11-22%2010%3A30%3A15&g0.moment_input=2026-11-22%2010%3A00%3A00' +
      '&g0.range_input=2h&g0.res_type=fixed&g0.res_step=30&g0.display_mode=stacked&g0.y_axis_min=0&g0.show_exemplars=1';
    expect(parseSearch(link)).toEqual({
      ...emptyState(),
      window: { rangeMs: 7_200_000, endMs: Date.parse('2026-11-22T10:30:15Z') },
      panels: [
        {
          ...newPanel(0, 'up'),
          tab: 'table',
          tree: true,
          momentMs: Date.parse('2026-11-22T10:00:00Z'),
          resolution: { kind: 'fixed', stepMs: 30_000 },
          display: { ...defaultDisplay, stacking: 'stacked', yFrom: 'zero', exemplars: true },
        },
      ],
    });
  });

  test('understands links of the pages before that', () => {
    const panel = parseSearch('g0.expr=up&g0.tab=1&g0.stacked=1&g0.range_input=30m&g0.step_input=15')?.panels[0];
    expect([panel?.tab, panel?.display.stacking, panel?.resolution]).toEqual([
      'table',
      'stacked',
      { kind: 'fixed', stepMs: 15_000 },
    ]);
    expect(parseSearch('g0.expr=up&g0.tab=0')?.panels[0]?.tab).toBe('graph');
  });
});

describe('the Explorer of each context', () => {
  const [a, b, c] = ['a', 'b', 'c'] as ContextId[] as [ContextId, ContextId, ContextId];
  const storeOf = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  };

  test('comes back when its context does, although the address was carried over', () => {
    const store = storeOf();
    rememberSearch(store, a, 'g0.expr=a');
    rememberSearch(store, b, 'g0.expr=b');
    expect(searchFor(store, a, 'g0.expr=b')).toBe('g0.expr=a');
    expect(searchFor(store, a, '')).toBe('g0.expr=a');
  });

  test('is the one of the address where that was typed or followed', () => {
    const store = storeOf();
    rememberSearch(store, a, 'g0.expr=a');
    expect(searchFor(store, a, 'g0.expr=typed')).toBe('g0.expr=typed');
  });

  test('is the same instrument on another ship where the other has none', () => {
    const store = storeOf();
    rememberSearch(store, a, 'g0.expr=a');
    expect(searchFor(store, c, 'g0.expr=a')).toBe('g0.expr=a');
  });
});
