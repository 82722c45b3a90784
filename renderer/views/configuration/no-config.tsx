/** Where there is no configuration to show: it is being asked for, cannot be, failed, is not served, or was not kept. Each says why, and what can be done. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Empty } from '../../components/empty.tsx';
import { Unread } from '../../components/unread.tsx';
import { Untold } from '../../components/untold.tsx';
import { isToCome, useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { ModeProps } from './configuration-state.ts';
import type { NoConfig as Why } from './read-config.ts';
import type { ConfigReading } from './use-config.ts';

export interface NoConfigProps extends Pick<ModeProps, 'change'> {
  readonly reading: ConfigReading;
  /** It was read, and there is none. */
  readonly why: Why | undefined;
  /** It was read, and is about to be shown. */
  readonly isRead: boolean;
  readonly isEmpty: boolean;
}

export function NoConfig({ reading, why, isRead, isEmpty, change }: NoConfigProps) {
  const { t } = useTranslation('configuration');
  const { live, name: contextName, record } = useAsked();
  const { timeZone } = useSettings();
  const { startedAtMs: askedAtMs, part, problem, readAtMs, refresh, cancel } = reading;
  const name = plainText(contextName);
  if (isEmpty) return <Empty title={t('empty.noText')}>{t('empty.noTextWhy')}</Empty>;
  if (why !== undefined)
    return (
      <Untold
        {...{ timeZone, why }}
        isToCome={isToCome(record)}
        say={(text, time = '') => t(`untold.${text}`, { name, time })}
        onFirst={(atMs) => change({ atMs })}
      />
    );
  const startedAtMs = isRead ? readAtMs : askedAtMs;
  const asking = record === undefined ? 'loading.asking' : 'loading.record';
  return (
    <Unread
      {...{ problem, refresh, cancel }}
      live={live || isRead}
      running={startedAtMs === undefined ? undefined : { startedAtMs, part }}
      words={{
        away: t('empty.away'),
        awayWhy: t('empty.awayWhy', { name }),
        asking: t('loading.label'),
        askingFor: (time, share) =>
          share === undefined ? t(asking, { name, time }) : t('loading.reading', { name, part: share, time }),
        cancelled: t('empty.cancelled'),
      }}
    />
  );
}
