/** The requests of a catalog: which series they are about, and when. */
import { AppError } from '../../../../../shared/base/errors.ts';
import type { LabelMatcher, VectorSelector } from '../../../../../shared/promql/ast.ts';
import { injectMatchers } from '../../../../../shared/promql/inject-matchers.ts';
import { matchesEmpty } from '../../../../../shared/promql/parse-selector.ts';
import { parseUnchecked } from '../../../../../shared/promql/parser.ts';
import { printMatcher } from '../../../../../shared/promql/print.ts';
import { PromqlError } from '../../../../../shared/promql/promql-error.ts';
import type { TimeSpan } from '../../source.ts';
import { parsePosition } from '../failures.ts';
import type { ForcedMatchers } from '../forced-matchers.ts';
import type { ApiRequest } from '../request-params.ts';

/** Every series has a name, but Prometheus wants a matcher that some series could fail. */
const anyName: LabelMatcher = { name: '__name__', op: '!=', value: '' };
export const everything = `{${printMatcher(anyName)}}`;

/**
 * What `match[]` is for a selector, '' for all series; undefined where it may be left out, which is far cheaper for a server.
 * @throws AppError prometheus.badData, address.badMatchers
 */
export function matchOf(selector: string, matchers: ForcedMatchers): string | undefined {
  const text = selector.trim();
  const expr = text === '' ? everything : withName(text);
  const forced = matchers.into({ kind: 'instant', expr }).expr;
  return forced === everything ? undefined : forced;
}

/** A selector that all series could match is refused by servers: `{pod=""}`, or what is half typed. */
function withName(text: string): string {
  const selector = parseSelector(text);
  const { name, matchers } = selector;
  if (name !== undefined || matchers.some((matcher) => !matchesEmpty(matcher))) return text;
  return injectMatchers(text, [anyName]);
}

/** @throws AppError prometheus.badData */
function parseSelector(text: string): VectorSelector {
  try {
    const expr = parseUnchecked(text);
    if (expr.kind === 'vectorSelector') return expr;
    throw new PromqlError('expected a selector', text, expr.start, expr.end);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const details = { serverMessage: error.message, ...parsePosition(error.message) };
    throw new AppError('prometheus.badData', `The selector cannot be used: ${error.message}`, { details });
  }
}

interface Selection {
  readonly match: string | undefined;
  readonly span: TimeSpan;
}

function selectionParams({ match, span }: Selection): URLSearchParams {
  const params = new URLSearchParams({ start: seconds(span.startMs), end: seconds(span.endMs) });
  if (match !== undefined) params.set('match[]', match);
  return params;
}

/** As Prometheus reads times. */
export const seconds = (milliseconds: number) => String(Math.round(milliseconds) / 1000);

export function labelNamesRequest(selection: Selection): ApiRequest {
  return { path: '/api/v1/labels', params: selectionParams(selection) };
}

/**
 * The ways to ask for a label's values, the likelier first: a name that Prometheus 2 would not allow is escaped for Prometheus 3, and goes as
 * it is to VictoriaMetrics, which knows no escapes. To the wrong one they answer with nothing, or refuse it.
 */
export function labelValuesRequests(label: string, selection: Selection): readonly [ApiRequest, ...ApiRequest[]] {
  const request = (name: string): ApiRequest => ({
    path: `/api/v1/label/${encodeURIComponent(name)}/values`,
    params: selectionParams(selection),
  });
  const escaped = escapedLabel(label);
  return escaped === label ? [request(label)] : [request(escaped), request(label.toWellFormed())];
}

/** @param limit what newer servers (2.51) stop at; older ones do not know it. */
export function seriesRequest(selection: Selection, limit: number): ApiRequest {
  const params = selectionParams({ ...selection, match: selection.match ?? everything });
  params.set('limit', String(limit));
  return { path: '/api/v1/series', params };
}

export const metadataRequest: ApiRequest = { path: '/api/v1/metadata', params: new URLSearchParams() };

/**
 * How a label's name stands in a path: as it is where Prometheus 2 would allow it, else as Prometheus 3 escapes UTF-8 names.
 * https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values
 */
export function escapedLabel(name: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) return name;
  let escaped = 'U__';
  for (const char of name) {
    const isPlain = /^[a-zA-Z:]$/.test(char) || (/^\d$/.test(char) && escaped.length > 3);
    if (char === '_') escaped += '__';
    else if (isPlain) escaped += char;
    else escaped += `_${(char.codePointAt(0) ?? 0xfffd).toString(16)}_`;
  }
  return escaped;
}
