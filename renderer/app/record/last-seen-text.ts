/** When a source was seen last, as the band and the header say it. */
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatDay, formatHourMinute, formatTime } from '../../../shared/format/time.ts';
import { useSettings } from '../../state/stores.tsx';

interface LastSeenText {
  /** "09:14", "20 Nov 09:14". */
  readonly short: (timeMs: number) => string;
  /** "today 09:14:36", "20 Nov 09:14:36". */
  readonly whole: (timeMs: number) => string;
}

export function useLastSeenText(): LastSeenText {
  const { t, i18n } = useTranslation('record');
  const { timeZone } = useSettings();
  const dayOf = (timeMs: number) => formatDateTime(timeMs, timeZone).slice(0, 10);
  const isToday = (timeMs: number) => dayOf(timeMs) === dayOf(Date.now());
  const onDay = (timeMs: number, time: string) => t('onDay', { day: formatDay(timeMs, timeZone, i18n.language), time });
  return {
    short: (timeMs) => {
      const time = formatHourMinute(timeMs, timeZone);
      return isToday(timeMs) ? time : onDay(timeMs, time);
    },
    whole: (timeMs) => {
      const time = formatTime(timeMs, timeZone);
      return isToday(timeMs) ? t('today', { time }) : onDay(timeMs, time);
    },
  };
}
