/** A gap in words: why, and from when to when. */
import { useTranslation } from 'react-i18next';
import { formatDay, formatHourMinute, formatTime } from '../../../shared/format/time.ts';
import type { Gap } from '../../charts/graph-model.ts';
import { useSettings } from '../../state/stores.tsx';

interface GapText {
  readonly parts: (gap: Gap) => { readonly reason: string; readonly from: string; readonly to: string };
  readonly whole: (gap: Gap) => string;
  /** A moment of the record: "21 Nov 11:32:08". */
  readonly moment: (timeMs: number) => string;
}

const dayMs = 86_400_000;

export function useGapText(): GapText {
  const { t, i18n } = useTranslation('record');
  const { timeZone } = useSettings();
  const day = (timeMs: number) => formatDay(timeMs, timeZone, i18n.language);
  const parts = ({ kind, startMs, endMs }: Gap) => {
    const clock = endMs - startMs < 120_000 ? formatTime : formatHourMinute;
    const from = `${day(startMs)} ${clock(startMs, timeZone)}`;
    const isShort = endMs - startMs < dayMs && day(startMs) === day(endMs);
    const to = isShort ? clock(endMs, timeZone) : `${day(endMs)} ${clock(endMs, timeZone)}`;
    return { reason: t(`timeline.gap.${kind}`), from, to };
  };
  return {
    parts,
    whole: (gap) => t('timeline.gapWhen', parts(gap)),
    moment: (timeMs) => `${day(timeMs)} ${formatTime(timeMs, timeZone)}`,
  };
}
