/** Near spellings for a matcher that nothing has: a value, or an expression that is a choice of plain texts. */
import type { LabelMatcher } from '../../../../shared/promql/ast.ts';

/** A full stop is mostly meant as one (`10.0.0.1:9100`). */
const plainChoice = /^[\w\-./: ]+(?:\|[\w\-./: ]+)*$/;
const mostChoices = 4;
const mostNear = 3;

/** @param nearest of one text. @returns whole values for the matcher, the nearest first */
export async function nearPatterns(
  { op, value }: LabelMatcher,
  nearest: (text: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (op === '=') return value === '' ? [] : nearest(value);
  if (op !== '=~' || !plainChoice.test(value)) return [];
  const choices = value.split('|');
  if (choices.length > mostChoices) return [];
  const found: string[] = [];
  for (const [at, choice] of choices.entries()) {
    const others = await nearest(choice);
    found.push(...others.map((other) => choices.with(at, escaped(other)).join('|')));
  }
  return found.slice(0, mostNear);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
