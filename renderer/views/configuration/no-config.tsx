/** Where there is no configuration to show: it is being asked for, cannot be, failed, is not served, or was not kept. Each says why, and what can be done. */
import { useTranslation } from 'react-i18next';
import { formatFixed } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useAsked } from '../../state/asked.tsx';
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
  const { t: app } = useTranslation();
  const { live, name: contextName } = useAsked();
  const { startedAtMs, problem, readAtMs, refresh, cancel } = reading;
  const name = plainText(contextName);
  if (isEmpty) return <Empty title={t('empty.noText')}>{t('empty.noTextWhy')}</Empty>;
  if (why !== undefined) return <WhyNot why={why} change={change} />;
  if (isRead && readAtMs !== undefined) return <Asking reading={reading} sinceMs={readAtMs} onCancel={cancel} />;
  if (!live) return <Empty title={t('empty.away')}>{t('empty.awayWhy', { name })}</Empty>;
  if (startedAtMs !== undefined) return <Asking reading={reading} sinceMs={startedAtMs} onCancel={cancel} />;
  if (problem?.kind === 'cancelled') {
    const again = (
      <Button look="primary" onClick={refresh}>
        {app('stale.retry')}
      </Button>
    );
    return <Empty title={t('empty.cancelled')} actions={again} />;
  }
  if (problem === undefined) return null;
  return <ErrorPanel error={problem.error} actions={<Button onClick={refresh}>{app('action.tryAgain')}</Button>} />;
}

function WhyNot({ why, change }: { readonly why: Why } & Pick<ModeProps, 'change'>) {
  const { t } = useTranslation('configuration');
  const { record, name: contextName } = useAsked();
  const { timeZone } = useSettings();
  const name = plainText(contextName);
  const isToCome = record?.kind === 'prometheus' && record.isWritten;
  if (why.outcome === 'notServed')
    return <Empty title={t('empty.notServed')}>{t('empty.notServedWhy', { name })}</Empty>;
  if (why.outcome === 'notTold' && !isToCome)
    return <Empty title={t('empty.notTold', { name })}>{t('empty.notToldWhy')}</Empty>;
  const firstMs = why.outcome === 'notKept' ? why.firstMs : undefined;
  if (firstMs === undefined)
    return <Empty title={t('empty.notKept')}>{t(isToCome ? 'empty.notKeptYet' : 'empty.notKeptWhy')}</Empty>;
  const time = formatDateTime(Math.floor(firstMs / 1000) * 1000, timeZone);
  const first = <Button onClick={() => change({ atMs: Math.ceil(firstMs) })}>{t('empty.toFirst')}</Button>;
  return (
    <Empty title={t('empty.notYet')} actions={first}>
      {t('empty.notYetWhy', { time })}
    </Empty>
  );
}

interface AskingProps {
  readonly reading: Pick<ConfigReading, 'part'>;
  readonly sinceMs: number;
  readonly onCancel: () => void;
}

function Asking({ reading: { part }, sinceMs, onCancel }: AskingProps) {
  const { t, i18n } = useTranslation('configuration');
  const { name: contextName, record } = useAsked();
  const name = plainText(contextName);
  const text = (time: string) =>
    part === undefined
      ? t(record === undefined ? 'loading.asking' : 'loading.record', { name, time })
      : t('loading.reading', { name, part: formatFixed(part * 100, 0, i18n.language), time });
  return (
    <Waiting {...{ sinceMs, part, text }} label={t('loading.label')}>
      <Button size="small" onClick={onCancel}>
        {t('loading.cancel')}
      </Button>
    </Waiting>
  );
}
