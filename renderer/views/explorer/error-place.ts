/** Where in the expression Prometheus found the error: its own words begin with "1:29: parse error". Pure. */
import type { AppErrorData } from '../../../shared/base/errors.ts';

export interface FoundPlace {
  /** UTF-16 offsets, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** As people count, from 1. */
  readonly line: number;
  readonly column: number;
}

const inWords = /(\d+):(\d+): parse error/;
/** What is underlined: the word or number there, else one character. */
const token = /^(?:[\p{L}\p{N}_:.]+|[\s\S])/u;

/** @returns undefined where the words name no place, or one that is not in the expression. */
export function errorPlace(error: AppErrorData, expr: string): FoundPlace | undefined {
  const words = typeof error.details.serverMessage === 'string' ? error.details.serverMessage : error.message;
  const match = inWords.exec(words);
  if (match === null) return undefined;
  const [line, byteColumn] = [Number(match[1]), Number(match[2])];
  const lines = expr.split('\n');
  const text = lines[line - 1];
  if (text === undefined || byteColumn < 1) return undefined;
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  // Prometheus counts bytes.
  const bytes = new TextEncoder().encode(text).slice(0, byteColumn - 1);
  const column = new TextDecoder().decode(bytes).length;
  const from = before + column;
  const to = from + (token.exec(expr.slice(from))?.[0].length ?? 1);
  return { from, to, line, column: column + 1 };
}
