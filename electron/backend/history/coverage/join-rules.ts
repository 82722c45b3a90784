/**
 * What was covered of a source. Whatever the rule: a time is recorded where any rule recorded, and a gap only where none did. Of what several
 * selectors select: where all of them were recorded, each by any of the rules that may have its series.
 */
import { gapDetails } from '../../../../shared/model/gap-details.ts';
import type { RuleSpans } from './coverage-reader.ts';
import { type CoverageState, type Span, spansWithin, type TimeWindow } from './spans.ts';

/** Of rules that say different things of one time: what keeps a machine from recording comes before what a person did, and that before not knowing. */
const gapsFirst: readonly CoverageState[] = ['asleep', 'unreachable', 'deleted', 'other', 'notRecorded', 'recorded'];
const recordedFirst: readonly CoverageState[] = ['recorded', ...gapsFirst.slice(0, -1)];

interface Edge {
  readonly atMs: number;
  readonly span: Span;
  readonly opens: boolean;
}

/** @param rules the spans of each, as a reader gives them for the window @returns the whole window, rising */
export function joinRules(rules: readonly (readonly Span[])[], window: TimeWindow): readonly Span[] {
  return join(rules, window, recordedFirst);
}

/**
 * @param beside for each selector, the rules that have none of its series. One that no rule has is left out: nothing was ever asked for it, and
 * where that is so of all of them, it is as whatever the rule. What the server had nothing of counts as recorded where any rule was: a series
 * that is younger takes nothing from what is read beside it. @returns as `joinRules`
 */
export function joinSelectors(
  rules: readonly RuleSpans[],
  beside: readonly (readonly string[])[],
  window: TimeWindow,
): readonly Span[] {
  const whatever = joinRules(rules.map(spansOf), window);
  const recorded = whatever.filter(({ state }) => state === 'recorded');
  const known = rules.map(({ rule, spans }) => ({ rule, spans: withoutYoung(spans, recorded) }));
  const selectors = beside.flatMap((none) => {
    const its = known.filter(({ rule }) => !none.includes(rule));
    return its.length === 0 ? [] : [joinRules(its.map(spansOf), window)];
  });
  return selectors.length === 0 ? whatever : join(selectors, window, gapsFirst);
}

const spansOf = ({ spans }: RuleSpans) => spans;

/**
 * What a server was asked for and had nothing of, while others were recorded, is a series that was not there yet: nothing is missing.
 * @param recorded by any rule; rising, as the spans are
 */
function withoutYoung(spans: readonly Span[], recorded: readonly TimeWindow[]): readonly Span[] {
  let next = 0;
  return spans.flatMap((span) => {
    if (span.state !== 'other' || !span.detail.startsWith(gapDetails.gone)) return [span];
    const parts: Span[] = [];
    let fromMs = span.startMs;
    while ((recorded[next]?.endMs ?? span.startMs) < span.startMs) next += 1;
    for (let i = next; i < recorded.length; i += 1) {
      const { startMs, endMs } = recorded[i] as TimeWindow;
      if (startMs > span.endMs) break;
      if (startMs > fromMs) parts.push({ ...span, startMs: fromMs, endMs: startMs - 1 });
      fromMs = Math.min(endMs, span.endMs) + 1;
      parts.push({ startMs: Math.max(startMs, span.startMs), endMs: fromMs - 1, state: 'recorded', detail: '' });
    }
    return fromMs > span.endMs ? parts : [...parts, { ...span, startMs: fromMs }];
  });
}

/** @param precedence which of several states counts: the first */
function join(
  rules: readonly (readonly Span[])[],
  window: TimeWindow,
  precedence: readonly CoverageState[],
): readonly Span[] {
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
