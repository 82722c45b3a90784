/** What selectors would record, in one line, while they are written or before somebody says yes. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { formatBytes, formatCount } from '../../shared/format/number.ts';
import { plainText } from '../../shared/format/plain-text.ts';
import type { RecordingEstimate } from '../../shared/model/recorder.ts';
import { useErrorText } from './error-text.ts';
import styles from './estimate-line.module.css';

export interface EstimateLineProps {
  /** Nothing is asked: the selectors are not finished. */
  readonly unfinished?: boolean;
  readonly asking: boolean;
  readonly estimate: RecordingEstimate | undefined;
  readonly problem: AppErrorData | undefined;
}

export function EstimateLine({ unfinished = false, asking, estimate, problem }: EstimateLineProps) {
  const { t, i18n } = useTranslation('history');
  const errorText = useErrorText();
  const failure = problem ?? estimate?.rules.find((rule) => rule.problem !== undefined)?.problem;
  const isFailed = !unfinished && !asking && failure !== undefined;
  const words = () => {
    if (unfinished) return t('rule.unfinished');
    if (isFailed) return plainText(errorText(failure).verdict);
    if (estimate === undefined || asking) return t('rule.counting');
    return t('rule.estimate', {
      count: estimate.series,
      series: formatCount(estimate.series, i18n.language),
      size: formatBytes(estimate.bytesADay, { locale: i18n.language }),
    });
  };
  return (
    <p role="status" className={styles.line} data-failed={isFailed}>
      {words()}
    </p>
  );
}
