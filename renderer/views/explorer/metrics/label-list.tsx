/** The labels of what is selected, each with its values and how many series have them; a click chooses a value. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SelectorSummary } from '../../../../shared/model/catalog.ts';
import { Segmented } from '../../../components/segmented.tsx';
import { CountedLabel } from './counted-label.tsx';
import styles from './label-list.module.css';
import type { LabelListProps } from './label-list-props.ts';
import { type Order, orderedLabels } from './listed-labels.ts';
import type { Counter } from './use-summary.ts';

export interface CountedListProps extends LabelListProps {
  readonly counter: Counter;
  readonly summary: SelectorSummary;
}

export function LabelList({ summary, ...props }: CountedListProps) {
  const { t } = useTranslation('metrics');
  const [order, setOrder] = useState<Order>('count');
  const { selector } = props;
  // Kept while one chooses: a label would move from under the pointer when there is less of it to choose from.
  const [first] = useState(() => summary.labels.map(({ name }) => name));
  const labels = useMemo(() => orderedLabels({ summary, selector, order, first }), [summary, selector, order, first]);
  return (
    <section className={styles.labels} aria-label={t('labels')}>
      <header className={styles.head}>
        <h3 className={styles.title}>{t('labels')}</h3>
        <Segmented
          label={t('order.label')}
          options={[
            { value: 'count', label: t('order.count') },
            { value: 'name', label: t('order.name') },
          ]}
          value={order}
          onChange={setOrder}
        />
      </header>
      {labels.map((label) => (
        <CountedLabel key={label.name} {...props} label={label} order={order} series={summary.series} />
      ))}
    </section>
  );
}
