/** Between the toolbar and the text: as of when it is, whether the last reload failed, what has changed under one's eyes, when it was loaded. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { formatDateTime, formatTime, type TimeZone } from '../../../shared/format/time.ts';
import { AsOf } from '../../components/as-of.tsx';
import { Band } from '../../components/band.tsx';
import { Button } from '../../components/button.tsx';
import list from '../../components/list-view.module.css';
import { StaleNote } from '../../components/stale-note.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useHeld } from '../../state/use-held.ts';
import type { ModeProps } from './configuration-state.ts';
import type { ConfigDocument } from './document.ts';
import styles from './notes.module.css';
import type { ConfigAnswer } from './read-config.ts';
import type { ConfigReading } from './use-config.ts';

type Said = Extract<ConfigAnswer, { kind: 'text' }>;

export interface NotesProps extends Pick<ModeProps, 'state' | 'change'> {
  readonly reading: ConfigReading;
  readonly said: Said | undefined;
  readonly document: ConfigDocument | undefined;
  /** When another configuration took the place of the one before; undefined where that need not be said. */
  readonly changedAtMs: number | undefined;
  readonly onClose: () => void;
}

const kinds = ['config'] as const;

export function Notes({ reading, state, change, said, document, changedAtMs, onClose }: NotesProps) {
  const { live, record } = useAsked();
  const { timeZone } = useSettings();
  const { readAtMs, problem, refresh } = reading;
  const held = useHeld(kinds, said === undefined || state.mode === 'changes' ? [] : [said]);
  if (said === undefined || document === undefined) return null;
  const isStale = readAtMs !== undefined && (record === undefined || problem !== undefined);
  return (
    <div className={list.notes}>
      {isStale ? <StaleNote {...{ problem, live, timeZone }} readAtMs={readAtMs} onRetry={refresh} alone /> : null}
      {held === undefined ? null : (
        <AsOf {...held} timeZone={timeZone} atMs={state.atMs} onChange={(atMs) => change({ atMs })} />
      )}
      <Refused reading={reading} />
      {changedAtMs === undefined || record !== undefined ? null : (
        <Changed {...{ document, changedAtMs, onClose, change }} isOwn={said.isOwn} />
      )}
      {state.mode === 'changes' ? null : <Facts {...{ reading, said, document }} />}
    </div>
  );
}

function Refused({ reading }: Pick<NotesProps, 'reading'>) {
  const { t } = useTranslation('configuration');
  const { timeZone } = useSettings();
  const { record } = useAsked();
  const runtime = reading.reading?.runtime;
  if (runtime?.isConfigGood !== false) return null;
  const { configMs } = runtime;
  const text =
    record !== undefined
      ? t('refused.recordText')
      : configMs === undefined
        ? t('refused.textNoTime')
        : t('refused.text', { time: formatMoment(configMs, timeZone) });
  return (
    <div className={styles.band} role="alert">
      <Band glyph="bad" tone="bad" title={t('refused.title')}>
        {text}
      </Band>
    </div>
  );
}

interface ChangedProps extends Pick<NotesProps, 'change' | 'onClose'> {
  readonly document: ConfigDocument;
  readonly changedAtMs: number;
  readonly isOwn: boolean;
}

function Changed({ document: { diff }, changedAtMs, isOwn, onClose, change }: ChangedProps) {
  const { t, i18n } = useTranslation('configuration');
  const { timeZone } = useSettings();
  if (diff === undefined || isOwn) return null;
  const added = formatCount(diff.added, i18n.language);
  const removed = formatCount(diff.removed, i18n.language);
  return (
    <div className={styles.changed}>
      <span role="status">{t('changed.text', { added, removed, time: formatTime(changedAtMs, timeZone) })}</span>
      <span className={styles.buttons}>
        <Button
          size="small"
          onClick={() => {
            onClose();
            change({ mode: 'changes', before: undefined, after: undefined });
          }}
        >
          {t('changed.show')}
        </Button>
        <Button size="small" onClick={onClose}>
          {t('changed.close')}
        </Button>
      </span>
    </div>
  );
}

interface FactsProps extends Pick<NotesProps, 'reading'> {
  readonly said: Said;
  readonly document: ConfigDocument;
}

function Facts({ reading, said, document: { leftOut } }: FactsProps) {
  const { t, i18n } = useTranslation('configuration');
  const { timeZone } = useSettings();
  const { record } = useAsked();
  const configMs = reading.reading?.runtime?.configMs;
  const loaded =
    configMs === undefined
      ? // Of a record that is nothing of the server's.
        record === undefined && t('facts.notSaid')
      : t('facts.loaded', { time: formatMoment(configMs, timeZone) });
  return (
    <p className={styles.facts}>
      {said.isOwn ? t('facts.own') : loaded} {t(said.isOwn ? 'facts.ownMasked' : 'facts.masked')}{' '}
      {leftOut === 0 ? null : t('facts.leftOut', { count: leftOut, n: formatCount(leftOut, i18n.language) })}
    </p>
  );
}

/** To the second. */
function formatMoment(timeMs: number, zone: TimeZone): string {
  return formatDateTime(Math.floor(timeMs / 1000) * 1000, zone);
}
