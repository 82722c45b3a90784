/** The matchers that every selector of every query to a server gets. What they cannot be put into is not asked at all. */
import { AppError, errorText } from '../../../../shared/base/errors.ts';
import type { QueryRequest } from '../../../../shared/model/query.ts';
import type { LabelMatcher } from '../../../../shared/promql/ast.ts';
import { injectMatchers, parseMatchers } from '../../../../shared/promql/inject-matchers.ts';
import { PromqlError } from '../../../../shared/promql/promql-error.ts';
import { parsePosition, withoutPlace } from './failures.ts';

export interface ForcedMatchers {
  /** @throws AppError prometheus.badData, with its place in the expression; address.badMatchers */
  into(request: QueryRequest): QueryRequest;
  /** An error of the server's about the expression that it got: its place is none in the one that was typed. */
  explain(error: unknown): unknown;
}

const none: ForcedMatchers = { into: (request) => request, explain: (error) => error };

/** @param text as in HttpEndpoint. Does not throw: what is wrong with it is said at every query. */
export function forcedMatchers(text: string | undefined): ForcedMatchers {
  if (text === undefined || text.trim() === '') return none;
  const matchers = readMatchers(text);
  return {
    into(request) {
      if (matchers instanceof AppError) throw matchers;
      try {
        return { ...request, expr: injectMatchers(request.expr, matchers) };
      } catch (error) {
        if (!(error instanceof PromqlError)) throw error;
        throw notPut(error);
      }
    },
    explain: withoutPlace,
  };
}

function notPut({ message }: PromqlError): AppError {
  const details = { serverMessage: message, ...parsePosition(message) };
  const text = `The query was not sent: the matchers that every query here gets cannot be put into it: ${message}`;
  return new AppError('prometheus.badData', text, { details });
}

/** @returns what is wrong with them, where that is so: address.badMatchers. */
export function readMatchers(text: string): readonly LabelMatcher[] | AppError {
  try {
    return parseMatchers(text);
  } catch (error) {
    const reason = errorText(error);
    const details = { matchers: text, reason };
    return new AppError('address.badMatchers', `The matchers ${text} cannot be used: ${reason}.`, { details });
  }
}
