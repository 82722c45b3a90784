import { describe, expect, test } from 'vitest';
import {
  addPanel,
  addQuery,
  changeDisplay,
  defaultDisplay,
  duplicatePanel,
  type ExplorerState,
  emptyState,
  execute,
  insertPanel,
  movePanel,
  newPanel,
  panelLetter,
  queryLetter,
  removePanel,
  removeQuery,
  restore,
  setPanel,
  showExpression,
  showTab,
  toggleQuery,
} from '../../../renderer/views/explorer/explorer-state.ts';

/** Of each panel its identity and its expressions. */
const written = ({ panels }: ExplorerState) =>
  panels.map(({ id, queries }) => [id, ...queries.map(({ expr }) => expr)]);
const ids = ({ panels }: ExplorerState) => panels.map(({ id }) => id);

function panelsOf(...exprs: readonly string[]): ExplorerState {
  return { ...emptyState(), panels: exprs.map((expr, id) => newPanel(id, expr)) };
}

describe('the panels', () => {
  test('have letters in their order, and so have their expressions', () => {
    expect([0, 1, 25].map(panelLetter)).toEqual(['A', 'B', 'Z']);
    expect([queryLetter(1, 0), queryLetter(1, 1), queryLetter(1, 2)]).toEqual(['B', 'B2', 'B3']);
  });

  test('are added up to Z, and the last one cannot be removed', () => {
    let state = emptyState();
    for (let i = 0; i < 40; i += 1) state = addPanel(state);
    expect(state.panels).toHaveLength(26);
    expect([duplicatePanel(state, 0), insertPanel(state, newPanel(99), 0)]).toEqual([state, state]);
    for (const { id } of [...state.panels]) state = removePanel(state, id);
    expect(state.panels).toHaveLength(1);
  });

  test('never get the identity of one that was there before the newest', () => {
    expect(ids(addPanel(removePanel(addPanel(addPanel(emptyState())), 1)))).toEqual([0, 2, 3]);
  });

  test('run again at every execution, also of the same expression', () => {
    const once = execute(addPanel(emptyState()), 1, ['up']);
    expect(execute(once, 1, ['up']).panels.map(({ runs }) => runs)).toEqual([0, 2]);
    expect(execute(once, 0, ['up']).panels.map(({ runs }) => runs)).toEqual([2, 1]);
  });

  test('show a tab each', () => {
    expect(showTab(addPanel(emptyState()), 1, 'table').panels.map(({ tab }) => tab)).toEqual(['graph', 'table']);
  });

  test('are duplicated right below, with all that they show, as one of their own', () => {
    const state = setPanel(changeDisplay(panelsOf('a', 'b'), 0, { scale: 'log' }), 0, { name: 'Disk' });
    const [first, copy, second] = duplicatePanel(state, 0).panels;
    expect(copy).toEqual({ ...first, id: 2 });
    expect(second?.id).toBe(1);
  });

  test('are moved by one, but not beyond the ends', () => {
    const state = panelsOf('a', 'b', 'c');
    expect(
      [movePanel(state, 0, 1), movePanel(state, 2, -1), movePanel(state, 0, -1), movePanel(state, 2, 1)].map(ids),
    ).toEqual([
      [1, 0, 2],
      [0, 2, 1],
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  test('come back to where they were, under another identity where theirs is taken', () => {
    const state = panelsOf('a', 'b', 'c');
    const removed = removePanel(state, 1);
    expect(insertPanel(removed, newPanel(1, 'b'), 1)).toEqual(state);
    expect(written(insertPanel(state, newPanel(1, 'b'), 0))[0]).toEqual([3, 'b']);
  });
});

describe('the expressions of a panel', () => {
  test('are added up to twelve, and the last one cannot be removed', () => {
    let state = panelsOf('a');
    for (let i = 0; i < 20; i += 1) state = addQuery(state, 0);
    expect(state.panels[0]?.queries).toHaveLength(12);
    for (const { id } of [...(state.panels[0]?.queries ?? [])]) state = removeQuery(state, 0, id);
    expect(state.panels[0]?.queries).toHaveLength(1);
  });

  test('are executed together; those that are not said stay', () => {
    const state = execute(addQuery(panelsOf('a'), 0), 0, ['b', 'c']);
    expect(written(state)).toEqual([[0, 'b', 'c']]);
    expect(written(execute(state, 0, ['d']))).toEqual([[0, 'd', 'c']]);
  });

  test('are hidden and shown again one by one', () => {
    const state = toggleQuery(execute(addQuery(panelsOf('a'), 0), 0, ['a', 'b']), 0, 1);
    expect(state.panels[0]?.queries.map(({ hidden }) => hidden)).toEqual([false, true]);
    expect(toggleQuery(state, 0, 1).panels[0]?.queries.map(({ hidden }) => hidden)).toEqual([false, false]);
  });

  test('of another view go into the first panel that is empty, else into one of their own, else into the last', () => {
    expect(written(showExpression(panelsOf('a', ' ', 'c'), 'up'))).toEqual([
      [0, 'a'],
      [1, 'up'],
      [2, 'c'],
    ]);
    expect(written(showExpression(panelsOf('a'), 'up'))).toEqual([
      [0, 'a'],
      [1, 'up'],
    ]);
    const full = panelsOf(...Array.from({ length: 26 }, () => 'a'));
    expect(written(showExpression(full, 'up')).at(-1)).toEqual([25, 'up']);
  });
});

test('what the address says keeps the identity of the panels, and what was executed', () => {
  const before = execute(addPanel(addPanel(emptyState())), 2, ['up']);
  const from = panelsOf('a', 'b', 'c', 'd');
  expect(restore(before, from).panels.map(({ id, runs }) => [id, runs])).toEqual([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 0],
  ]);
  expect(written(restore(before, from))).toEqual(written(from));
});

test('a panel is shown as it is by default until something is chosen', () => {
  expect(changeDisplay(panelsOf('a'), 0, { unit: 'bytes' }).panels[0]?.display).toEqual({
    ...defaultDisplay,
    unit: 'bytes',
  });
});
