/** The Alertmanagers that a server sends its alerts to, and those that it found and dropped. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Panel } from '../../components/panel.tsx';
import { Body } from '../../components/part-body.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import styles from './alertmanagers-part.module.css';
import type { PartProps } from './part-props.ts';
import { toldOf } from './use-status.ts';

export function AlertmanagersPart({ reading }: PartProps) {
  const { t, i18n } = useTranslation('status');
  const status = toldOf(reading, 'alertmanagers')?.status;
  if (status === undefined) return null;
  const { active, dropped, leftOut } = status;
  const number = (count: number) => formatCount(count, i18n.language);
  return (
    <Body label={t('part.alertmanagers')}>
      <Panel
        title={t('alertmanagers.active')}
        note={t('alertmanagers.count', { count: active.length, n: number(active.length) })}
      >
        {active.length === 0 ? (
          <p className={styles.none}>{t('alertmanagers.noneActive')}</p>
        ) : (
          <Urls urls={active} state="active" />
        )}
      </Panel>
      <Panel
        title={t('alertmanagers.dropped')}
        note={t('alertmanagers.count', { count: dropped.length, n: number(dropped.length) })}
      >
        {dropped.length === 0 ? (
          <p className={styles.none}>{t('alertmanagers.noneDropped')}</p>
        ) : (
          <Urls urls={dropped} state="dropped" />
        )}
      </Panel>
      {leftOut === 0 ? null : <p className={styles.none}>{t('alertmanagers.leftOut', { n: number(leftOut) })}</p>}
    </Body>
  );
}

interface UrlsProps {
  readonly urls: readonly string[];
  readonly state: 'active' | 'dropped';
}

function Urls({ urls, state }: UrlsProps) {
  const { t } = useTranslation('status');
  return (
    <ul className={styles.list}>
      {urls.map((url, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a server may name the same twice, and the place is what a row is
        <li key={index} className={styles.item} data-state={state}>
          <StateGlyph kind={state === 'active' ? 'ok' : 'skipped'} />
          <span className={styles.state}>{t(`alertmanagers.${state}Word`)}</span>
          <span className={styles.url}>{plainText(url)}</span>
          <CopyButton text={url} look="quiet" />
        </li>
      ))}
    </ul>
  );
}
