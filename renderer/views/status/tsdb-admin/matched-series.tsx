/** What a selector matches: its metrics, and the values of its labels, those with the most series first. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText, shortened } from '../../../../shared/format/plain-text.ts';
import type { LabelSummary, SelectorSummary } from '../../../../shared/model/catalog.ts';
import styles from './tsdb-admin.module.css';

/** Nobody reads more of them here; how many more there are is said. */
const mostMetrics = 20;
const mostLabels = 12;
const mostValues = 4;
const longestText = 100;

export function MatchedSeries({ labels }: Pick<SelectorSummary, 'labels'>) {
  const { t } = useTranslation('tsdbAdmin');
  const metrics = labels.find(({ name }) => name === '__name__');
  const others = labels.filter(({ name }) => name !== '__name__');
  return (
    <section className={styles.matched} aria-label={t('matched.label')}>
      {metrics === undefined ? null : <Metrics {...metrics} />}
      {others.length === 0 ? null : <h3 className={styles.matchedTitle}>{t('matched.labels')}</h3>}
      <dl className={styles.labels}>
        {others.slice(0, mostLabels).map((label) => (
          <div key={label.name}>
            <dt>{text(label.name)}</dt>
            <dd>
              {label.top.slice(0, mostValues).map(({ value }) => (
                <code key={value}>{text(value)}</code>
              ))}
              <More count={label.values - Math.min(mostValues, label.top.length)} />
            </dd>
          </div>
        ))}
      </dl>
      <More count={others.length - mostLabels} />
    </section>
  );
}

function Metrics({ values, top }: LabelSummary) {
  const { t, i18n } = useTranslation('tsdbAdmin');
  return (
    <>
      <h3 className={styles.matchedTitle}>{t('matched.metrics')}</h3>
      <ul className={styles.metrics}>
        {top.slice(0, mostMetrics).map(({ value, series }) => (
          <li key={value}>
            <code>{text(value)}</code>
            <span>{formatCount(series, i18n.language)}</span>
          </li>
        ))}
      </ul>
      <More count={values - Math.min(mostMetrics, top.length)} />
    </>
  );
}

function More({ count }: { readonly count: number }) {
  const { t, i18n } = useTranslation('tsdbAdmin');
  if (count <= 0) return null;
  return <span className={styles.hint}>{t('matched.more', { count, n: formatCount(count, i18n.language) })}</span>;
}

const text = (value: string) => plainText(shortened(value, longestText));
