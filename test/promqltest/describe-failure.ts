/** A failure for whoever reads it: where, what, expected and got. */
import type { ScriptFailure } from './run-script.ts';

export function describeFailure(file: string, { line, what, how, expected, got }: ScriptFailure): string {
  const again = how === undefined ? [] : [`  evaluated again as: ${how}`];
  return [`${file}:${line}: ${what}`, ...again, `  expected: ${expected}`, `  got:      ${got}`].join('\n');
}
