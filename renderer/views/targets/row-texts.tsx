/**
 * What all rows of a list need to say what they say: the language, the zone, the clock. Handed down once: hundreds of rows that each
 * listen to the language and the settings would cost more than they draw.
 */
import type { TFunction } from 'i18next';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatDateTime, formatTime, type TimeZone } from '../../../shared/format/time.ts';
import { SharedNow, useSharedNow } from '../../components/shared-now.tsx';
import { useAsked } from '../../state/asked.tsx';
import { useSettings } from '../../state/stores.tsx';

export interface RowTexts {
  readonly t: TFunction<'targets'>;
  readonly locale: string;
  readonly timeZone: TimeZone;
  /** They are of a record: as it was when that was seen last. */
  readonly isRecord: boolean;
}

const TextsContext = createContext<RowTexts | undefined>(undefined);

export function RowTextsProvider({ children }: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation('targets');
  const { timeZone } = useSettings();
  const locale = i18n.language;
  const isRecord = useAsked().record !== undefined;
  const texts = useMemo(() => ({ t, locale, timeZone, isRecord }), [t, locale, timeZone, isRecord]);
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

const hourMs = 3_600_000;

/** "9 s ago"; from an hour on the time of day. */
export function Ago({ timeMs }: { readonly timeMs: number }) {
  const { t, timeZone } = useRowTexts();
  const ageMs = useSharedNow() - timeMs;
  const text =
    ageMs < hourMs
      ? t('target.ago', { time: formatSpan(ageMs, { wholeSeconds: true }) })
      : formatTime(timeMs, timeZone);
  return <time title={formatDateTime(timeMs, timeZone)}>{text}</time>;
}
