/** Which of the alerts a silence would silence, as it is typed. Warns where it is none of them, or all. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import type { ManagedAlert } from '../../../../shared/model/alertmanager.ts';
import { labelPairs, labelValue } from '../../../../shared/model/labels.ts';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { isSuppressed } from '../alert-rows.ts';
import type { SilenceForm } from './form-model.ts';
import styles from './silence-dialog.module.css';

export interface MatchedAlertsProps {
  /** Undefined while a matcher cannot be matched. */
  readonly matched: readonly ManagedAlert[] | undefined;
  /** How many there are. */
  readonly all: number;
  readonly form: SilenceForm;
}

/** Nobody reads more of them here; how many more there are is said. */
const mostListed = 50;

export function MatchedAlerts({ matched, all, form }: MatchedAlertsProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const number = (count: number) => formatCount(count, i18n.language);
  if (matched === undefined || form.matchers.length === 0)
    return (
      <section className={styles.matched} aria-label={t('matched.label')}>
        <p className={styles.hint}>{t('matched.notYet')}</p>
      </section>
    );
  const count = matched.length;
  return (
    <section className={styles.matched} aria-label={t('matched.label')}>
      <p className={styles.matchedTitle} role="status">
        {t('matched.count', { count, n: number(count), all: number(all) })}
      </p>
      <Warning count={count} all={all} />
      <ul className={styles.alerts}>
        {matched.slice(0, mostListed).map((alert) => (
          <li key={alert.fingerprint} data-look={isSuppressed(alert) ? 'quiet' : 'loud'}>
            <StateGlyph kind={isSuppressed(alert) ? 'inactive' : 'firing'} />
            <span>
              <b>{plainText(labelValue(alert.labels, 'alertname') ?? t('alerts.noName'))}</b>{' '}
              <code>{othersOf(alert)}</code>
            </span>
          </li>
        ))}
      </ul>
      {count > mostListed ? (
        <p className={styles.hint}>{t('matched.more', { n: number(count - mostListed) })}</p>
      ) : null}
    </section>
  );
}

function Warning({ count, all }: { readonly count: number; readonly all: number }) {
  const { t } = useTranslation('alertmanager');
  const kind = count === 0 ? 'none' : count === all && all > 1 ? 'all' : undefined;
  if (kind === undefined) return null;
  return (
    <p className={styles.warning}>
      <StateGlyph kind="degraded" />
      {t(`matched.${kind}`)}
    </p>
  );
}

function othersOf({ labels }: ManagedAlert): string {
  const others = labelPairs(labels).filter(([name]) => name !== 'alertname');
  return plainText(others.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' '));
}
