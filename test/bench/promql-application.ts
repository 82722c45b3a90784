/** What a page has of the application for a query, and nothing else: the contract over a message port, and behind it the worker that evaluates. */
import { MessageChannel } from 'node:worker_threads';
import { createWorkerPool } from '../../electron/backend/base/worker-pool.ts';
import { serve } from '../../electron/backend/rpc/serve.ts';
import { runLocalQuery } from '../../electron/backend/sources/local/run-query.ts';
import { messagePortTransport } from '../../electron/desktop/message-port-transport.ts';
import { queryDomain } from '../../shared/contract/query.ts';
import { joinParts, type Part } from '../../shared/model/columns.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { Columns, QueryDone, QueryRequest } from '../../shared/model/query.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { mainPort } from '../unit/rpc/main-port.ts';

const contract = { query: { run: queryDomain.run } };
const context = 'bench' as ContextId;
const log = { write: (_level: string, scope: string, message: string) => console.error(scope, message) };
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const language = { semantics: 'v2', parse: {}, lookbackMs: 300_000, subqueryStepMs: 60_000 } as const;

export interface LocalAnswer {
  readonly columns: Columns;
  readonly done: QueryDone;
}

export interface BenchApplication {
  /** From the call to columns in the caller. */
  query(request: QueryRequest, signal?: AbortSignal): Promise<LocalAnswer>;
  close(): Promise<void>;
}

/** @param workerUrl of a worker that serves queries @param storage as that worker knows it */
export function startApplication(workerUrl: URL, storage: string): BenchApplication {
  const pool = createWorkerPool({ url: workerUrl, log, size: 1, idleMs: 2 ** 31 - 1 });
  const deps = { pool, clock, storage, language, budgetBytes: 2 ** 31 };
  const channel = new MessageChannel();
  const served = serve(
    contract,
    { query: { run: ({ request }, { signal }) => runLocalQuery(request, { signal, timeoutMs: 120_000 }, deps) } },
    messagePortTransport(mainPort(channel.port1)),
    log,
  );
  const transport = messagePortTransport(mainPort(channel.port2));
  const client = createClient(contract, transport);
  return {
    async query(request, signal) {
      const parts: Part[] = [];
      let done: QueryDone | undefined;
      for await (const item of client.query.run({ context, request }, { signal })) {
        if (item.kind === 'part') parts.push(item);
        else if (item.kind === 'done') done = item;
      }
      if (done === undefined) throw new Error('the query has no end');
      return { columns: joinParts(parts), done };
    },
    async close() {
      transport.close();
      served.dispose();
      await pool.close();
    },
  };
}
