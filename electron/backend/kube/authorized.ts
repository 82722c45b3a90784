/** A request that is made again, once, where its credentials were refused and there are others. */
import type { ApiAccess, ApiIdentity } from './api-access.ts';

export interface AuthorizedRequest<Answer> {
  readonly send: (identity: ApiIdentity) => Promise<Answer>;
  /** Whether the API server did not accept who asked. */
  readonly isRefused: (answer: Answer) => boolean;
  /** Of a refused answer that is not given out. */
  readonly discard?: (answer: Answer) => void;
}

/** @throws AppError auth.*, and whatever `send` throws; CancelledError */
export async function authorized<Answer>(
  access: ApiAccess,
  signal: AbortSignal,
  { send, isRefused, discard }: AuthorizedRequest<Answer>,
): Promise<Answer> {
  const identity = await access.identity(signal);
  const answer = await send(identity);
  if (!isRefused(answer)) return answer;
  const renewed = await access.renew(identity, signal);
  if (renewed === undefined) return answer;
  discard?.(answer);
  return send(renewed);
}
