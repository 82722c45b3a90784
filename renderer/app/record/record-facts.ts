/** The header's readouts of a record: until when, how much, and what server it was. */
import { useTranslation } from 'react-i18next';
import { formatSpan } from '../../../shared/format/duration.ts';
import { formatCount } from '../../../shared/format/number.ts';
import { formatDateTime } from '../../../shared/format/time.ts';
import { formatWithUnit } from '../../../shared/format/unit.ts';
import type { ReadableRecord } from '../../state/records-store.ts';
import { useSettings } from '../../state/stores.tsx';
import type { HeaderFact } from '../shell/header-facts.ts';
import { useLastSeenText } from './last-seen-text.ts';

const dayMs = 86_400_000;

export function useRecordFacts(record: ReadableRecord | undefined): readonly HeaderFact[] | undefined {
  const { t, i18n } = useTranslation('record');
  const { timeZone } = useSettings();
  const lastSeen = useLastSeenText();
  if (record === undefined) return undefined;
  const { firstMs, lastMs, bytes, kind, version } = record;
  const spanMs = lastMs - firstMs;
  const size = formatWithUnit(bytes, 'bytes', i18n.language);
  const days = Math.floor(spanMs / dayMs);
  const server =
    kind === 'scraped'
      ? t('readout.computer')
      : version === ''
        ? kind === 'imported'
          ? t('readout.imported')
          : undefined
        : t('readout.prometheus', { version });
  return [
    {
      label: t('readout.lastSeen'),
      value: lastSeen.whole(lastMs),
      title: formatDateTime(Math.floor(lastMs / 1000) * 1000, timeZone),
    },
    {
      label: t('readout.recorded'),
      value:
        days < 2
          ? t('readout.span', { span: formatSpan(Math.max(1000, spanMs), { wholeSeconds: true }), size })
          : t('readout.days', { count: days, days: formatCount(days, i18n.language), size }),
      wideOnly: true,
    },
    ...(server === undefined ? [] : [{ label: t('readout.server'), value: server, wideOnly: true }]),
  ];
}
