/** What all rows need to say what they say: the language, the zone, as of when it is. Handed down once, for there are hundreds of them. */
import type { TFunction } from 'i18next';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatDateTime, type TimeZone } from '../../../shared/format/time.ts';
import { SharedNow, useSharedNow } from '../../components/shared-now.tsx';
import { useSettings } from '../../state/stores.tsx';

export interface RowTexts {
  readonly t: TFunction<'alerts'>;
  readonly locale: string;
  readonly timeZone: TimeZone;
  /** Of a record: when it was seen so; undefined: it is so now. */
  readonly asOfMs: number | undefined;
}

const TextsContext = createContext<RowTexts | undefined>(undefined);

export function RowTextsProvider({
  asOfMs,
  children,
}: {
  readonly asOfMs: number | undefined;
  readonly children: ReactNode;
}) {
  const { t, i18n } = useTranslation('alerts');
  const { timeZone } = useSettings();
  const locale = i18n.language;
  const texts = useMemo(() => ({ t, locale, timeZone, asOfMs }), [t, locale, timeZone, asOfMs]);
  return (
    <TextsContext value={texts}>
      <SharedNow>{children}</SharedNow>
    </TextsContext>
  );
}

export function useRowTexts(): RowTexts {
  const texts = useContext(TextsContext);
  if (texts === undefined) throw new Error('useRowTexts outside of a RowTextsProvider');
  return texts;
}

/** By the second: nobody asks for more of an alert. */
export function momentText(timeMs: number, timeZone: TimeZone): string {
  return formatDateTime(Math.floor(timeMs / 1000) * 1000, timeZone);
}

const hourMs = 3_600_000;

/** "for 9 min"; from an hour on since when. The other of both is its title. */
export function Since({ timeMs }: { readonly timeMs: number }) {
  const { t, timeZone, asOfMs } = useRowTexts();
  const nowMs = useSharedNow();
  const ageMs = (asOfMs ?? nowMs) - timeMs;
  const [time, age] = [
    momentText(timeMs, timeZone),
    t('since.for', { time: formatSpan(ageMs, { wholeSeconds: true }) }),
  ];
  return ageMs < hourMs ? <time title={time}>{age}</time> : <time title={age}>{time}</time>;
}
