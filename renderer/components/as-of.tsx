/** Over what a record kept: as of when it is, since when it was like that, and the way to when it was otherwise. */
import { useTranslation } from 'react-i18next';
import { formatDateTime, type TimeZone } from '../../shared/format/time.ts';
import styles from './as-of.module.css';
import { Button } from './button.tsx';
import { StateGlyph } from './state-glyph.tsx';

export interface AsOfProps {
  /** Since when what is shown was like that … */
  readonly sinceMs: number;
  /** … and until when it was seen so, which may be later than the time that is looked at. */
  readonly seenUntilMs: number;
  /** When the record has it otherwise than before, rising. */
  readonly changes: readonly number[];
  /** As of when it is looked at; undefined: the newest. */
  readonly atMs: number | undefined;
  readonly timeZone: TimeZone;
  readonly onChange: (atMs: number | undefined) => void;
}

export function AsOf({ sinceMs, seenUntilMs, changes, atMs: chosenMs, timeZone, onChange }: AsOfProps) {
  const { t } = useTranslation();
  const atMs = chosenMs ?? seenUntilMs;
  const time = (ms: number) => formatDateTime(Math.floor(ms / 1000) * 1000, timeZone);
  // From the state that is shown: a time between two of them is that of the one before.
  const before = changes.findLast((ms) => ms < sinceMs);
  const isLater = changes.find((ms) => ms > atMs);
  const go = (ms: number | undefined) => (ms === undefined ? undefined : () => onChange(ms));
  const hasEarlier = changes.some((ms) => ms <= sinceMs);
  return (
    <div className={styles.note}>
      <StateGlyph kind="recorded" />
      <span className={styles.time} role="status">
        {t('asOf.at', { time: time(atMs) })}
      </span>
      <span className={styles.second}>
        {t(hasEarlier ? 'asOf.since' : 'asOf.always', { time: time(sinceMs) })}{' '}
        {seenUntilMs < atMs ? t('asOf.seen', { time: time(seenUntilMs) }) : null}
      </span>
      <div className={styles.buttons}>
        <Jump text={t('asOf.before')} run={go(before ?? (hasEarlier ? Math.max(0, sinceMs - 1) : undefined))} />
        <Jump text={t('asOf.after')} run={go(isLater)} />
        {chosenMs === undefined ? null : <Jump text={t('asOf.newest')} run={() => onChange(undefined)} />}
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
