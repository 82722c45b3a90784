/** Over what is not the latest: as of when it is, why, and what can be done. What was read stays. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatTime } from '../../../shared/format/time.ts';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Popover } from '../../components/popover.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useNow } from '../../components/use-now.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './stale-note.module.css';
import type { StatusView } from './use-status.ts';

export interface StaleNoteProps {
  readonly readAtMs: number;
  readonly problem: StatusView['problem'];
  readonly live: boolean;
  readonly onRetry: () => void;
}

/** Nothing where what is shown is what there is. */
export function StaleNote({ readAtMs, problem, live, onRetry }: StaleNoteProps) {
  const { t } = useTranslation('status');
  const errorText = useErrorText();
  if (live && problem === undefined) return null;
  const failed = live && problem?.kind === 'failed' ? problem.error : undefined;
  const why =
    failed !== undefined
      ? t('stale.failed', { reason: errorText(failed).short })
      : t(live ? 'stale.cancelled' : 'stale.away');
  return (
    <div className={styles.note}>
      <StateGlyph kind={failed === undefined ? 'skipped' : 'bad'} />
      <Age readAtMs={readAtMs} />
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
function Age({ readAtMs }: { readonly readAtMs: number }) {
  const { t } = useTranslation('status');
  const { timeZone } = useSettings();
  const age = formatSpan(Math.max(0, useNow() - readAtMs), { wholeSeconds: true });
  return <span className={styles.time}>{t('stale.age', { time: formatTime(readAtMs, timeZone), age })}</span>;
}
