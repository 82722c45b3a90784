/** A request of remote read: prompb.ReadRequest, in snappy. https://github.com/prometheus/prometheus/blob/main/prompb/remote.proto */
import { AppError } from '../../../../../shared/base/errors.ts';
import { snappyOf } from '../../../../../shared/format/snappy.ts';
import { type Labels, labelValue } from '../../../../../shared/model/labels.ts';
import type { LabelMatcher, MatchOperator, VectorSelector } from '../../../../../shared/promql/ast.ts';
import { parseUnchecked } from '../../../../../shared/promql/parser.ts';
import { PromqlError } from '../../../../../shared/promql/promql-error.ts';
import type { BytesRequest } from '../api-client.ts';
import { parsePosition } from '../failures.ts';
import { ownMatcher } from './told-labels.ts';

/** prompb.ReadRequest.ResponseType. */
const samplesType = 0;
const streamedChunksType = 1;

const matcherTypes: Readonly<Record<MatchOperator, number>> = { '=': 0, '!=': 1, '=~': 2, '!~': 3 };

interface ReadQuery {
  /** With what is forced on them. */
  readonly selectors: readonly string[];
  /** Both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  readonly acceptsChunks: boolean;
  /** What the server adds for others, and takes in `=` for what all have. */
  readonly added?: Labels;
  /** On each of them, too. */
  readonly matchers?: readonly LabelMatcher[];
}

/** One query for each selector. @throws AppError prometheus.badData for what is no selector */
export function readRequest(query: ReadQuery): BytesRequest {
  const { selectors, startMs, endMs, acceptsChunks, added = [], matchers: more = [] } = query;
  const isAdded = ({ op, name, value }: LabelMatcher) => op === '=' && labelValue(added, name) === value;
  const stored = (one: LabelMatcher) => (isAdded(one) ? ownMatcher(one.name, one.value) : one);
  const queries = selectors.flatMap((selector) => {
    const wanted = [...matchersOf(selector).map(stored), ...more];
    const matchers = wanted.flatMap((matcher) => message(3, matcherBytes(matcher)));
    return message(1, [...integer(1, startMs), ...integer(2, endMs), ...matchers]);
  });
  const types = acceptsChunks ? [streamedChunksType, samplesType] : [samplesType];
  return {
    path: '/api/v1/read',
    body: snappyOf(Uint8Array.from([...queries, ...message(2, types)])),
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-read-version': '0.1.0',
      // Chunks are as small as they become, and what proxies pack is unpacked on the main thread.
      'accept-encoding': 'identity',
    },
  };
}

/** The metric's name among them. @throws AppError prometheus.badData */
function matchersOf(selector: string): readonly LabelMatcher[] {
  const { name, matchers } = selectorOf(selector);
  return name === undefined ? matchers : [{ name: '__name__', op: '=', value: name }, ...matchers];
}

/** @throws AppError prometheus.badData for what is no plain selector */
export function selectorOf(text: string): VectorSelector {
  try {
    const expr = parseUnchecked(text);
    if (expr.kind === 'vectorSelector' && expr.at === undefined && expr.offset === undefined) return expr;
    throw new PromqlError('expected a selector without offset and @', text, expr.start, expr.end);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const { message: serverMessage } = error;
    const details = { serverMessage, ...parsePosition(serverMessage) };
    throw new AppError('prometheus.badData', `Raw samples are had of selectors only: ${serverMessage}`, { details });
  }
}

type Bytes = readonly number[];

function matcherBytes({ op, name, value }: LabelMatcher): Bytes {
  return [...integer(1, matcherTypes[op]), ...text(2, name), ...text(3, value)];
}

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return [...bytes, rest];
}

/** @param value not negative */
const integer = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];
const message = (field: number, bytes: Bytes): Bytes => [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
const text = (field: number, value: string): Bytes => message(field, [...new TextEncoder().encode(value)]);
