/** What one rule alone would record: in one line, while its selectors are written. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { useErrorText } from '../../components/error-text.ts';
import { useEstimate } from '../../state/use-estimate.ts';
import styles from './estimate-line.module.css';

export interface EstimateLineProps {
  readonly context: ContextId;
  readonly selectors: readonly string[];
  /** False while they cannot be counted: they are not finished. */
  readonly active: boolean;
}

export function EstimateLine({ context, selectors, active }: EstimateLineProps) {
  const { t, i18n } = useTranslation('history');
  const errorText = useErrorText();
  const key = selectors.join('\n');
  const rules = useMemo(() => [{ id: 'counted', name: 'counted', selectors: key.split('\n'), isOn: true }], [key]);
  const { estimate, problem, asking } = useEstimate(context, rules, active);
  const failure = problem ?? estimate?.rules[0]?.problem;
  const words = () => {
    if (!active) return t('rule.unfinished');
    if (failure !== undefined && !asking) return plainText(errorText(failure).verdict);
    if (estimate === undefined || asking) return t('rule.counting');
    return t('rule.estimate', {
      count: estimate.series,
      series: formatCount(estimate.series, i18n.language),
      size: formatBytes(estimate.bytesADay, { locale: i18n.language }),
    });
  };
  return (
    <p role="status" className={styles.line} data-failed={active && failure !== undefined && !asking}>
      {words()}
    </p>
  );
}
