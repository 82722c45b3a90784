/** At the right of a part: how many series in what time and by which labels, or why not. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../../shared/format/duration.ts';
import { formatCount } from '../../../../shared/format/number.ts';
import type { TreeNode } from '../../../../shared/promql/expression-tree.ts';
import { useErrorText } from '../../../components/error-text.ts';
import styles from './expression-tree.module.css';
import type { NodeResult } from './node-result.ts';

export interface NodeOutcomeProps {
  readonly node: TreeNode;
  readonly live: boolean;
  readonly result: NodeResult;
}

/** More labels stand under the tree, for the part that one stands on. */
const shownLabels = 3;

export function NodeOutcome({ node, live, result }: NodeOutcomeProps) {
  const { t, i18n } = useTranslation('anatomy');
  const describe = useErrorText();
  if (node.query === undefined) return null;
  switch (result.kind) {
    case 'waiting':
      return live ? <span className={styles.quiet}>{t('tree.waiting')}</span> : null;
    case 'running':
    case 'blocked':
    case 'cancelled':
      return <span className={styles.quiet}>{t(`tree.${result.kind}`)}</span>;
    case 'failed': {
      const { verdict, words } = describe(result.error);
      return <span className={styles.bad}>{words?.text ?? verdict}</span>;
    }
    case 'value':
      return (
        <span className={styles.fact}>
          <b>{result.text.slice(0, 100)}</b> {formatSpan(result.ms)}
        </span>
      );
    case 'series':
      return (
        <span className={styles.fact}>
          <b>{t('tree.series', { count: result.count, series: formatCount(result.count, i18n.language) })}</b>{' '}
          {formatSpan(result.ms)}
          {result.labels.slice(0, shownLabels).map(({ name, values }) => (
            <span key={name} className={styles.label}>
              <bdi>{name.slice(0, 60)}</bdi> {formatCount(values, i18n.language)}
            </span>
          ))}
        </span>
      );
  }
}
