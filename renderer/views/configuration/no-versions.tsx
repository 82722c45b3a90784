/** Where there are no two versions to compare: why, and how there will be. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { useAsked } from '../../state/asked.tsx';
import type { ReadableRecord } from '../../state/records-store.ts';
import { contextPath } from '../../state/routing.ts';
import { useSettings } from '../../state/stores.tsx';
import type { ModeProps } from './configuration-state.ts';

export interface NoVersionsProps extends Pick<ModeProps, 'change'> {
  readonly record: ReadableRecord | undefined;
  readonly isOwn: boolean;
  /** Of the one version that there is. */
  readonly timeMs: number | undefined;
}

export function NoVersions({ record, isOwn, timeMs, change }: NoVersionsProps) {
  const { t } = useTranslation('configuration');
  const { context, name: contextName } = useAsked();
  const { timeZone } = useSettings();
  const name = plainText(contextName);
  if (isOwn || record?.kind === 'scraped') return <Empty title={t('noVersions.own')}>{t('noVersions.ownWhy')}</Empty>;
  if (record === undefined) {
    const start = (
      <Button look="primary" onClick={() => navigate(contextPath(context, 'history'))}>
        {t('noVersions.record')}
      </Button>
    );
    return (
      <Empty title={t('noVersions.noRecord', { name })} actions={start}>
        {t('noVersions.noRecordWhy')}
      </Empty>
    );
  }
  if (timeMs !== undefined) {
    const time = formatDateTime(Math.floor(timeMs / 1000) * 1000, timeZone);
    return (
      <Empty
        title={t('noVersions.one')}
        actions={<Button onClick={() => change({ mode: 'yaml' })}>{t('noVersions.newest')}</Button>}
      >
        {t('noVersions.oneWhy', { name, time })}
      </Empty>
    );
  }
  const isToCome = record.isWritten;
  return (
    <Empty title={t(isToCome ? 'noVersions.notYet' : 'noVersions.notKept', { name })}>
      {t(isToCome ? 'noVersions.notYetWhy' : 'noVersions.notKeptWhy')}
    </Empty>
  );
}
