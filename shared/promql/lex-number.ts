/**
 * Numbers and durations in a text. What is found need not be valid: as in Prometheus, the lexer takes what looks like a number, and the
 * parser says what is wrong with it.
 *
 * Decided otherwise than Prometheus 3: a hexadecimal number may hold an `e` anywhere (there, `0x1e` is refused at the end of a text).
 */

/** What was read ends at `end`; `kind` undefined: it is neither. */
export interface ScannedNumber {
  readonly kind: 'number' | 'duration' | undefined;
  readonly end: number;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isHexDigit = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70) || code === 95;

const dot = 46;
const underscore = 95;
const isExponent = (code: number): boolean => code === 101 || code === 69;

function skipDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

interface Scan {
  readonly end: number;
  readonly ok: boolean;
}

function scanHex(text: string, start: number): Scan {
  let at = start + 2;
  while (isHexDigit(text.charCodeAt(at))) at += 1;
  return text.charCodeAt(at) === dot ? { end: at + 1, ok: false } : { end: at, ok: true };
}

/** `_` and `.` stand between digits; an exponent is followed by something. */
function scanDecimal(text: string, start: number): Scan {
  let at = start;
  let dots = 0;
  let exponents = 0;
  if (text.charCodeAt(at) === dot) at += 1;
  for (;;) {
    at = skipDigits(text, at);
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (code === dot) {
      dots += 1;
      if (dots > 1) return { end: at + 1, ok: false };
      if (next === dot || next === underscore) return { end: at + 2, ok: false };
      at += 1;
    } else if (isExponent(code)) {
      exponents += 1;
      if (exponents > 1) return { end: at + 1, ok: false };
      at += next === 43 || next === 45 ? 2 : 1;
      const after = text.charCodeAt(at);
      if (at >= text.length) return { end: at, ok: false };
      if (after === dot || after === underscore || isExponent(after)) return { end: at + 1, ok: false };
    } else if (code === underscore) {
      if (at + 1 >= text.length) return { end: at + 1, ok: false };
      if (next === dot || next === underscore || isExponent(next)) return { end: at + 2, ok: false };
      at += 1;
    } else {
      return { end: at, ok: true };
    }
  }
}

const unit = /[smhdwy]s?/y;
const moreUnits = /(?:\d+[smhdw]s?)*/y;

function scanUnits(text: string, from: number): Scan {
  unit.lastIndex = from;
  if (!unit.test(text)) return { end: from, ok: false };
  moreUnits.lastIndex = unit.lastIndex;
  moreUnits.test(text);
  const end = moreUnits.lastIndex;
  const code = text.charCodeAt(end);
  if (isDigit(code)) return { end: skipDigits(text, end), ok: false };
  return isLetter(code) ? { end: end + 1, ok: false } : { end, ok: true };
}

/** Reads what begins with a digit, or with a dot and a digit. */
export function scanNumber(text: string, start: number): ScannedNumber {
  const second = text.charCodeAt(start + 1);
  const isHex = text.charCodeAt(start) === 48 && (second === 120 || second === 88);
  const number = isHex ? scanHex(text, start) : scanDecimal(text, start);
  const after = text.charCodeAt(number.end);
  if (number.ok && !isDigit(after) && !isLetter(after)) return { kind: 'number', end: number.end };
  const duration = scanUnits(text, number.end);
  return { kind: duration.ok ? 'duration' : undefined, end: duration.end };
}
