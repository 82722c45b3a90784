import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../renderer/client/run-query.ts';
import {
  isRenewal,
  noQuery,
  type QueryEvent,
  type QueryState,
  type Question,
  reduceQuery,
  viewOf,
} from '../../../renderer/views/explorer/query-state.ts';
import type { AppErrorData, ErrorCode } from '../../../shared/base/errors.ts';
import { columnsOf } from '../charts/columns-of.ts';

const question = (expr: string): Question => ({
  request: { kind: 'range', expr, startMs: 0, endMs: 10, stepMs: 1 },
  span: { startMs: 0, endMs: 10 },
  nowMs: 10,
});
const answer = (count: number): Answer => ({
  resultType: 'matrix',
  columns: columnsOf(Array.from({ length: count }, (_, i) => [`s${i}`, [0, i]] as const)),
  done: { kind: 'done', warnings: [], infos: [], bytes: 1, totalMs: 1, waitMs: 1, parseMs: 1 },
});
const error = (code: ErrorCode, retryable = false): AppErrorData => ({ code, message: code, details: {}, retryable });

const start = (id: number, expr = 'up', byTimer = false): QueryEvent => ({
  ...{ kind: 'start', id, question: question(expr), atMs: 100, byTimer },
});
/** The same for a window of another length, or of a quarter of an hour later. */
const startAt = (id: number, startMs: number, endMs: number): QueryEvent => ({
  ...{ kind: 'start', id, atMs: 100, byTimer: false },
  question: { ...question('up'), span: { startMs, endMs }, nowMs: endMs },
});
const answered = (id: number, count = 1): QueryEvent => ({ kind: 'answered', id, answer: answer(count), atMs: 200 });
const noticed = (id: number): QueryEvent => ({ kind: 'noticed', id });
const failed = (id: number, code: ErrorCode, retryable = false): QueryEvent => ({
  kind: 'failed',
  id,
  error: error(code, retryable),
});
const cancelled = (id: number): QueryEvent => ({ kind: 'cancelled', id, atMs: 350 });

const stateAfter = (...events: QueryEvent[]): QueryState => events.reduce(reduceQuery, noQuery);
const kindAfter = (...events: QueryEvent[]) => viewOf(stateAfter(...events)).kind;

describe('a panel', () => {
  test('is blank before it is asked, and for the first moment of waiting', () => {
    expect([kindAfter(), kindAfter(start(1))]).toEqual(['blank', 'blank']);
  });

  test('says that it waits once that takes longer', () => {
    expect(kindAfter(start(1), noticed(1))).toBe('loading');
  });

  test('shows the answer', () => {
    expect(viewOf(stateAfter(start(1), answered(1)))).toEqual({
      kind: 'answer',
      shown: { answer: answer(1), question: question('up'), receivedAtMs: 200 },
      running: undefined,
      problem: undefined,
    });
  });

  test('says that nothing matched', () => {
    expect(kindAfter(start(1), answered(1, 0))).toBe('empty');
  });

  test('shows an answer of text although it has no series', () => {
    const text: QueryEvent = {
      kind: 'answered',
      id: 1,
      answer: { ...answer(0), done: { ...answer(0).done, text: '' } },
      atMs: 1,
    };
    expect(kindAfter(start(1), text)).toBe('answer');
  });

  test('keeps the old graph while it asks again', () => {
    const view = viewOf(stateAfter(start(1), answered(1), start(2), noticed(2)));
    expect(view).toMatchObject({ kind: 'answer', running: { id: 2 } });
  });

  test('drops the graph of another expression once the new one takes long', () => {
    expect(kindAfter(start(1, 'a'), answered(1), start(2, 'b'))).toBe('answer');
    expect(kindAfter(start(1, 'a'), answered(1), start(2, 'b'), noticed(2))).toBe('loading');
  });

  test('takes no answer but that of its newest question', () => {
    const newest = stateAfter(start(1), start(2), answered(2, 2));
    expect(reduceQuery(newest, answered(1, 1))).toBe(newest);
    expect(stateAfter(start(1), start(2), answered(1, 1)).shown).toBeUndefined();
    expect(stateAfter(start(1), start(2), failed(1, 'prometheus.execution')).problem).toBeUndefined();
    expect(stateAfter(start(1), start(2), noticed(1)).running?.noticed).toBe(false);
  });

  test('shows the progress of the run that is under way', () => {
    const progress = { kind: 'progress', phase: 'reading', receivedBytes: 5 } as const;
    expect(stateAfter(start(1), { kind: 'progress', id: 1, progress }).running?.progress).toEqual(progress);
  });

  test('puts what the server refuses in the place of what it gave before', () => {
    expect(kindAfter(start(1), answered(1), start(2), failed(2, 'prometheus.badData'))).toBe('failed');
  });

  test('keeps the data and says why it is old when the connection goes', () => {
    for (const code of ['prometheus.connectionLost', 'rpc.disconnected', 'connection.notConnected'] as const) {
      const view = viewOf(
        stateAfter(start(1), answered(1), start(2), failed(2, code, code === 'prometheus.connectionLost')),
      );
      expect(view).toMatchObject({ kind: 'answer', problem: { kind: 'failed', error: { code } } });
    }
  });

  test('shows a failure until there is an answer, without flickering at a refresh', () => {
    const events = [start(1), failed(1, 'prometheus.execution'), start(2)];
    expect(kindAfter(...events)).toBe('failed');
    expect(kindAfter(...events, answered(2))).toBe('answer');
  });

  test('says of what failed or was empty that it waits where somebody asks, not where the refresh does', () => {
    for (const before of [failed(1, 'prometheus.execution'), answered(1, 0)]) {
      expect(kindAfter(start(1), before, start(2), noticed(2))).toBe('loading');
      const kind = kindAfter(start(1), before, start(2, 'up', true), noticed(2));
      expect(kind).toBe(before.kind === 'failed' ? 'failed' : 'empty');
    }
    expect(kindAfter(start(1, 'up', true), noticed(1))).toBe('loading');
  });

  test('keeps the data when a server is too slow for the same again, not when it is for another window', () => {
    const tooSlow = failed(2, 'prometheus.timeout', true);
    expect(kindAfter(startAt(1, 0, 10), answered(1), startAt(2, 5, 15), tooSlow)).toBe('answer');
    expect(kindAfter(startAt(1, 0, 10), answered(1), startAt(2, 0, 99), tooSlow)).toBe('failed');
    const lost = failed(2, 'prometheus.connectionLost', true);
    expect(kindAfter(startAt(1, 0, 10), answered(1), startAt(2, 0, 99), lost)).toBe('answer');
  });

  test('waits no longer for what was dropped', () => {
    const dropped = { kind: 'dropped', id: 1 } as const;
    expect(kindAfter(start(1), noticed(1), dropped)).toBe('blank');
    expect(stateAfter(start(1), start(2), dropped).running?.id).toBe(2);
  });

  test('says that it was cancelled, and after how long', () => {
    expect(viewOf(stateAfter(start(1), noticed(1), cancelled(1)))).toMatchObject({ kind: 'cancelled', afterMs: 250 });
  });

  test('keeps the old data when a refresh is cancelled', () => {
    const view = viewOf(stateAfter(start(1), answered(1), start(2), noticed(2), cancelled(2)));
    expect(view).toMatchObject({ kind: 'answer', problem: { kind: 'cancelled' }, running: undefined });
  });

  test('forgets a cancellation when it is asked again', () => {
    expect(stateAfter(start(1), cancelled(1), start(2)).problem).toBeUndefined();
  });

  test('is blank again when its expression is cleared', () => {
    expect(stateAfter(start(1), answered(1), { kind: 'clear' })).toEqual(noQuery);
  });
});

describe('the same again', () => {
  const of = (startMs: number, endMs: number, nowMs: number): Question => ({
    ...question('up'),
    span: { startMs, endMs },
    nowMs,
  });

  test('is a window of the same length that follows now, or the very same', () => {
    const shown = of(0, 10, 10);
    expect(
      [of(5, 15, 15), of(0, 10, 99), of(0, 15, 15), of(2, 12, 15)].map((other) => isRenewal(shown, other)),
    ).toEqual([true, true, false, false]);
  });
});
