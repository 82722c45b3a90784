/** The keys that the parts of the Explorer take by themselves, for the sheet of keys. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyHints, useKeyHints } from '../../components/shortcuts.ts';

export function useExplorerHints(): void {
  const { t } = useTranslation();
  const hints = useMemo<readonly KeyHints[]>(
    () => [
      {
        place: t('keys.inEditor'),
        keys: [
          { caps: ['Enter'], label: t('keys.editorRun') },
          { caps: ['Shift', 'Enter'], label: t('keys.editorLine') },
          { caps: ['Shift', 'Alt', 'F'], label: t('keys.editorFormat') },
          { caps: ['Ctrl', 'Space'], label: t('keys.editorList') },
          { caps: ['F8'], label: t('keys.editorRemark') },
          { caps: ['Ctrl/⌘', '.'], label: t('keys.editorFix') },
        ],
      },
      {
        place: t('keys.onGraph'),
        keys: [
          { caps: ['←', '→'], label: t('keys.graphStep') },
          { caps: ['Shift', '←', '→'], label: t('keys.graphSteps') },
          { caps: ['↑', '↓'], label: t('keys.graphLine') },
          { caps: ['+', '−'], label: t('keys.graphZoom') },
          { caps: ['Alt', '←', '→'], label: t('keys.graphMove') },
        ],
      },
      {
        place: t('keys.onLegend'),
        keys: [
          { caps: ['Space'], label: t('keys.legendAlone') },
          { caps: ['Enter'], label: t('keys.legendPin') },
        ],
      },
    ],
    [t],
  );
  useKeyHints(hints);
}
