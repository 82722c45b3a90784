/** A question that has no answer yet: since when it is asked, or why there is none. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFixed } from '../../../shared/format/number.ts';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { NeatlineProgress } from '../../components/neatline.tsx';
import { useElapsed } from '../../components/use-elapsed.ts';
import styles from './pending.module.css';
import type { Answer } from './use-answer.ts';

export interface PendingProps {
  readonly answer: Pick<Answer<unknown>, 'error' | 'startedAtMs' | 'again'>;
}

export function Pending({ answer: { error, startedAtMs, again } }: PendingProps) {
  const { t } = useTranslation();
  if (error !== undefined)
    return <ErrorPanel error={error} actions={<Button onClick={again}>{t('action.tryAgain')}</Button>} />;
  return startedAtMs === undefined ? null : <Waiting sinceMs={startedAtMs} />;
}

/** What is shown of a wait that is none. */
const nothingForMs = 150;

function Waiting({ sinceMs }: { readonly sinceMs: number }) {
  const { t } = useTranslation('targets');
  const elapsed = useSeconds(sinceMs);
  if (elapsed === undefined) return null;
  return (
    <div className={styles.waiting}>
      <NeatlineProgress label={t('found.asking')} />
      <p className={styles.text}>
        {t('found.asking')} {elapsed}
      </p>
    </div>
  );
}

/** "1.2 s"; undefined while nothing is to be shown of a wait. */
export function useSeconds(sinceMs: number): string | undefined {
  const { i18n } = useTranslation();
  const elapsedMs = useElapsed(sinceMs);
  const [beganMs] = useState(sinceMs);
  const [isLong, setLong] = useState(elapsedMs >= nothingForMs);
  useEffect(() => {
    if (elapsedMs >= nothingForMs) setLong(true);
  }, [elapsedMs]);
  return isLong || sinceMs !== beganMs ? `${formatFixed(elapsedMs / 1000, 1, i18n.language)} s` : undefined;
}
