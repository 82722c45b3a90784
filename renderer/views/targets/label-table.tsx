/** All labels of a target, a line each: names and values are whatever discovery said, and only ever text. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import { type Labels, labelPairs } from '../../../shared/model/labels.ts';
import styles from './label-table.module.css';

export interface LabelTableProps {
  readonly title: string;
  readonly labels: Labels;
  /** Before or after relabelling: what a series gets has the colour of labels. */
  readonly look: 'found' | 'kept';
}

export function LabelTable({ title, labels, look }: LabelTableProps) {
  const { t } = useTranslation('targets');
  return (
    <>
      <h4 className={styles.title}>{title}</h4>
      {labels.length === 0 ? (
        <p className={styles.none}>{t('target.none')}</p>
      ) : (
        <dl className={styles.labels} data-look={look}>
          {labelPairs(labels).map(([name, value]) => (
            <div key={name} className={styles.pair}>
              <dt>{plainText(name)}</dt>
              <dd>{value === '' ? '""' : plainText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
