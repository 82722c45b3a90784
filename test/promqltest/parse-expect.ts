/** Lines that say more than a value: `expect warn msg: …`, `expect fail regex: …`, `expect ordered`. */
import { RE2JS } from 're2js';
import type { LineReader } from './line-reader.ts';
import type { TextPattern } from './script.ts';

export type ExpectKind = 'ordered' | 'fail' | 'warn' | 'no_warn' | 'info' | 'no_info';

export interface ExpectLine {
  readonly kind: ExpectKind;
  readonly pattern: TextPattern;
}

const expectLine = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;

export const anyText: TextPattern = { description: 'anything', matches: () => true };

export function exactly(message: string): TextPattern {
  return { description: message, matches: (text) => text === message };
}

/** Found anywhere in a text. */
export function matching(pattern: string, reader: LineReader): TextPattern {
  try {
    const regexp = RE2JS.compile(pattern);
    return { description: `something like /${pattern}/`, matches: (text) => regexp.matcher(text).find() };
  } catch (error) {
    return reader.fail(`no regular expression: ${pattern} (${error})`);
  }
}

export function parseExpectLine(reader: LineReader): ExpectLine {
  const [, kind, how, text = ''] =
    expectLine.exec(reader.text) ??
    reader.fail('expect KIND, or expect KIND msg: TEXT, or expect KIND regex: PATTERN expected');
  const wanted = text.trim();
  const pattern = how === undefined ? anyText : how === 'msg' ? exactly(wanted) : matching(wanted, reader);
  return { kind: kind as ExpectKind, pattern };
}
