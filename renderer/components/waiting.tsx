/** A question that has no answer yet: what is asked, how far that is, since when, and what ends it. Of a wait that is none nothing is shown. */
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFixed } from '../../shared/format/number.ts';
import { NeatlineProgress } from './neatline.tsx';
import { useElapsed } from './use-elapsed.ts';
import styles from './waiting.module.css';

export interface WaitingProps {
  readonly sinceMs: number;
  readonly label: string;
  /** 0 to 1; undefined where nobody knows. */
  readonly part?: number | undefined;
  /** @param time "1.2 s" */
  readonly text: (time: string) => string;
  /** The button that ends it. */
  readonly children?: ReactNode;
}

export function Waiting({ sinceMs, label, part, text, children }: WaitingProps) {
  const time = useSeconds(sinceMs);
  if (time === undefined) return null;
  return (
    <div className={styles.waiting}>
      <NeatlineProgress label={label} part={part} />
      <p className={styles.text}>{text(time)}</p>
      {children}
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
