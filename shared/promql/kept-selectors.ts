/** The selectors of the series that an expression reads, of whatever time: what has to be recorded, or taken along, to evaluate it. */
import { type Call, type Expr, type VectorSelector, walk } from './ast.ts';
import { printExpr, printMatcher } from './print.ts';
import { readSelectors, type TimeReach } from './read-selectors.ts';

/** @returns each once, in the order of the text, without offset and `@` */
export function keptSelectors(expr: Expr): readonly string[] {
  const selectors = new Set<string>();
  const dataSelectors = new Set<Expr>();
  // A call is visited before its arguments.
  walk(expr, (node) => {
    if (node.kind === 'call' && node.name === 'info') {
      if (node.args[1] !== undefined) dataSelectors.add(node.args[1]);
      selectors.add(infoSelector(node));
    }
    if (node.kind === 'vectorSelector' && !dataSelectors.has(node)) selectors.add(bare(node));
  });
  return [...selectors];
}

function bare({ kind, name, matchers, braces, start, end }: VectorSelector): string {
  return printExpr({ kind, name, matchers, braces, start, end });
}

/** `info()` reads these by itself; a second argument says which, if it names them, and else only which of their labels are added. */
function infoSelector({ args }: Call): string {
  const [, labels] = args;
  if (labels?.kind !== 'vectorSelector') return 'target_info';
  if (labels.name !== undefined) return labels.name;
  const names = labels.matchers.filter(({ name }) => name === '__name__');
  return names.length === 0 ? 'target_info' : `{${names.map(printMatcher).join(',')}}`;
}

/** Prometheus's default: a value counts for so long where nothing newer came. */
const lookbackMs = 300_000;

/** @returns the times whose samples an expression reads when it is evaluated over the span; both ends inclusive. */
export function readReach(expr: Expr, span: TimeReach): TimeReach {
  let { startMs, endMs } = span;
  for (const read of readSelectors(expr, span)) {
    if (read === undefined) continue;
    startMs = Math.min(startMs, read.evaluated.startMs - (read.rangeMs ?? lookbackMs));
    endMs = Math.max(endMs, read.evaluated.endMs);
  }
  return { startMs: Math.max(0, Math.floor(startMs)), endMs: Math.ceil(endMs) };
}
