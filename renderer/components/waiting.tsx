/** A question that has no answer yet: what is asked, how far that is, since when, and what ends it. Of a wait that is none nothing is shown. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFixed } from '../../shared/format/number.ts';
import { Button } from './button.tsx';
import { NeatlineProgress } from './neatline.tsx';
import { useElapsed } from './use-elapsed.ts';
import styles from './waiting.module.css';

export interface WaitingProps {
  readonly sinceMs: number;
  readonly label: string;
  /** 0 to 1; undefined where nobody knows. */
  readonly part?: number | undefined;
  /** @param time "1.2 s" @param share "40", of a hundred; undefined where nobody knows */
  readonly text: (time: string, share: string | undefined) => string;
  /** Ends it; undefined where nobody can. */
  readonly onCancel?: (() => void) | undefined;
  /** Where it ends the wait alone. */
  readonly cancelText?: string | undefined;
}

export function Waiting({ sinceMs, label, part, text, onCancel, cancelText }: WaitingProps) {
  const { t, i18n } = useTranslation();
  const time = useSeconds(sinceMs);
  if (time === undefined) return null;
  const share = part === undefined ? undefined : formatFixed(part * 100, 0, i18n.language);
  return (
    <div className={styles.waiting}>
      <NeatlineProgress label={label} part={part} />
      <p className={styles.text}>{text(time, share)}</p>
      {onCancel === undefined ? null : (
        <Button size="small" onClick={onCancel}>
          {cancelText ?? t('action.cancel')}
        </Button>
      )}
    </div>
  );
}

const nothingForMs = 150;

/** Undefined while nothing is to be shown of a wait. */
function useSeconds(sinceMs: number): string | undefined {
  const { i18n } = useTranslation();
  const elapsedMs = useElapsed(sinceMs);
  const [beganMs] = useState(sinceMs);
  const [isLong, setLong] = useState(elapsedMs >= nothingForMs);
  useEffect(() => {
    if (elapsedMs >= nothingForMs) setLong(true);
  }, [elapsedMs]);
  return isLong || sinceMs !== beganMs ? `${formatFixed(elapsedMs / 1000, 1, i18n.language)} s` : undefined;
}
