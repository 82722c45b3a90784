/** Why an expression matched nothing: asks the source about what it reads, selector by selector, within a bounded time. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { EmptyReason } from '../../../../shared/model/catalog.ts';
import type { Expr } from '../../../../shared/promql/ast.ts';
import { parseUnchecked } from '../../../../shared/promql/parser.ts';
import { PromqlError } from '../../../../shared/promql/promql-error.ts';
import { readSelectors } from '../../../../shared/promql/read-selectors.ts';
import { withDeadline } from '../../base/deadline.ts';
import type { Clock } from '../../ports.ts';
import type { ExprSpan, Source } from '../source.ts';
import { explainSelector, type SelectorAsker } from './explain-selector.ts';
import { askerOf } from './samples.ts';

export interface ExplainDeps {
  readonly source: Pick<Source, 'query' | 'catalog'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Of all that is asked together. Default 20,000. */
  readonly timeoutMs?: number;
}

/** Each takes a request at least. */
const mostSelectors = 10;

/** What is said of several selectors: the first of these. */
const order: readonly EmptyReason['kind'][] = ['noMetric', 'noLabel', 'noValue', 'noSamples', 'unknown', 'nothingLeft'];

class Late extends Error {}

/** @throws as Source.query, but for what says only that it cannot be found out */
export async function explainEmpty(
  { source, clock, timeoutMs = 20_000 }: ExplainDeps,
  { expr, ...span }: ExprSpan,
  signal: AbortSignal,
): Promise<EmptyReason> {
  const parsed = parse(expr);
  if (parsed === undefined) return { kind: 'unknown' };
  const work = (limited: AbortSignal) => {
    const ask = askerOf(source, { signal: limited, timeoutMs });
    const asker = { catalog: source.catalog, ask, nowMs: clock.now(), signal: limited };
    return explain(asker, parsed, span);
  };
  try {
    return await withDeadline(signal, timeoutMs, () => new Late(), work);
  } catch (error) {
    if (error instanceof Late) return { kind: 'unknown' };
    throw error;
  }
}

/** @returns undefined where the server understands what we do not */
function parse(expr: string): Expr | undefined {
  try {
    return parseUnchecked(expr);
  } catch (error) {
    if (error instanceof PromqlError) return undefined;
    throw error;
  }
}

async function explain(asker: SelectorAsker, expr: Expr, span: Omit<ExprSpan, 'expr'>): Promise<EmptyReason> {
  const read = readSelectors(expr, span);
  const different = [...new Map(read.map((one) => [JSON.stringify(one), one])).values()];
  let first: EmptyReason = different.length > mostSelectors ? { kind: 'unknown' } : { kind: 'nothingLeft' };
  for (const selector of different.slice(0, mostSelectors)) {
    const reason = selector === undefined ? unknown : await explainOne(asker, selector);
    if (reason !== undefined && order.indexOf(reason.kind) < order.indexOf(first.kind)) first = reason;
    if (first.kind === 'noMetric') break;
  }
  return first;
}

const unknown: EmptyReason = { kind: 'unknown' };

/** The server answered, but not this: too many series or samples, or too slow. */
const cannotTell: ReadonlySet<string> = new Set([
  'prometheus.badData',
  'prometheus.execution',
  'prometheus.timeout',
  'prometheus.tooLarge',
  'query.deadline',
  'query.invalid',
  'query.failed',
  'query.tooMuch',
]);

async function explainOne(
  asker: SelectorAsker,
  selector: Parameters<typeof explainSelector>[1],
): Promise<EmptyReason | undefined> {
  try {
    return await explainSelector(asker, selector);
  } catch (error) {
    if (error instanceof AppError && cannotTell.has(error.code)) return unknown;
    throw error;
  }
}
