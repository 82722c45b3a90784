/** Remarks on operators between vectors whose series can find no partner, or more than one. */
import type { Binary } from './ast.ts';
import type { LabelSets } from './label-sets.ts';
import { hint, type LintContext } from './lint-parts.ts';
import { valueType } from './type-check.ts';

/** What a target gives to every series of its own. */
const ofTargets = ['instance', 'job'];

export function lintMatching(binary: Binary, sets: LabelSets, context: LintContext): void {
  const { op, left, right, matching } = binary;
  // What `or` finds no partner for, it keeps.
  if (op === 'or' || valueType(left) !== 'vector' || valueType(right) !== 'vector') return;
  const sides = { left: sets.of(left), right: sets.of(right) };
  if (matching.on) lintOn(binary, sides, context);
  else lintAll(binary, sides, context);
  const one = matching.cardinality === 'one-to-many' ? sides.left : sides.right;
  if (one?.kind !== 'known') return;
  const missing = matching.include.filter((label) => !one.labels.has(label));
  if (missing.length > 0) {
    hint(context, 'includeMissing', operatorOf(binary, context), {
      severity: 'info',
      details: { labels: missing.join(', ') },
    });
  }
}

interface Sides {
  readonly left: ReturnType<LabelSets['of']>;
  readonly right: ReturnType<LabelSets['of']>;
}

/** Without `on`, all labels have to be equal. */
function lintAll(binary: Binary, { left, right }: Sides, context: LintContext): void {
  const { labels: ignored, cardinality } = binary.matching;
  if (cardinality === 'many-to-one' || cardinality === 'one-to-many') return;
  if (left === undefined || right === undefined || (left.kind === 'scraped' && right.kind === 'scraped')) return;
  const counted = (labels: ReadonlySet<string>) => [...labels].filter((label) => !ignored.includes(label)).sort();
  const place = operatorOf(binary, context);
  if (left.kind === 'known' && right.kind === 'known') {
    const [lefts, rights] = [counted(left.labels), counted(right.labels)];
    if (lefts.join() === rights.join()) return;
    const details = { left: listOf(lefts), right: listOf(rights) };
    hint(context, 'labelsDiffer', place, { severity: 'warning', details });
    return;
  }
  const labels = left.kind === 'known' ? left.labels : right.kind === 'known' ? right.labels : new Set<string>();
  // Whoever ignores something has thought of it.
  if (ignored.length > 0 || ofTargets.some((label) => labels.has(label))) return;
  const own = listOf([...labels].sort());
  const others = `${ofTargets.join(', ')}, …`;
  const details = left.kind === 'known' ? { left: own, right: others } : { left: others, right: own };
  hint(context, 'labelsDiffer', place, { severity: 'warning', details });
}

/** A side without any labels is often joined on purpose, by a label that nothing has. */
function hasAlone(one: Sides['left'], other: Sides['left'], label: string): boolean {
  if (other?.kind !== 'known' || other.labels.has(label)) return false;
  return one?.kind === 'known' ? one.labels.has(label) : one?.kind === 'scraped' && other.labels.size > 0;
}

function lintOn(binary: Binary, { left, right }: Sides, context: LintContext): void {
  const { labels, cardinality } = binary.matching;
  const missing = labels.filter((label) => hasAlone(left, right, label) || hasAlone(right, left, label));
  const place = operatorOf(binary, context);
  if (missing.length > 0) {
    hint(context, 'onMissing', place, { severity: 'warning', details: { labels: missing.join(', ') } });
  }
  if (cardinality !== 'one-to-one' || missing.length > 0) return;
  const more = (side: Sides['left']) =>
    side?.kind === 'known' && [...side.labels].some((label) => !labels.includes(label));
  const all = (side: Sides['left']) =>
    side?.kind === 'known' && [...side.labels].every((label) => labels.includes(label));
  const side = more(left) && all(right) ? 'group_left' : more(right) && all(left) ? 'group_right' : undefined;
  if (side === undefined) return;
  const fix = { from: place.end, to: place.end, insert: ` ${side} ()`, shown: `${side} ()` };
  hint(context, 'needsGroup', place, { severity: 'info', details: { side }, fix });
}

/** An empty list reads as one, in any language. */
function listOf(labels: readonly string[]): string {
  return labels.length === 0 ? '{}' : labels.join(', ');
}

/** With its modifiers, without the space around. */
function operatorOf({ left, right }: Binary, { text }: LintContext): { readonly start: number; readonly end: number } {
  const between = text.slice(left.end, right.start);
  const start = left.end + between.length - between.trimStart().length;
  return { start, end: start + between.trim().length };
}
