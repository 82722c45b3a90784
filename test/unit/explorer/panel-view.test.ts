import { describe, expect, test } from 'vitest';
import { newPanel, type PanelSpec } from '../../../renderer/views/explorer/explorer-state.ts';
import { coveredExprs, oddType, type PanelView, panelView } from '../../../renderer/views/explorer/panel-view.ts';
import { noQuery, type QueryEvent, type Question, reduceQuery } from '../../../renderer/views/explorer/query-state.ts';
import { columnsOf } from '../charts/columns-of.ts';

const question = (expr: string): Question => ({
  request: { kind: 'range', expr, startMs: 0, endMs: 10, stepMs: 1 },
  span: { startMs: 0, endMs: 10 },
  nowMs: 10,
});

function panelOf(...exprs: readonly string[]): PanelSpec {
  return { ...newPanel(0), queries: exprs.map((expr, id) => ({ id, expr, hidden: false })) };
}

const start = (atMs: number): QueryEvent => ({ kind: 'start', id: 1, question: question('up'), atMs, byTimer: false });
const noticed: QueryEvent = { kind: 'noticed', id: 1 };
const cancelled: QueryEvent = { kind: 'cancelled', id: 1, atMs: 400 };
const failed: QueryEvent = {
  kind: 'failed',
  id: 1,
  error: { code: 'prometheus.badData', message: 'no', details: {}, retryable: false },
};
function answered(count: number): QueryEvent {
  const columns = columnsOf(Array.from({ length: count }, (_, i) => [`s${i}`, [0, i]] as const));
  const done = { kind: 'done', warnings: [], infos: [], bytes: 1, totalMs: 1, waitMs: 1, parseMs: 1 } as const;
  return { kind: 'answered', id: 1, answer: { resultType: 'matrix', columns, done }, atMs: 200 };
}

/** What a panel shows whose expressions went through these events. */
function viewAfter(panel: PanelSpec, ...events: readonly (readonly QueryEvent[])[]): PanelView {
  const states = new Map(events.map((own, query) => [query, own.reduce(reduceQuery, noQuery)] as const));
  return panelView(panel, 0, states, panel.tab);
}

describe('a panel of several expressions', () => {
  const three = panelOf('a', 'b', 'c');

  test('is told what was recorded of those that are shown, and of none where it is collapsed', () => {
    const queries = panelOf('a', 'b', ' ').queries.map((query) => ({ ...query, hidden: query.expr === 'b' }));
    expect(coveredExprs({ queries, collapsed: false })).toEqual(['a']);
    expect(coveredExprs({ queries, collapsed: true })).toEqual([]);
  });

  test('shows what was answered, and beside it what failed and what was empty, each by its letter', () => {
    const view = viewAfter(three, [start(1), answered(2)], [start(1), failed], [start(1), answered(0)]);
    expect(
      view.kind === 'answer' &&
        [view.answers, view.failures, view.empties].map((list) => list.map(({ letter }) => letter)),
    ).toEqual([['A'], ['A2'], ['A3']]);
  });

  test('waits for the one that has been running longest, until the first answer is there', () => {
    const waiting = viewAfter(three, [start(20), noticed], [start(10), noticed], [start(30), noticed]);
    expect(waiting.kind === 'loading' && waiting.running.startedAtMs).toBe(10);
    const partly = viewAfter(three, [start(20), answered(1)], [start(10), noticed], [start(30)]);
    expect(partly.kind === 'answer' && [partly.answers.length, partly.running?.startedAtMs]).toEqual([1, 10]);
  });

  test('says all failures where nothing was answered, and waits no longer for what failed', () => {
    const view = viewAfter(three, [start(1), failed], [start(1), answered(0)], [start(1), failed]);
    expect(
      view.kind === 'failed' && [view.failures, view.empties].map((list) => list.map(({ letter }) => letter)),
    ).toEqual([['A', 'A3'], ['A2']]);
  });

  test('says beside an answer what was cancelled, and what is no line', () => {
    const view = viewAfter(panelOf('a', 'up[5m]', 'c'), [start(1), answered(1)], [], [start(100), noticed, cancelled]);
    expect(view.kind === 'answer' && [view.cancelled, view.odd]).toMatchObject([
      [{ letter: 'A3', afterMs: 300 }],
      [{ letter: 'A2', type: 'matrix' }],
    ]);
  });

  test('is empty where each answer was, cancelled where nothing else happened', () => {
    const empty = viewAfter(three, [start(1), answered(0)], [start(1), answered(0)], [start(1), cancelled]);
    expect(
      empty.kind === 'empty' && [empty.empties, empty.cancelled].map((list) => list.map(({ letter }) => letter)),
    ).toEqual([['A', 'A2'], ['A3']]);
    expect(viewAfter(three, [start(1), noticed, cancelled], [start(1), noticed, cancelled]).kind).toBe('cancelled');
  });

  test('leaves out what is hidden, and what says nothing, but keeps the letters', () => {
    const panel = panelOf('a', ' ', 'c');
    const hidden = { ...panel, queries: panel.queries.map((query, i) => ({ ...query, hidden: i === 0 })) };
    const view = viewAfter(hidden, [start(1), answered(1)], [], [start(1), answered(1)]);
    expect(view.kind === 'answer' && view.answers.map(({ letter }) => letter)).toEqual(['A3']);
    expect(viewAfter(panelOf(' ')).kind).toBe('blank');
  });
});

describe('what is no line', () => {
  test('is told from what is one, by its type', () => {
    expect(['up[5m]', '"text"', 'up', '1', '(up[5m])', 'rate(up[5m])', 'up[5m:1m]', 'sum(', ''].map(oddType)).toEqual([
      'matrix',
      'string',
      undefined,
      undefined,
      'matrix',
      undefined,
      'matrix',
      undefined,
      undefined,
    ]);
  });

  test('is said in the graph, where it is alone', () => {
    const view = viewAfter(panelOf('up[5m]'));
    expect(view.kind === 'notGraphable' && [view.first.query.expr, view.first.type]).toEqual(['up[5m]', 'matrix']);
    expect(viewAfter(panelOf('up[5m]', '"a"')).kind).toBe('notGraphable');
    expect(viewAfter({ ...panelOf('up[5m]'), tab: 'table' }, [start(1), answered(1)]).kind).toBe('answer');
  });

  test('does not hide the lines beside it', () => {
    expect(viewAfter(panelOf('up[5m]', 'up'), [], [start(1), answered(1)]).kind).toBe('answer');
  });
});
