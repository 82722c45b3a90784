/** The bottom line: the clock with its zone, what is being sent, the keys. */
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime, zoneName } from '../../../shared/format/time.ts';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { useLinkState } from '../../client/hooks.tsx';
import { useHost } from '../../client/use-host.ts';
import { KeyCap } from '../../components/key-cap.tsx';
import { useAction, useShortcut } from '../../components/shortcuts.ts';
import { useNow } from '../../components/use-now.ts';
import { useConnections, useIsAsking, useSettings } from '../../state/stores.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import { KeysSheet } from './keys-sheet.tsx';
import styles from './status-bar.module.css';
import { useRecordingTexts } from './use-recording-texts.ts';

export interface StatusBarProps {
  readonly contexts: readonly ContextSummary[];
  readonly selected: ContextSummary | undefined;
}

export function StatusBar({ contexts, selected }: StatusBarProps) {
  const { t } = useTranslation();
  const [sheetOpen, setSheetOpen] = useState(false);
  useShortcut('?', t('keys.sheet'), () => setSheetOpen(true));
  return (
    <footer className={styles.bar}>
      <Clock />
      <Doing contexts={contexts} selected={selected} />
      <button type="button" className={styles.keys} onClick={() => setSheetOpen(true)}>
        {t('status.keys')} <KeyCap>?</KeyCap>
      </button>
      <KeysSheet open={sheetOpen} onClose={() => setSheetOpen(false)} />
    </footer>
  );
}

/** Also the switch of the zone: times are written once with it, here. */
function Clock() {
  const { t } = useTranslation();
  const nowMs = useNow();
  const { timeZone } = useSettings();
  const choose = useChooseSettings();
  const other = timeZone === 'utc' ? 'local' : 'utc';
  const hint = t('status.zoneSwitch', { zone: t(`status.${timeZone}`), other: t(`status.${other}`) });
  useAction(t(`status.showIn.${other}`), () => void choose({ timeZone: other }));
  return (
    <button type="button" className={styles.clock} title={hint} onClick={() => void choose({ timeZone: other })}>
      <b>{formatTime(nowMs, timeZone)}</b> {zoneName(nowMs, timeZone)}
    </button>
  );
}

function Doing({ contexts, selected }: StatusBarProps) {
  const { t } = useTranslation();
  const host = useHost();
  const link = useLinkState();
  const connections = useConnections();
  const asking = useIsAsking();
  const { exporters } = useSettings();
  const computer = contexts.find(({ isComputer }) => isComputer === true)?.id;
  // This computer is read without anything being sent: but for the exporters beside it.
  const others = [...connections].filter(([id]) => id !== computer);
  const kinds = others.map(([, { told }]) => told.kind);
  const recording = computer === undefined ? undefined : connections.get(computer)?.state.kind;
  const scraped = recording === 'connected' ? exporters.length : 0;
  const own = selected === undefined ? undefined : connections.get(selected.id)?.told.kind;
  const count = kinds.filter((kind) => kind === 'connected' || kind === 'degraded').length;
  const trying = kinds.filter((kind) => kind !== 'idle' && kind !== 'stopped').length - count;
  const recorded = useRecordingTexts({ contexts, selected });
  const parts: string[] = [];
  if (link.kind === 'lost') parts.push(t('status.unheard'));
  else {
    const about = selected === undefined || selected.id === computer ? undefined : aboutContext(t, own, selected.name);
    if (about !== undefined) parts.push(about);
    if (count > 0) parts.push(t('status.reading', { count }));
    if (scraped > 0) parts.push(t('status.scraping', { count: scraped }));
    if (about === undefined && trying > 0) parts.push(t('status.trying', { count: trying }));
    if (count + trying + scraped === 0 && asking) parts.push(t('status.asking'));
    else if (count + trying + scraped === 0 && host !== undefined)
      parts.push(host === 'web' ? t('status.nothingWeb') : t('status.nothingDesktop'));
    parts.push(...recorded);
  }
  return (
    <p className={styles.doing}>
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </p>
  );
}

/** What is being done with the open context, where that is not simply that it is read. */
function aboutContext(t: TFunction, kind: string | undefined, name: string): string | undefined {
  if (kind === 'authenticating') return t('status.signingIn', { name });
  if (kind === 'discovering') return t('status.finding', { name });
  if (kind === 'backingOff') return t('status.waiting', { name });
  if (kind === 'stopped') return t('status.stopped', { name });
  return undefined;
}
