import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../renderer/client/run-query.ts';
import { askNodes, atOnce } from '../../../../renderer/views/explorer/anatomy/ask-nodes.ts';
import type { NodeResults } from '../../../../renderer/views/explorer/anatomy/node-result.ts';
import { AppError, CancelledError, type ErrorCode } from '../../../../shared/base/errors.ts';
import { expressionTree } from '../../../../shared/promql/expression-tree.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { answerOf } from './answers.ts';

interface Asked {
  readonly query: string;
  readonly signal: AbortSignal;
  answer(): void;
  fail(code: ErrorCode): void;
}

/** A server that answers when it is told to; a cancelled question rejects, as the client's does. */
function start(expr: string) {
  const asked: Asked[] = [];
  const own = new AbortController();
  let latest: NodeResults = new Map();
  const ask = (query: string, signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    signal.addEventListener('abort', () => reject(new CancelledError()));
    asked.push({
      query,
      signal,
      answer: () => resolve(answerOf([['job', query]])),
      fail: (code) => reject(new AppError(code, code)),
    });
    return promise;
  };
  const done = askNodes({
    root: expressionTree(parseUnchecked(expr)),
    ask,
    onResults: (results) => {
      latest = results;
    },
    signal: own.signal,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    done,
    cancel: () => own.abort(),
    queries: () => asked.map(({ query }) => query),
    kinds: () => Object.fromEntries([...latest].sort().map(([path, { kind }]) => [path, kind])),
    /** Answers a question, or fails it, and waits for what comes of it. */
    async tell(query: string, code?: ErrorCode) {
      const one = asked.findLast((each) => each.query === query);
      if (code === undefined) one?.answer();
      else one?.fail(code);
      await settled();
    },
  };
}

describe('asking an expression part by part', () => {
  it('goes from the inside out, and stands a range in by its newest samples', async () => {
    const server = start('sum(rate(a[5m]))');
    expect(server.queries()).toEqual(['last_over_time(a[5m])']);
    for (const query of ['last_over_time(a[5m])', 'rate(a[5m])', 'sum(rate(a[5m]))']) await server.tell(query);
    await server.done;
    expect([server.queries(), server.kinds()]).toEqual([
      ['last_over_time(a[5m])', 'rate(a[5m])', 'sum(rate(a[5m]))'],
      { '0': 'series', '0.0': 'series', '0.0.0': 'series' },
    ]);
  });

  it('asks a few parts at once, and the next as each is answered', async () => {
    const server = start('a + b + c + d + e + f');
    expect(server.queries()).toHaveLength(atOnce);
    await server.tell('a');
    expect(server.queries()).toHaveLength(atOnce + 1);
    server.cancel();
    await server.done;
  });

  it('goes on beside a part that failed, and never asks what stands on it', async () => {
    const server = start('sum(a) + sum(b)');
    await server.tell('a', 'prometheus.execution');
    await server.tell('b');
    await server.tell('sum(b)');
    await server.done;
    expect([server.queries(), server.kinds()]).toEqual([
      ['a', 'b', 'sum(b)'],
      { '0': 'blocked', '0.0': 'blocked', '0.0.0': 'failed', '0.1': 'series', '0.1.0': 'series' },
    ]);
  });

  it('ends at the first lost connection: every other part would fail the same way', async () => {
    const server = start('sum(a) + sum(b)');
    await server.tell('a', 'prometheus.connectionLost');
    await server.done;
    expect([server.queries(), server.kinds()]).toEqual([
      ['a', 'b'],
      { '0': 'cancelled', '0.0': 'cancelled', '0.0.0': 'failed', '0.1': 'cancelled', '0.1.0': 'cancelled' },
    ]);
  });

  it('cancels what is under way, keeps what is there, and says of the rest that it was cancelled', async () => {
    const server = start('sum(a) + sum(b)');
    await server.tell('a');
    server.cancel();
    await server.done;
    expect(server.kinds()).toEqual({
      ...{ '0': 'cancelled', '0.0': 'cancelled', '0.0.0': 'series' },
      ...{ '0.1': 'cancelled', '0.1.0': 'cancelled' },
    });
  });
});
