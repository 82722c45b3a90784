/** What a part gives, as a whole: every label with its values, the server's warnings, or its complete words about why not. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { Button } from '../../../components/button.tsx';
import { useErrorText } from '../../../components/error-text.ts';
import { ServerWords } from '../../../components/server-words.tsx';
import styles from './node-details.module.css';
import type { LabelCount, NodeResult } from './node-result.ts';

/** Nothing is shown where the row says it all. */
export function NodeDetails({ result }: { readonly result: NodeResult }) {
  const { t } = useTranslation('anatomy');
  const describe = useErrorText();
  if (result.kind === 'failed') {
    const { verdict, words } = describe(result.error);
    return (
      <section className={styles.details} aria-label={t('details.label')}>
        <p>{verdict}</p>
        <ServerWords words={words} />
      </section>
    );
  }
  if (result.kind !== 'series' || (result.labels.length === 0 && result.warnings.length === 0)) return null;
  return (
    <section className={styles.details} aria-label={t('details.label')}>
      {result.warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          {warning}
        </p>
      ))}
      {result.labels.length === 0 ? null : <LabelTable labels={result.labels} />}
    </section>
  );
}

const shownAtFirst = 6;
const longestValue = 120;

function LabelTable({ labels }: { readonly labels: readonly LabelCount[] }) {
  const { t, i18n } = useTranslation('anatomy');
  const [whole, setWhole] = useState(false);
  const count = (value: number) => formatCount(value, i18n.language);
  const more = labels.length - shownAtFirst;
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('details.name')}</th>
            <th scope="col" data-numeric>
              {t('details.values')}
            </th>
            <th scope="col">{t('details.top')}</th>
          </tr>
        </thead>
        <tbody>
          {(whole ? labels : labels.slice(0, shownAtFirst)).map(({ name, values, top }) => (
            <tr key={name}>
              <th scope="row">
                <bdi>{name.slice(0, longestValue)}</bdi>
              </th>
              <td data-numeric>{count(values)}</td>
              <td>
                {top.map(([value, series]) => (
                  <span key={value} className={styles.value}>
                    <bdi>{value.slice(0, longestValue)}</bdi> <i>{count(series)}</i>
                  </span>
                ))}
                {values > top.length ? '…' : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && !whole ? (
        <Button size="small" look="quiet" onClick={() => setWhole(true)}>
          {t('details.more', { count: more, more: count(more) })}
        </Button>
      ) : null}
    </>
  );
}
