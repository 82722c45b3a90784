/** What groups and rules have in common: when they were evaluated last, and how long that took of the time that there is. */
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { formatWithUnit } from '../../../shared/format/unit.ts';
import { Cell } from '../../components/grid-parts.tsx';
import { ShareBar } from '../../components/share-bar.tsx';
import { useSharedNow } from '../../components/shared-now.tsx';
import type { RowTexts } from './row-texts.ts';
import styles from './rule-rows.module.css';

export interface TimesProps {
  readonly texts: RowTexts;
  readonly evaluatedMs: number | undefined;
  readonly durationMs: number | undefined;
  readonly intervalMs: number | undefined;
}

export function TimeCells({ texts, evaluatedMs, durationMs, intervalMs }: TimesProps) {
  return (
    <>
      <Cell className={styles.number}>
        {evaluatedMs === undefined ? texts.t('row.never') : <Ago texts={texts} timeMs={evaluatedMs} />}
      </Cell>
      <Cell className={styles.duration}>
        {durationMs === undefined || evaluatedMs === undefined ? null : (
          <Duration {...{ texts, durationMs, intervalMs }} />
        )}
      </Cell>
    </>
  );
}

const hourMs = 3_600_000;

/** "12 s ago"; from an hour on when. The other of both is its title. */
function Ago({ texts: { t, timeZone, asOfMs }, timeMs }: { readonly texts: RowTexts; readonly timeMs: number }) {
  const nowMs = useSharedNow();
  const ageMs = Math.max(0, (asOfMs ?? nowMs) - timeMs);
  const time = formatDateTime(timeMs, timeZone);
  const ago = t('row.ago', { time: formatSpan(ageMs, { wholeSeconds: true }) });
  return ageMs < hourMs ? <time title={time}>{ago}</time> : <time title={ago}>{time}</time>;
}

function Duration({
  texts,
  durationMs,
  intervalMs,
}: Omit<TimesProps, 'evaluatedMs'> & { readonly durationMs: number }) {
  const time = formatWithUnit(durationMs / 1000, 'seconds', texts.locale);
  return (
    <>
      {intervalMs === undefined || intervalMs === 0 ? null : (
        <ShareBar
          className={styles.bar}
          share={durationMs / intervalMs}
          title={texts.t('row.ofInterval', { time, interval: formatSpan(intervalMs) })}
        />
      )}
      <span className={styles.time}>{time}</span>
    </>
  );
}
