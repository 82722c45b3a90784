/** Where there is no list: nothing was read yet, cannot be, was not kept, or nothing fits. Each says why, and what can be done. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFixed } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import type { NotTold } from '../../../shared/model/server-status.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { RulesReadings } from '../../state/use-rules.ts';
import type { ChangeState, RulesState } from './rules-state.ts';
import type { RulesModel } from './shown-rules.ts';

export interface NoReadingProps {
  readonly readings: RulesReadings;
  readonly change: ChangeState;
}

export function NoReading({ readings, change }: NoReadingProps): ReactNode {
  const { t } = useTranslation('rules');
  const { t: app } = useTranslation();
  const { live, name } = useAsked();
  const { none, running, problem, read, refresh, cancel } = readings;
  if (none !== undefined) return <NotThere why={none} change={change} />;
  if (!live && read === undefined)
    return <Empty title={t('empty.away')}>{t('empty.awayWhy', { name: plainText(name) })}</Empty>;
  if (running !== undefined || read !== undefined)
    return (
      <Loading
        startedAtMs={running?.startedAtMs ?? read?.readAtMs ?? 0}
        part={running === undefined ? 1 : running.part}
        onCancel={cancel}
      />
    );
  if (problem === undefined) return null;
  if (problem.kind === 'failed')
    return <ErrorPanel error={problem.error} actions={<Button onClick={refresh}>{app('action.tryAgain')}</Button>} />;
  const again = (
    <Button look="primary" onClick={refresh}>
      {app('stale.retry')}
    </Button>
  );
  return <Empty title={t('empty.cancelled')} actions={again} />;
}

interface LoadingProps {
  readonly startedAtMs: number;
  readonly part: number | undefined;
  readonly onCancel: () => void;
}

function Loading({ startedAtMs, part, onCancel }: LoadingProps) {
  const { t, i18n } = useTranslation('rules');
  const { name: asked, record } = useAsked();
  const name = plainText(asked);
  const text = (time: string) =>
    part === undefined
      ? t(record === undefined ? 'loading.asking' : 'loading.record', { name, time })
      : t('loading.reading', { name, part: formatFixed(part * 100, 0, i18n.language), time });
  return (
    <Waiting sinceMs={startedAtMs} label={t('loading.label')} {...{ part, text }}>
      <Button size="small" onClick={onCancel}>
        {t('loading.cancel')}
      </Button>
    </Waiting>
  );
}

function NotThere({ why, change }: { readonly why: NotTold; readonly change: ChangeState }) {
  const { t } = useTranslation('rules');
  const { timeZone } = useSettings();
  const { name: asked, record } = useAsked();
  const name = plainText(asked);
  // A record of a Prometheus that has just begun has no documents yet: that is to come.
  const isToCome = record?.kind === 'prometheus' && record.isWritten;
  if (why.outcome === 'notServed')
    return <Empty title={t('empty.notServed')}>{t('empty.notServedWhy', { name })}</Empty>;
  if (why.outcome === 'notTold' && !isToCome)
    return <Empty title={t('empty.notTold')}>{t('empty.notToldWhy', { name })}</Empty>;
  const firstMs = why.outcome === 'notKept' ? why.firstMs : undefined;
  if (firstMs === undefined)
    return <Empty title={t('empty.notKept')}>{t(isToCome ? 'empty.notKeptYet' : 'empty.notKeptWhy')}</Empty>;
  const first = <Button onClick={() => change({ atMs: Math.ceil(firstMs) })}>{t('empty.toFirst')}</Button>;
  return (
    <Empty title={t('empty.notYet')} actions={first}>
      {t('empty.notYetWhy', { time: formatDateTime(Math.floor(firstMs / 1000) * 1000, timeZone) })}
    </Empty>
  );
}

export interface NothingFitsProps {
  readonly model: RulesModel;
  readonly state: RulesState;
  readonly change: ChangeState;
}

export function NothingFits({ model, state, change }: NothingFitsProps) {
  const { t } = useTranslation('rules');
  const name = plainText(useAsked().name);
  if (model.read.rules.length === 0) return <Empty title={t('empty.none', { name })}>{t('empty.noneWhy')}</Empty>;
  const text = plainText(state.text.trim());
  const clear = () => change({ text: '', health: 'all', kind: 'all' });
  return (
    <Empty title={t('empty.fits')} actions={<Button onClick={clear}>{t('empty.clear')}</Button>}>
      {text === '' ? t('empty.fitsChoice') : t('empty.fitsText', { text })}
    </Empty>
  );
}
