/** The keys of the timeline's window, for the sheet of keys. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyHints } from '../../components/shortcuts.ts';

export function useTimelineHints(): readonly KeyHints[] {
  const { t } = useTranslation('record');
  return useMemo(
    () => [
      {
        place: t('timeline.keys.place'),
        keys: [
          { caps: ['←', '→'], label: t('timeline.keys.move') },
          { caps: ['Home', 'End'], label: t('timeline.keys.ends') },
          { caps: ['+', '−'], label: t('timeline.keys.length') },
        ],
      },
    ],
    [t],
  );
}
