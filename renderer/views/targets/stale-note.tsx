/** Over data that is not the latest: as of when it is, why, and what can be done. The data itself stays. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatTime } from '../../../shared/format/time.ts';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { Popover } from '../../components/popover.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useSharedNow } from './row-texts.tsx';
import styles from './stale-note.module.css';
import type { ReadingView } from './use-reading.ts';

export interface StaleNoteProps {
  readonly readAtMs: number;
  readonly problem: ReadingView['problem'];
  readonly live: boolean;
  readonly onRetry: () => void;
}

/** Nothing where what is shown is what there is. */
export function StaleNote({ readAtMs, problem, live, onRetry }: StaleNoteProps) {
  const { t } = useTranslation('targets');
  const errorText = useErrorText();
  if (live && problem === undefined) return null;
  const failed = live && problem?.kind === 'failed' ? problem.error : undefined;
  return (
    <div className={styles.note}>
      <StateGlyph kind={failed === undefined ? 'skipped' : 'bad'} />
      <Age readAtMs={readAtMs} />
      <span role="status">
        {live
          ? failed === undefined
            ? t('stale.cancelled')
            : t('stale.failed', { reason: errorText(failed).short })
          : t('stale.away')}
      </span>
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
  const { t } = useTranslation('targets');
  const { timeZone } = useSettings();
  const age = formatSpan(Math.max(0, useSharedNow() - readAtMs), { wholeSeconds: true });
  return <span>{t('stale.age', { time: formatTime(readAtMs, timeZone), age })}</span>;
}
