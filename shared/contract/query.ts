import { z } from 'zod';
import type { Exemplars } from '../model/exemplar.ts';
import type { QueryItem, QueryRequest } from '../model/query.ts';
import { contextId } from './contexts.ts';
import { method, stream } from './define.ts';

const timeMs = z.number().finite();
const expr = z.string().max(1_000_000);

const request: z.ZodType<QueryRequest> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('instant'), expr, timeMs: timeMs.optional() }),
  z.strictObject({
    kind: z.literal('range'),
    expr,
    startMs: timeMs,
    endMs: timeMs,
    stepMs: z.number().positive().finite(),
  }),
]);

/** One query on one context; cancelling the stream cancels it down to the socket. Fails with connection.notConnected without a source. */
export const queryDomain = {
  run: stream<QueryItem>()(
    z.strictObject({
      context: contextId,
      request,
      timeoutMs: z.number().int().min(100).max(600_000).optional(),
      /** What is recorded is evaluated so; absent: as the server would have that recorded it. Of no meaning to a server's own answer. */
      semantics: z.enum(['v2', 'v3']).optional(),
    }),
  ),
  /** Of all series in the expression; empty where the server stores none. Fails as `run` does. */
  exemplars: method<Exemplars>()(z.strictObject({ context: contextId, expr, startMs: timeMs, endMs: timeMs })),
};
