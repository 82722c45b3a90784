/** Reads what was asked and what was answered: spans and gaps of a window, and what is recorded in all, by rule. */
import type { ReadableDatabase } from '../store/open-database.ts';
import { coverageStatements, type StoredRule, type StoredSpan, type WindowOfRule } from './coverage-statements.ts';
import { type CoverageState, type Gap, gapReasons, isGap, type Span, spansWithin, type TimeWindow } from './spans.ts';

export interface RuleSpans {
  readonly rule: string;
  /** Rising, and the whole window: what nobody knows of is `notRecorded`. */
  readonly spans: readonly Span[];
}

interface RecordedTime {
  readonly rule: string;
  /** Of what is recorded; both inclusive. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly totalMs: number;
}

export interface CoverageReader {
  /** By name. */
  rules(): readonly string[];
  /** @param rule undefined for all of them; one that is not there has no spans */
  spans(window: TimeWindow, rule?: string): readonly RuleSpans[];
  gaps(window: TimeWindow, rule: string): readonly Gap[];
  /** Rules of which nothing is recorded are left out. @param rule undefined for all of them */
  recorded(rule?: string): readonly RecordedTime[];
}

interface Totals {
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly totalMs: number | null;
}

export function createCoverageReader(db: ReadableDatabase<'history'>): CoverageReader {
  const allRules = db.prepare<[], StoredRule>(coverageStatements.rules);
  const touching = db.prepare<[WindowOfRule], StoredSpan>(coverageStatements.touching);
  const totals = db.prepare<[number], Totals>(coverageStatements.recorded);
  const rulesOf = (name: string | undefined) =>
    allRules.all().filter((rule) => name === undefined || rule.name === name);

  function spans(window: TimeWindow, name?: string): readonly RuleSpans[] {
    return rulesOf(name).map(({ id, name: rule }) => {
      const stored = touching.all({ rule: id, from: window.startMs, to: window.endMs });
      return { rule, spans: spansWithin(stored.map(spanOf), window) };
    });
  }

  return {
    rules: () => allRules.all().map(({ name }) => name),
    spans,
    gaps(window, rule) {
      const [found] = spans(window, rule);
      return (found?.spans ?? spansWithin([], window)).filter(isGap);
    },
    recorded: (name) =>
      rulesOf(name).flatMap(({ id, name: rule }) => {
        const { firstMs, lastMs, totalMs } = totals.get(id) ?? { firstMs: null, lastMs: null, totalMs: null };
        return firstMs === null || lastMs === null || totalMs === null ? [] : [{ rule, firstMs, lastMs, totalMs }];
      }),
  };
}

export function spanOf({ startMs, endMs, state, detail }: StoredSpan): Span {
  const known = state === 'recorded' || gapReasons.some((reason) => reason === state);
  return known
    ? { startMs, endMs, state: state as CoverageState, detail }
    : { startMs, endMs, state: 'other', detail: detail === '' ? state : `${state}: ${detail}` };
}
