/** At the right of the tabs: the resolution or the time of evaluation, and what came back in what time. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { formatTime } from '../../../shared/format/time.ts';
import { useSettings } from '../../state/stores.tsx';
import type { PanelTab } from './explorer-state.ts';
import styles from './panel-readout.module.css';
import type { QueryView } from './query-state.ts';
import { stepFor, type TimeWindow } from './time-window.ts';

export interface PanelReadoutProps {
  readonly view: QueryView;
  readonly window: TimeWindow;
  readonly tab: PanelTab;
}

export function PanelReadout({ view, window: shown, tab }: PanelReadoutProps) {
  const { t, i18n } = useTranslation('explorer');
  const { timeZone } = useSettings();
  const answer = view.kind === 'answer' || view.kind === 'empty' ? view.shown.answer : undefined;
  const count = answer?.columns.labels.length ?? 0;
  const evaluatedMs = answer === undefined || !('shown' in view) ? undefined : view.shown.question.span.endMs;
  return (
    <div className={styles.readout}>
      {tab === 'graph' ? (
        <span className={styles.option}>
          {t('readout.resolution')} <b>{t('readout.auto', { step: formatSpan(stepFor(shown.rangeMs)) })}</b>
        </span>
      ) : null}
      {tab === 'table' && evaluatedMs !== undefined ? (
        <span className={styles.option}>
          {t('readout.at')} <b>{formatTime(evaluatedMs, timeZone)}</b>
        </span>
      ) : null}
      {answer === undefined ? null : (
        <span className={styles.facts}>
          {t('readout.series', {
            count,
            series: formatCount(count, i18n.language),
            time: formatSpan(answer.done.totalMs),
          })}
        </span>
      )}
    </div>
  );
}
