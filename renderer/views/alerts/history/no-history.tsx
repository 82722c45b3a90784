/** Where there is no timeline: nothing was read yet, cannot be, was not kept, nothing fired, or nothing fits. Each says why, and what can be done. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { recordedPart } from '../../../charts/coverage-gaps.ts';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { viewPath } from '../../../state/from-record.ts';
import { useConnection, useSettings } from '../../../state/stores.tsx';
import type { AlertsState, ChangeState } from '../alerts-state.ts';
import { momentText } from '../row-texts.tsx';
import type { HistoryWindow } from './history-asks.ts';
import { windowLengths } from './history-toolbar.tsx';
import { type AskedAgainProps, HistoryWaiting, WorkWaiting } from './history-waits.tsx';
import type { ShownHistory } from './shown-history.ts';
import type { HistoryGaps } from './use-history-gaps.ts';
import type { WorkedOut } from './use-worked-out.ts';

export interface NoHistoryProps extends AskedAgainProps {
  readonly worked: WorkedOut;
}

/** Nothing has been read. */
export function NoHistory({ read, worked, window, refresh }: NoHistoryProps): ReactNode {
  const { t } = useTranslation('alertHistory');
  const { t: app } = useTranslation();
  const { live, name } = useAsked();
  const { problem, startedAtMs, cancelled, found } = read;
  if (problem !== undefined)
    return <ErrorPanel error={problem} actions={<Button onClick={refresh}>{app('action.tryAgain')}</Button>} />;
  if (startedAtMs !== undefined) return <HistoryWaiting {...{ read, window }} />;
  if (cancelled || worked.stopped)
    return (
      <Empty
        title={t(worked.stopped ? 'empty.stopped' : 'empty.cancelled')}
        actions={
          <Button look="primary" onClick={worked.stopped ? worked.restart : refresh}>
            {app('stale.retry')}
          </Button>
        }
      >
        {t(worked.stopped ? 'empty.stoppedWhy' : 'empty.cancelledWhy')}
      </Empty>
    );
  if (!live && found === undefined)
    return <Empty title={t('empty.away')}>{t('empty.awayWhy', { name: plainText(name) })}</Empty>;
  return worked.wait === undefined ? null : <WorkWaiting wait={worked.wait} />;
}

export interface NothingFiredProps {
  readonly shown: ShownHistory;
  readonly gaps: HistoryGaps;
  readonly state: AlertsState;
  readonly change: ChangeState;
  readonly onLength: (windowMs: number) => void;
}

export function NothingFired({ shown, gaps, state, change, onLength }: NothingFiredProps): ReactNode {
  const { t } = useTranslation('alertHistory');
  const { t: alerts } = useTranslation('alerts');
  const { timeZone } = useSettings();
  const { record, name, context } = useAsked();
  const connection = useConnection(context).state;
  const { model } = shown;
  const { window } = model.found;
  const text = plainText(state.text.trim());
  if (model.rules.length > 0) {
    const clear = <Button onClick={() => change({ text: '', severity: undefined })}>{t('empty.clear')}</Button>;
    return (
      <Empty title={t('empty.fits')} actions={clear}>
        {text === '' ? t('empty.fitsSeverity') : t('empty.fitsText', { text })}
      </Empty>
    );
  }
  const isScraped =
    record === undefined
      ? 'server' in connection && connection.server.transport === 'scraped'
      : record.kind === 'scraped';
  if (isScraped)
    return <Empty title={alerts('empty.notTold')}>{alerts('empty.notToldWhy', { name: plainText(name) })}</Empty>;
  const from = momentText(window.startMs, timeZone);
  const to = momentText(window.endMs, timeZone);
  const isUnknown = gaps.known && !gaps.isUntold && recordedPart(model.gaps, window) === 0;
  if (isUnknown && record !== undefined && recordedPart(gaps.ofAll, window) > 0) return <NotKept window={window} />;
  const longer = isUnknown ? undefined : nextLonger(state.windowMs);
  const actions =
    longer === undefined ? undefined : (
      <Button onClick={() => onLength(windowLengths[longer])}>
        {t('empty.longer', { length: t(`toolbar.windows.${longer}`) })}
      </Button>
    );
  const none = model.found.leftOut.length > 0 ? 'empty.noneOfOthers' : 'empty.none';
  const title = t(isUnknown ? 'empty.unknown' : none);
  const why = isUnknown ? (record === undefined ? 'empty.unknownServer' : 'empty.unknownRecord') : 'empty.noneWhy';
  return (
    <Empty title={title} actions={actions}>
      {t(why, { from, to })}
    </Empty>
  );
}

function nextLonger(windowMs: number): keyof typeof windowLengths | undefined {
  const names = Object.keys(windowLengths) as (keyof typeof windowLengths)[];
  return names.find((name) => windowLengths[name] > windowMs);
}

interface NotKeptProps {
  readonly window: HistoryWindow;
}

/** Neither samples of alerts were recorded, nor lists of them kept. */
function NotKept({ window }: NotKeptProps) {
  const { t } = useTranslation('alertHistory');
  const { timeZone } = useSettings();
  const { context } = useAsked();
  const time = (ms: number) => momentText(ms, timeZone);
  const toHistory = <Button onClick={() => navigate(viewPath(context, 'history'))}>{t('empty.toHistory')}</Button>;
  return (
    <Empty title={t('empty.notKept')} actions={toHistory}>
      {t('empty.notKeptWhy', { from: time(window.startMs), to: time(window.endMs) })}
    </Empty>
  );
}
