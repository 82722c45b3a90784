/** The keys of a list of rows: those that lead to it, and, for the sheet of keys, what a row that opens takes by itself. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeyHints, useShortcut } from './shortcuts.ts';

export function useListKeys(list: { readonly current: { focus(): void } | null }): void {
  const { t } = useTranslation();
  useShortcut('j', t('list.rows'), () => list.current?.focus());
  useShortcut('k', t('list.up'), () => list.current?.focus());
}

/** @param place "On a rule" */
export function useRowHints(place: string): void {
  const { t } = useTranslation();
  const hints = useMemo(
    () => [
      {
        place,
        keys: [
          { caps: ['Enter'], label: t('list.open') },
          { caps: ['→', '←'], label: t('list.unfold') },
          { caps: ['Esc'], label: t('list.leave') },
        ],
      },
    ],
    [place, t],
  );
  useKeyHints(hints);
}
