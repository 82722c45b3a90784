/** How long a person has waited, ten times a second: `1.4 s`. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFixed } from '../../../shared/format/number.ts';

const everyMs = 100;

export function useElapsedSeconds(sinceMs: number): string {
  const { i18n } = useTranslation();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return `${formatFixed(Math.max(0, nowMs - sinceMs) / 1000, 1, i18n.language)} s`;
}
