/** The sentences on a source: what is, why, and a note beside what can be done. */
import type { TFunction } from 'i18next';
import { assertNever } from '../../../shared/base/assert-never.ts';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import type { StoredSource } from '../../../shared/model/stored-source.ts';
import type { ErrorText } from '../../components/error-text.ts';
import type { SourceState } from './source-state.ts';

export interface HeadWords {
  readonly verdict: string;
  readonly reading: string;
  readonly note: string | undefined;
}

export interface HeadFacts {
  readonly t: TFunction<'history'>;
  readonly locale: string;
  readonly errorText: (error: AppErrorData) => ErrorText;
  readonly name: string;
  readonly state: SourceState;
  readonly stored: StoredSource | undefined;
  /** "30 Nov 09:28". */
  readonly moment: (timeMs: number) => string;
  /** Until it is tried again: "12 s". */
  readonly again: string;
}

export function headWords(facts: HeadFacts): HeadWords {
  const { t, locale, errorText, name, state, stored, again } = facts;
  const plain = (kind: PlainKind): HeadWords => ({
    verdict: t(`head.${kind}.verdict`, { name }),
    reading: t(`head.${kind}.reading`, { name }),
    note: undefined,
  });
  switch (state.kind) {
    case 'recording': {
      const count = seriesOf(state.report);
      return {
        verdict: t('head.recording.verdict', { name, count, series: formatCount(count, locale) }),
        reading: t(`head.form.${state.form}`),
        note: undefined,
      };
    }
    case 'failing':
      return { ...failure(errorText(state.problem)), note: t('head.failing.again', { time: again }) };
    case 'failed':
      return { ...failure(errorText(state.problem)), note: undefined };
    case 'off': {
      const lastMs = stored?.lastMs;
      const reading =
        lastMs === undefined ? t('head.off.reading', { name }) : t('head.off.kept', { time: facts.moment(lastMs) });
      return { ...plain('off'), reading };
    }
    case 'scraped':
      return plain(state.isComputer ? 'computer' : 'scraped');
    case 'record':
      return plain(state.isImported ? 'imported' : 'record');
    case 'loading':
    case 'question':
    case 'starting':
    case 'elsewhere':
    case 'computerOff':
    case 'away':
      return plain(state.kind);
    default:
      return assertNever(state);
  }
}

type PlainKind =
  | 'loading'
  | 'question'
  | 'off'
  | 'starting'
  | 'elsewhere'
  | 'scraped'
  | 'computer'
  | 'computerOff'
  | 'away'
  | 'imported'
  | 'record';

/** What a failure says of itself is our sentence already. */
function failure({ verdict, advice }: ErrorText): Omit<HeadWords, 'note'> {
  return { verdict: plainText(verdict), reading: plainText(advice) };
}

/** Of all rules; a series that two of them have counts twice here. */
export function seriesOf({ rules }: Pick<RecorderReport, 'rules'>): number {
  return rules.reduce((sum, { series }) => sum + series, 0);
}
