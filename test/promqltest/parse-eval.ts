/** Eval statements: the expression, when it is evaluated, and what is expected of it. */
import { parseDuration } from '../../shared/format/duration.ts';
import type { Expr } from '../../shared/promql/ast.ts';
import { parseExpr } from '../../shared/promql/parser.ts';
import { PromqlError } from '../../shared/promql/promql-error.ts';
import { ExpectationBuilder } from './expectation-builder.ts';
import { type Block, LineReader } from './line-reader.ts';
import { parseExpectLine } from './parse-expect.ts';
import { parseNumber } from './parse-number.ts';
import { parseSeries } from './parse-series.ts';
import type { EvalCommand, RangeTimes } from './script.ts';

/** Everything that Prometheus 3.14 has an option for. */
export const parseOptions = {
  experimentalFunctions: true,
  durationExpressions: true,
  extendedRangeSelectors: true,
  fillModifiers: true,
};

const instantLine = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/;
const rangeLine = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/;
const rangeVectorLine = /^expect range vector\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+)$/;

interface Head {
  readonly mode: string | undefined;
  readonly text: string;
  readonly when: EvalCommand['when'];
}

/** @returns the command, and how many of the lines after its first are its own */
export function parseEval({ first, rest }: Block): { readonly command: EvalCommand; readonly used: number } {
  const { mode, text, when } = headOf(first);
  const expr = parseExpression(text, first);
  const builder = new ExpectationBuilder(when);
  builder.setMode(mode);
  let used = 0;
  for (const reader of rest) {
    used += 1;
    if (addLine(reader, builder)) break;
  }
  const { expected, timeMs } = builder.build(first);
  const whenAsked = timeMs === undefined ? when : { kind: 'instant' as const, timeMs };
  return { command: { kind: 'eval', line: first.line, text, expr, when: whenAsked, expected }, used };
}

function headOf(reader: LineReader): Head {
  const instant = instantLine.exec(reader.text);
  if (instant !== null) {
    const [, mode, at = '', text = ''] = instant;
    return { mode, text, when: { kind: 'instant', timeMs: durationOf(at, reader) } };
  }
  const range = rangeLine.exec(reader.text);
  if (range === null)
    return reader.fail('eval instant at TIME EXPRESSION or eval range from TIME to TIME step STEP EXPRESSION expected');
  const [, mode, from = '', to = '', step = '', text = ''] = range;
  return { mode, text, when: { kind: 'range', ...timesOf(from, to, step, reader) } };
}

function durationOf(text: string, reader: LineReader): number {
  return parseDuration(text) ?? reader.fail(`no duration: ${text}`);
}

function timesOf(from: string, to: string, step: string, reader: LineReader): RangeTimes {
  const [startMs, endMs, stepMs] = [durationOf(from, reader), durationOf(to, reader), durationOf(step, reader)];
  if (endMs < startMs) reader.fail('the end is before the start');
  return { startMs, endMs, stepMs };
}

function parseExpression(text: string, reader: LineReader): Expr {
  try {
    return parseExpr(text, parseOptions);
  } catch (error) {
    if (error instanceof PromqlError) return reader.fail(error.message);
    throw error;
  }
}

/** @returns whether the statement ends with this line */
function addLine(reader: LineReader, builder: ExpectationBuilder): boolean {
  const { text } = reader;
  if (builder.addOldFailure(reader)) return true;
  if (text.startsWith('expect range vector')) {
    const [, from = '', to = '', step = ''] =
      rangeVectorLine.exec(text) ?? reader.fail('from TIME to TIME step STEP expected');
    builder.setRangeVector(timesOf(from, to, step, reader));
  } else if (text.startsWith('expect string')) {
    builder.setString(stringOf(reader));
  } else if (text.split(' ', 1)[0] === 'expect') {
    builder.addLine(parseExpectLine(reader), reader);
  } else {
    const scalar = parseNumber(text);
    if (scalar === undefined) builder.addSeries(parseSeries(reader), reader);
    else builder.setScalar(scalar);
    return scalar !== undefined;
  }
  return false;
}

function stringOf({ text, line }: LineReader): string {
  const reader = new LineReader(text, line);
  reader.expect(/expect string (?=["`])/y, 'a string in " or `');
  const value = reader.takeString() ?? '';
  if (!reader.isAtEnd) reader.fail('end of the line expected');
  return value;
}
