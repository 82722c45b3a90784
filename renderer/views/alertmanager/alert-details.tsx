/** An open alert: its labels and annotations, what keeps it quiet, when it began and when it counts as resolved, and what can be done. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ManagedAlert } from '../../../shared/model/alertmanager.ts';
import { formatLabels, type Labels, labelPairs, labelValue } from '../../../shared/model/labels.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { formatMoment } from '../../components/formats.ts';
import { useSettings } from '../../state/stores.tsx';
import type { Reading } from './reading.ts';
import styles from './rows.module.css';

export interface AlertDetailsProps {
  readonly alert: ManagedAlert;
  readonly reading: Reading;
  /** Undefined where nobody can be asked. */
  readonly onSilence: (() => void) | undefined;
  readonly onShowSilence: (id: string) => void;
}

export function AlertDetails({ alert, reading, onSilence, onShowSilence }: AlertDetailsProps) {
  const { t } = useTranslation('alertmanager');
  return (
    <section className={styles.details} aria-label={t('details.label')}>
      <div>
        <Pairs title={t('details.labels')} pairs={alert.labels} />
        <Pairs title={t('details.annotations')} pairs={alert.annotations} />
      </div>
      <div className={styles.side}>
        <Quiet {...{ alert, reading, onShowSilence }} />
        <Times alert={alert} />
        <div className={styles.actions}>
          <Button size="small" disabled={onSilence === undefined} onClick={onSilence}>
            {t('details.silence')}
          </Button>
          <CopyButton text={() => formatLabels(alert.labels)} label={t('details.copy')} />
          <SourceLink url={alert.generatorUrl} />
        </div>
      </div>
    </section>
  );
}

function Pairs({ title, pairs }: { readonly title: string; readonly pairs: Labels }) {
  const { t } = useTranslation('alertmanager');
  return (
    <>
      <h4 className={styles.pairsTitle}>{title}</h4>
      {pairs.length === 0 ? (
        <p className={styles.faint}>{t('details.none')}</p>
      ) : (
        <dl className={styles.pairs}>
          {labelPairs(pairs).map(([name, value]) => (
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

/** Which silences, alerts or time intervals keep it from being told of. */
function Quiet({ alert, reading, onShowSilence }: Pick<AlertDetailsProps, 'alert' | 'reading' | 'onShowSilence'>) {
  const { t } = useTranslation('alertmanager');
  const { silencedBy, inhibitedBy, mutedBy } = alert;
  return (
    <ul className={styles.quiet}>
      {silencedBy.map((id) => (
        <li key={id}>
          <span>{t('details.silencedBy', { comment: plainText(reading.silences.get(id)?.comment ?? '') || id })}</span>
          <Button size="small" onClick={() => onShowSilence(id)}>
            {t('details.showSilence')}
          </Button>
        </li>
      ))}
      {inhibitedBy.map((fingerprint) => (
        <li key={fingerprint}>{t('details.inhibitedBy', { alert: alertText(reading, fingerprint) })}</li>
      ))}
      {mutedBy.map((interval) => (
        <li key={interval}>{t('details.mutedBy', { interval: plainText(interval) })}</li>
      ))}
    </ul>
  );
}

/** Its name and severity; its fingerprint where it is not among those that were read. */
function alertText({ alerts }: Reading, fingerprint: string): string {
  const by = alerts.get(fingerprint);
  if (by === undefined) return plainText(fingerprint);
  const severity = labelValue(by.labels, 'severity');
  const name = labelValue(by.labels, 'alertname') ?? fingerprint;
  return plainText(severity === undefined ? name : `${name} (severity=${JSON.stringify(severity)})`);
}

function Times({ alert: { startsAtMs, endsAtMs } }: Pick<AlertDetailsProps, 'alert'>) {
  const { t } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  return (
    <>
      {startsAtMs === undefined ? null : (
        <p className={styles.faint}>{t('details.since', { time: formatMoment(startsAtMs, timeZone) })}</p>
      )}
      {endsAtMs === undefined ? null : (
        <p className={styles.faint}>{t('details.until', { time: formatMoment(endsAtMs, timeZone) })}</p>
      )}
    </>
  );
}

/** Only what a browser may follow. Whose page it is, is the Prometheus's word. */
function SourceLink({ url }: { readonly url: string }) {
  const { t } = useTranslation('alertmanager');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const { href, host } = new URL(url);
  return (
    <a className={styles.link} href={href} target="_blank" rel="noopener noreferrer" title={plainText(href)}>
      {t('details.source', { host: plainText(host) })}
    </a>
  );
}
