/** What all rows need to say what they say; handed to each of them, for there are hundreds. Has no code. */
import type { TFunction } from 'i18next';
import type { TimeZone } from '../../../shared/format/time.ts';
import type { Rule } from '../../../shared/model/rule.ts';

export interface RowTexts {
  readonly t: TFunction<'rules'>;
  readonly locale: string;
  readonly timeZone: TimeZone;
  /** Of a record: when it was seen so; undefined: it is so now. */
  readonly asOfMs: number | undefined;
}

/** Always the same functions: rows are not drawn again because something else was opened. */
export interface RowActions {
  readonly onGroup: (key: string) => void;
  readonly onRule: (key: string) => void;
  /** Of what stands below a row's first line, by the row's key. */
  readonly onHeight: (row: string, heightPx: number) => void;
  readonly onExplore: (rule: Rule) => void;
  /** Of an alerting rule: to its alerts. */
  readonly onAlerts: (rule: Rule) => void;
}
