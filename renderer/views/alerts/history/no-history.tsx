/** Where there is no timeline: nothing was read yet, cannot be, was not kept, nothing fired, or nothing fits. Each says why, and what can be done. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatFixed } from '../../../../shared/format/number.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { recordedPart } from '../../../charts/coverage-gaps.ts';
import { Button } from '../../../components/button.tsx';
import { Empty } from '../../../components/empty.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { StateGlyph } from '../../../components/state-glyph.tsx';
import { useElapsed } from '../../../components/use-elapsed.ts';
import { Waiting } from '../../../components/waiting.tsx';
import { useAsked } from '../../../state/asked.tsx';
import { viewPath } from '../../../state/from-record.ts';
import type { ReadableRecord } from '../../../state/records-store.ts';
import { useConnection, useSettings } from '../../../state/stores.tsx';
import { useChanges } from '../../../state/use-changes.ts';
import type { AlertsState, ChangeState } from '../alerts-state.ts';
import { momentText } from '../row-texts.tsx';
import styles from './history.module.css';
import type { HistoryWindow } from './history-asks.ts';
import { windowLengths } from './history-toolbar.tsx';
import type { ShownHistory } from './shown-history.ts';
import type { HistoryRead } from './use-history.ts';
import type { HistoryGaps } from './use-history-gaps.ts';

export interface NoHistoryProps {
  readonly read: HistoryRead;
  readonly window: HistoryWindow;
  readonly refresh: () => void;
}

/** Nothing has been read. */
export function NoHistory({ read, window, refresh }: NoHistoryProps): ReactNode {
  const { t } = useTranslation('alertHistory');
  const { t: app } = useTranslation();
  const { live, name } = useAsked();
  const { problem, startedAtMs, cancelled, found } = read;
  if (problem !== undefined)
    return <ErrorPanel error={problem} actions={<Button onClick={refresh}>{app('action.tryAgain')}</Button>} />;
  if (startedAtMs !== undefined) return <HistoryWaiting {...{ read, window }} />;
  if (cancelled)
    return (
      <Empty
        title={t('empty.cancelled')}
        actions={
          <Button look="primary" onClick={refresh}>
            {app('stale.retry')}
          </Button>
        }
      >
        {t('empty.cancelledWhy')}
      </Empty>
    );
  if (!live && found === undefined)
    return <Empty title={t('empty.away')}>{t('empty.awayWhy', { name: plainText(name) })}</Empty>;
  if (found === undefined) return null;
  // Its rules, or what was recorded, are still asked for; or there is very much of it.
  return (
    <Waiting sinceMs={found.readAtMs} label={t('loading.label')} text={(time) => t('loading.working', { time })} />
  );
}

/** What is asked of whom, and since when. */
function HistoryWaiting({ read, window }: Pick<NoHistoryProps, 'read' | 'window'>) {
  const { t } = useTranslation('alertHistory');
  const text = useAskedText(window);
  if (read.startedAtMs === undefined) return null;
  return (
    <Waiting sinceMs={read.startedAtMs} label={t('loading.label')} text={text}>
      <Button size="small" onClick={read.cancel}>
        {t('loading.cancel')}
      </Button>
    </Waiting>
  );
}

function useAskedText(window: HistoryWindow): (elapsed: string) => string {
  const { t } = useTranslation('alertHistory');
  const { name: asked, record } = useAsked();
  const { timeZone } = useSettings();
  const time = (ms: number) => momentText(ms, timeZone);
  const said = { name: plainText(asked), from: time(window.startMs), to: time(window.endMs) };
  return (elapsed) => t(record === undefined ? 'loading.asking' : 'loading.record', { ...said, time: elapsed });
}

/** Another window is asked for while this one is shown: in one line, so that nothing moves far. */
export function AskedAgain({ read, window }: Pick<NoHistoryProps, 'read' | 'window'>) {
  return read.startedAtMs === undefined ? null : <Again {...{ read, window }} sinceMs={read.startedAtMs} />;
}

const nothingForMs = 150;

function Again({ read, window, sinceMs }: Pick<NoHistoryProps, 'read' | 'window'> & { readonly sinceMs: number }) {
  const { t, i18n } = useTranslation('alertHistory');
  const text = useAskedText(window);
  const elapsedMs = useElapsed(sinceMs);
  if (elapsedMs < nothingForMs) return null;
  return (
    <p className={styles.summary}>
      <StateGlyph kind="turning" />
      <span>{text(`${formatFixed(elapsedMs / 1000, 1, i18n.language)} s`)}</span>
      <Button size="small" onClick={read.cancel}>
        {t('loading.cancel')}
      </Button>
    </p>
  );
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
  const isUnknown = gaps.known && !gaps.isUntold && recordedPart(gaps.gaps, window) === 0;
  if (isUnknown && record !== undefined && recordedPart(gaps.ofAll, window) > 0)
    return <NotKept {...{ record, window, change }} />;
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

const kinds = ['alerts'] as const;
const mostOffered = 8;

interface NotKeptProps {
  readonly record: ReadableRecord;
  readonly window: HistoryWindow;
  readonly change: ChangeState;
}

/** The samples were not recorded; what alerts there were, as the server told them, may have been. */
function NotKept({ record, window, change }: NotKeptProps) {
  const { t } = useTranslation('alertHistory');
  const { timeZone } = useSettings();
  const { context } = useAsked();
  const changes = useChanges(record, kinds).filter((ms) => ms >= window.startMs && ms <= window.endMs);
  const time = (ms: number) => momentText(ms, timeZone);
  const toHistory = <Button onClick={() => navigate(viewPath(context, 'history'))}>{t('empty.toHistory')}</Button>;
  return (
    <>
      <Empty title={t('empty.notKept')} actions={toHistory}>
        {t('empty.notKeptWhy', { from: time(window.startMs), to: time(window.endMs) })}
      </Empty>
      {changes.length === 0 ? null : (
        <Empty
          title={t('empty.documents', { count: changes.length })}
          actions={changes.slice(-mostOffered).map((ms) => (
            <Button key={ms} onClick={() => change({ mode: 'now', atMs: Math.ceil(ms) })}>
              {t('empty.asOf', { time: time(ms) })}
            </Button>
          ))}
        />
      )}
    </>
  );
}
