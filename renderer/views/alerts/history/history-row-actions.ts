/** What the rows of a history do. */
import type { AlertSpan } from '../../../../shared/model/alert-spans.ts';
import type { AlertHistory, RuleHistory } from './history-model.ts';
import type { HistoryRow } from './shown-history.ts';

export interface HistoryRowActions {
  readonly onToggle: (row: HistoryRow) => void;
  readonly onHeight: (row: string, heightPx: number) => void;
  /** To the Explorer: an alert's samples around a span. */
  readonly onExplore: (alert: AlertHistory, span: AlertSpan) => void;
  /** All alerts as they were recorded then; undefined where nothing of that time is recorded. */
  readonly asOf: (timeMs: number) => (() => void) | undefined;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  /** To a span, with what was before and after it. */
  readonly onZoomTo: (rule: RuleHistory, span: AlertSpan) => void;
  readonly onRuleNow: (rule: RuleHistory) => void;
}
