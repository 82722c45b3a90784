/** Over what is not the latest: as of when it is, why, and what can be done. What was read stays. */
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { formatSpan } from '../../shared/format/duration.ts';
import { formatTime, type TimeZone } from '../../shared/format/time.ts';
import { Button } from './button.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { useErrorText } from './error-text.ts';
import { Popover } from './popover.tsx';
import styles from './stale-note.module.css';
import { StateGlyph } from './state-glyph.tsx';
import { useNow } from './use-now.ts';

export interface StaleNoteProps {
  readonly readAtMs: number;
  readonly timeZone: TimeZone;
  readonly problem:
    | { readonly kind: 'failed'; readonly error: AppErrorData }
    | { readonly kind: 'cancelled' }
    | undefined;
  /** Whether anybody can be asked. */
  readonly live: boolean;
  readonly onRetry: () => void;
  /** In no panel: it has an edge of its own. */
  readonly alone?: boolean;
}

/** Nothing where what is shown is what there is. */
export function StaleNote({ readAtMs, timeZone, problem, live, onRetry, alone = false }: StaleNoteProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  if (live && problem === undefined) return null;
  const failed = live && problem?.kind === 'failed' ? problem.error : undefined;
  const why =
    failed !== undefined
      ? t('stale.failed', { reason: errorText(failed).short })
      : t(live ? 'stale.cancelled' : 'stale.away');
  return (
    <div className={styles.note} data-alone={alone}>
      <StateGlyph kind={failed === undefined ? 'skipped' : 'bad'} />
      <Age {...{ readAtMs, timeZone }} />
      <span role="status">{why}</span>
      {failed === undefined ? null : (
        <Popover size="small" button={t('stale.why')}>
          {() => (
            <div className={styles.why}>
              <ErrorPanel error={failed} />
            </div>
          )}
        </Popover>
      )}
      {live ? (
        <Button size="small" onClick={onRetry}>
          {t('stale.retry')}
        </Button>
      ) : null}
    </div>
  );
}

/** "As of 11:31:53, 20 s ago." */
function Age({ readAtMs, timeZone }: Pick<StaleNoteProps, 'readAtMs' | 'timeZone'>) {
  const { t } = useTranslation();
  const age = formatSpan(Math.max(0, useNow() - readAtMs), { wholeSeconds: true });
  return <span className={styles.time}>{t('stale.age', { time: formatTime(readAtMs, timeZone), age })}</span>;
}
