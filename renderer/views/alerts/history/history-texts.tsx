/** What the rows of a history need to say what they say, and where in time they stand. Handed down once, for there may be hundreds of them. */
import type { TFunction } from 'i18next';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatHourMinute, formatTime, type TimeZone } from '../../../../shared/format/time.ts';
import type { Gap } from '../../../charts/graph-model.ts';
import { useSettings } from '../../../state/stores.tsx';
import type { HistoryWindow } from './history-asks.ts';

export interface HistoryTexts {
  readonly t: TFunction<'alertHistory'>;
  readonly locale: string;
  readonly timeZone: TimeZone;
  readonly window: HistoryWindow;
  readonly gaps: readonly Gap[];
  /** A time of the window as short as it is still said by that. */
  readonly moment: (timeMs: number) => string;
}

const TextsContext = createContext<HistoryTexts | undefined>(undefined);

const dayMs = 86_400_000;

export interface HistoryTextsProviderProps extends Pick<HistoryTexts, 'window' | 'gaps'> {
  readonly children: ReactNode;
}

export function HistoryTextsProvider({ window, gaps, children }: HistoryTextsProviderProps) {
  const { t, i18n } = useTranslation('alertHistory');
  const { timeZone } = useSettings();
  const locale = i18n.language;
  const texts = useMemo(() => {
    const moment = (timeMs: number) =>
      window.endMs - window.startMs <= dayMs
        ? formatTime(timeMs, timeZone)
        : `${formatDay(timeMs, timeZone, locale)} ${formatHourMinute(timeMs, timeZone)}`;
    return { t, locale, timeZone, window, gaps, moment };
  }, [t, locale, timeZone, window, gaps]);
  return <TextsContext value={texts}>{children}</TextsContext>;
}

export function useHistoryTexts(): HistoryTexts {
  const texts = useContext(TextsContext);
  if (texts === undefined) throw new Error('useHistoryTexts outside of a HistoryTextsProvider');
  return texts;
}
