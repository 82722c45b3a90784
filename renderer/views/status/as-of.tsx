/** Over what a record kept: as of when it is, since when it was like that, and the way to when it was otherwise. */
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../../shared/format/time.ts';
import type { StatusPart } from '../../../shared/model/server-status.ts';
import { Button } from '../../components/button.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import type { ReadableRecord } from '../../state/records-store.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './as-of.module.css';
import type { StatusState } from './status-state.ts';
import { useChanges } from './use-changes.ts';
import { type StatusView, toldOf } from './use-status.ts';
import type { ChangeState } from './use-status-state.ts';

export interface AsOfProps {
  readonly reading: StatusView;
  readonly kinds: readonly StatusPart[];
  readonly record: ReadableRecord;
  readonly state: StatusState;
  readonly change: ChangeState;
}

export function AsOf({ reading, kinds, record, state, change }: AsOfProps) {
  const { t } = useTranslation('status');
  const { timeZone } = useSettings();
  const changes = useChanges(record, kinds);
  const told = kinds.flatMap((kind) => toldOf(reading, kind) ?? []);
  const sinceMs = Math.max(...told.map((one) => one.sinceMs));
  // One is asked a second after the other.
  const seenMs = Math.max(sinceMs, Math.min(...told.map(({ seenUntilMs }) => seenUntilMs)));
  const atMs = state.atMs ?? seenMs;
  const time = (ms: number) => formatDateTime(Math.floor(ms / 1000) * 1000, timeZone);
  // From the state that is shown: a time between two of them is that of the one before.
  const before = changes.findLast((ms) => ms < sinceMs);
  const isLater = changes.find((ms) => ms > atMs);
  const go = (ms: number | undefined) => (ms === undefined ? undefined : () => change({ atMs: ms }));
  const hasEarlier = changes.some((ms) => ms <= sinceMs);
  return (
    <div className={styles.note}>
      <StateGlyph kind="recorded" />
      <span className={styles.time} role="status">
        {t('asOf.at', { time: time(atMs) })}
      </span>
      <span className={styles.second}>
        {t(hasEarlier ? 'asOf.since' : 'asOf.always', { time: time(sinceMs) })}{' '}
        {seenMs < atMs ? t('asOf.seen', { time: time(seenMs) }) : null}
      </span>
      <div className={styles.buttons}>
        <Jump text={t('asOf.before')} run={go(before ?? (hasEarlier ? Math.max(0, sinceMs - 1) : undefined))} />
        <Jump text={t('asOf.after')} run={go(isLater)} />
        {state.atMs === undefined ? null : <Jump text={t('asOf.newest')} run={() => change({ atMs: undefined })} />}
      </div>
    </div>
  );
}

/** It keeps the focus where there is nowhere left to go. */
function Jump({ text, run }: { readonly text: string; readonly run: (() => void) | undefined }) {
  return (
    <Button size="small" aria-disabled={run === undefined} onClick={run}>
      {text}
    </Button>
  );
}
