/** What was covered of a source, whatever the rule: a time is recorded where any rule recorded, and a gap only where none did. */
import { type CoverageState, type Span, spansWithin, type TimeWindow } from './spans.ts';

/** Of rules that say different things of one time: what keeps a machine from recording comes before what a person did, and that before not knowing. */
const precedence: readonly CoverageState[] = ['recorded', 'asleep', 'unreachable', 'deleted', 'other', 'notRecorded'];

interface Edge {
  readonly atMs: number;
  readonly span: Span;
  readonly opens: boolean;
}

/** @param rules the spans of each, as a reader gives them for the window @returns the whole window, rising */
export function joinRules(rules: readonly (readonly Span[])[], window: TimeWindow): readonly Span[] {
  const [only] = rules;
  if (rules.length === 1 && only !== undefined) return only;
  const edges = rules.flat().flatMap((span): Edge[] => [
    { atMs: span.startMs, span, opens: true },
    { atMs: span.endMs + 1, span, opens: false },
  ]);
  edges.sort((a, b) => a.atMs - b.atMs);
  const open = precedence.map(() => new Set<Span>());
  const joined: Span[] = [];
  let fromMs = window.startMs;
  for (let i = 0; i < edges.length; ) {
    const atMs = (edges[i] as Edge).atMs;
    const said = saidBy(open);
    if (said !== undefined && atMs > fromMs) joined.push({ ...said, startMs: fromMs, endMs: atMs - 1 });
    fromMs = Math.max(fromMs, atMs);
    for (; i < edges.length && (edges[i] as Edge).atMs === atMs; i += 1) {
      const { span, opens } = edges[i] as Edge;
      const its = open[precedence.indexOf(span.state)];
      if (opens) its?.add(span);
      else its?.delete(span);
    }
  }
  return spansWithin(joined, window);
}

/** Of several that say the same, one with words. */
function saidBy(open: readonly ReadonlySet<Span>[]): Pick<Span, 'state' | 'detail'> | undefined {
  for (const spans of open) {
    let said: Span | undefined;
    for (const span of spans) if (said === undefined || said.detail === '') said = span;
    if (said !== undefined) return { state: said.state, detail: said.detail };
  }
  return undefined;
}
