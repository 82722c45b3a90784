import { describe, expect, test } from 'vitest';
import {
  addPanel,
  type ExplorerState,
  emptyState,
  execute,
  panelLetter,
  removePanel,
  restore,
  showTab,
} from '../../../renderer/views/explorer/explorer-state.ts';
import { formatSearch, parseSearch } from '../../../renderer/views/explorer/explorer-url.ts';
import { rememberSearch, searchFor } from '../../../renderer/views/explorer/remembered-search.ts';
import type { ContextId } from '../../../shared/model/context.ts';

const two: ExplorerState = {
  window: { rangeMs: 10_800_000, endMs: Date.parse('2026-11-22T11:32:00Z') },
  refreshMs: 0,
  panels: [
    { id: 0, expr: 'sum by (x) (rate(a{b!=""}[5m])) & "ü"\n+ 1', tab: 'graph', runs: 0 },
    { id: 1, expr: '', tab: 'table', runs: 0 },
  ],
};

describe('the address of the Explorer', () => {
  test('says everything, and reads it back', () => {
    expect(parseSearch(formatSearch(two))).toEqual(two);
  });

  test('leaves out what is at its default', () => {
    const state = execute(emptyState(), 0, 'up');
    expect(formatSearch(state)).toBe('range=1h&g0.expr=up');
  });

  test('is empty where nothing was asked', () => {
    expect(formatSearch(emptyState())).toBe('');
    expect(parseSearch('')).toBeUndefined();
  });

  test('takes what it cannot read as the default', () => {
    const state = parseSearch('range=banana&end=never&refresh=1ns&g0.expr=up&g0.tab=chart&g2.expr=lost');
    expect(state).toEqual({ ...emptyState(), panels: [{ id: 0, expr: 'up', tab: 'graph', runs: 0 }] });
  });

  test('keeps the range within reason', () => {
    expect(
      [parseSearch('range=99y&g0.expr=a'), parseSearch('range=1ms&g0.expr=a')].map((s) => s?.window.rangeMs),
    ).toEqual([730 * 86_400_000, 1000]);
  });
});

describe('the panels', () => {
  test('have letters in their order', () => {
    expect([0, 1, 25].map(panelLetter)).toEqual(['A', 'B', 'Z']);
  });

  test('are added up to Z, and the last one cannot be removed', () => {
    let state = emptyState();
    for (let i = 0; i < 40; i += 1) state = addPanel(state);
    expect(state.panels).toHaveLength(26);
    for (const { id } of [...state.panels]) state = removePanel(state, id);
    expect(state.panels).toHaveLength(1);
  });

  test('never get the identity of one that was there before the newest', () => {
    const state = addPanel(removePanel(addPanel(addPanel(emptyState())), 1));
    expect(state.panels.map(({ id }) => id)).toEqual([0, 2, 3]);
  });

  test('run again at every execution, also of the same expression', () => {
    const once = execute(addPanel(emptyState()), 1, 'up');
    expect(execute(once, 1, 'up').panels.map(({ runs }) => runs)).toEqual([0, 2]);
    expect(execute(once, 0, 'up').panels.map(({ runs }) => runs)).toEqual([2, 1]);
  });

  test('show a tab each', () => {
    expect(showTab(addPanel(emptyState()), 1, 'table').panels.map(({ tab }) => tab)).toEqual(['graph', 'table']);
  });

  test('keep their identity when the address changes them', () => {
    const before = execute(addPanel(addPanel(emptyState())), 2, 'up');
    const after = restore(before, two);
    expect(after.panels.map(({ id, expr }) => [id, expr])).toEqual([
      [0, two.panels[0]?.expr],
      [1, ''],
    ]);
    expect(restore(emptyState(), two).panels.map(({ id }) => id)).toEqual([0, 1]);
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
