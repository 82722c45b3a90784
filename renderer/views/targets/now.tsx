/** The time, for all cells that say how long ago something was: one clock, and only they are drawn again. */
import { createContext, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatDateTime, formatTime } from '../../../shared/format/time.ts';
import { useNow } from '../../components/use-now.ts';
import { useSettings } from '../../state/stores.tsx';

const NowContext = createContext(0);

export function NowProvider({ children }: { readonly children: ReactNode }) {
  const nowMs = useNow();
  return <NowContext value={nowMs}>{children}</NowContext>;
}

export function useSharedNow(): number {
  return useContext(NowContext);
}

const hourMs = 3_600_000;

/** "9 s ago"; from an hour on the time of day. */
export function Ago({ timeMs }: { readonly timeMs: number }) {
  const { t } = useTranslation('targets');
  const { timeZone } = useSettings();
  const ageMs = useContext(NowContext) - timeMs;
  const text =
    ageMs < hourMs
      ? t('target.ago', { time: formatSpan(ageMs, { wholeSeconds: true }) })
      : formatTime(timeMs, timeZone);
  return <time title={formatDateTime(timeMs, timeZone)}>{text}</time>;
}
