/** One query from the first frame to the joined answer. */
import type { ContractClient } from '../../shared/contract/contract.ts';
import { joinParts, joinSlices, type Part } from '../../shared/model/columns.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type {
  Columns,
  QueryDone,
  QueryProgress,
  QueryRequest,
  QuerySemantics,
  ResultType,
} from '../../shared/model/query.ts';

export interface Answer {
  readonly resultType: ResultType;
  readonly columns: Columns;
  readonly done: QueryDone;
}

export interface RunInput {
  readonly context: ContextId;
  readonly request: QueryRequest;
  readonly timeoutMs: number;
  readonly semantics?: QuerySemantics;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: QueryProgress) => void;
}

/** Rejects with an AppError, or with a cancellation once the signal is aborted. */
export async function runQuery(
  client: { readonly query: Pick<ContractClient['query'], 'run'> },
  input: RunInput,
  { signal, onProgress }: RunOptions,
): Promise<Answer> {
  const slices: Columns[] = [];
  let parts: Part[] = [];
  let resultType: ResultType = 'vector';
  for await (const item of client.query.run(input, { signal })) {
    switch (item.kind) {
      case 'progress':
        onProgress?.(item);
        break;
      case 'head':
        resultType = item.resultType;
        break;
      case 'part':
        parts.push(item);
        break;
      case 'slice':
        slices.push(joinParts(parts));
        parts = [];
        break;
      case 'done':
        return { resultType, columns: joinSlices([...slices, joinParts(parts)]), done: item };
    }
  }
  signal.throwIfAborted();
  throw new Error('the stream of a query ended without its end');
}
