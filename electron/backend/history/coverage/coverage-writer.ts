/**
 * Writes down what was asked and what was answered. In the caller's transaction, all of it. Nothing is kept in memory, so several of these
 * may write to one database.
 */
import { maskUrls } from '../documents/mask-urls.ts';
import type { WritableDatabase } from '../store/open-database.ts';
import { spanOf } from './coverage-reader.ts';
import { coverageStatements, type StoredRule, type StoredSpan, type WindowOfRule } from './coverage-statements.ts';
import {
  type GapReason,
  outsideDeleted,
  type Span,
  sameState,
  type TimeWindow,
  withRecordedGone,
  withSpan,
} from './spans.ts';

export interface CoverageWriter {
  /**
   * Over what is there. To record on, give the time from the last one (inclusive) to this one: that moves the end of one row.
   * @throws RangeError for a span that ends before it begins, or whose times are no whole milliseconds
   */
  put(rule: string, span: Span): void;
  /**
   * As `put`, for who records: what was deleted stays deleted, however much of it lies in the span, as what was recorded of the span may be
   * among it. Only what is brought back (an import) is recorded again. @throws RangeError as `put`
   */
  goOn(rule: string, span: Span): void;
  /**
   * Of a deletion of all series, as it is asked for: what is recorded within the window is deleted from now on, and so is, where a rule is being
   * recorded, what comes after its last span until now: its samples are there, and go, but nobody has told of them yet.
   */
  deleted(window: TimeWindow, nowMs: number, detail: string): void;
  /** What is recorded within the window becomes a gap; gaps stay what they are. @param rule undefined for all of them */
  turnIntoGap(window: TimeWindow, state: GapReason, detail: string, rule?: string): void;
  /** Forgets what was before; of a span around it, the part that was. */
  cutBefore(beginMs: number): void;
}

const longestDetail = 1000;

/** Who records tells of it more often than that. */
const mostBehindMs = 10 * 60_000;

export function createCoverageWriter(db: WritableDatabase<'history'>): CoverageWriter {
  const sql = prepared(db);
  const ruleId = (name: string) => sql.rule.get(name)?.id ?? Number(sql.addRule.run(name).lastInsertRowid);

  function touching(rule: number, { startMs, endMs }: TimeWindow): readonly Span[] {
    return sql.touching.all({ rule, from: startMs - 1, to: endMs + 1 }).map(spanOf);
  }

  function replace(rule: number, before: readonly Span[], after: readonly Span[]): void {
    const isKept = (span: Span, others: readonly Span[]) =>
      others.some((one) => one.startMs === span.startMs && one.endMs === span.endMs && sameState(one, span));
    for (const span of before) if (!isKept(span, after)) sql.drop.run(rule, span.startMs);
    for (const span of after) {
      if (!isKept(span, before)) sql.put.run(rule, span.startMs, span.endMs, span.state, span.detail);
    }
  }

  function put(rule: number, span: Span): void {
    const last = sql.lastUntil.get(rule, span.endMs + 1);
    if (last !== undefined && growsInto(spanOf(last), span)) {
      if (span.endMs > last.endMs) sql.grow.run(span.endMs, rule, last.startMs);
      return;
    }
    const there = touching(rule, span);
    replace(rule, there, withSpan(there, span));
  }

  function turnIntoGap(rule: number, window: TimeWindow, state: GapReason, detail: string): void {
    const there = touching(rule, window);
    replace(rule, there, withRecordedGone(there, window, { state, detail: keptDetail(detail) }));
  }

  return {
    put: (name, given) => {
      const span = checked(given);
      put(ruleId(name), span);
    },
    goOn(name, given) {
      const span = checked(given);
      const rule = ruleId(name);
      for (const part of outsideDeleted(touching(rule, span), span)) put(rule, part);
    },
    deleted(window, nowMs, detail) {
      for (const { id } of sql.rules.all()) {
        const last = sql.lastUntil.get(id, Number.MAX_SAFE_INTEGER);
        turnIntoGap(id, window, 'deleted', detail);
        const isRecording = last?.state === 'recorded' && last.endMs >= nowMs - mostBehindMs;
        if (!isRecording) continue;
        const startMs = Math.max(window.startMs, last.endMs + 1);
        const endMs = Math.min(window.endMs, nowMs);
        if (startMs <= endMs) put(id, checked({ startMs, endMs, state: 'deleted', detail }));
      }
    },
    turnIntoGap(window, state, detail, name) {
      for (const { id, name: rule } of sql.rules.all())
        if (name === undefined || name === rule) turnIntoGap(id, window, state, detail);
    },
    cutBefore(beginMs) {
      for (const { id } of sql.rules.all()) {
        const last = sql.lastUntil.get(id, beginMs - 1);
        if (last === undefined) continue;
        sql.dropUntil.run(id, beginMs);
        if (last.endMs >= beginMs) sql.put.run(id, beginMs, last.endMs, last.state, last.detail);
        sql.dropRule.run(id, id);
      }
    },
  };
}

/** Nothing that is there lies behind the end of `span`, or touches it. */
function growsInto(last: Span, span: Span): boolean {
  return sameState(last, span) && last.startMs <= span.startMs && last.endMs >= span.startMs - 1;
}

/** What somebody on the way said may have a URL with credentials in it, and is kept for as long as the history is. */
function keptDetail(detail: string): string {
  return detail === '' ? detail : maskUrls(detail).slice(0, longestDetail);
}

function checked(span: Span): Span {
  const { startMs, endMs, detail } = span;
  if (!Number.isSafeInteger(startMs) || !Number.isSafeInteger(endMs) || startMs < 0 || endMs < startMs)
    throw new RangeError(`${startMs} to ${endMs} is no span of time`);
  return { ...span, detail: keptDetail(detail) };
}

function prepared(db: WritableDatabase<'history'>) {
  const sql = coverageStatements;
  return {
    rule: db.prepare<[string], { readonly id: number }>(sql.rule),
    rules: db.prepare<[], StoredRule>(sql.rules),
    addRule: db.prepare<[string]>(sql.addRule),
    dropRule: db.prepare<[number, number]>(sql.dropRule),
    lastUntil: db.prepare<[number, number], StoredSpan>(sql.lastUntil),
    grow: db.prepare<[number, number, number]>(sql.grow),
    touching: db.prepare<[WindowOfRule], StoredSpan>(sql.touching),
    put: db.prepare<[number, number, number, string, string]>(sql.put),
    drop: db.prepare<[number, number]>(sql.drop),
    dropUntil: db.prepare<[number, number]>(sql.dropUntil),
  };
}
