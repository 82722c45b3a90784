/** What stands over both modes: which one, what it is narrowed by, and how often the configuration is read again. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import list from '../../components/list-view.module.css';
import { RefreshEvery, type RefreshEveryProps } from '../../components/refresh-every.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { type Mode, modes } from './configuration-state.ts';

export interface ToolbarProps {
  readonly mode: Mode;
  readonly onMode: (mode: Mode) => void;
  /** Undefined of what was recorded: it does not change by itself. */
  readonly refresh: RefreshEveryProps | undefined;
}

export function Toolbar({ mode, onMode, refresh, children }: ToolbarProps & { readonly children?: ReactNode }) {
  const { t } = useTranslation('configuration');
  return (
    <div className={list.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
      <Segmented
        label={t('toolbar.mode')}
        options={modes.map((value) => ({ value, label: t(`mode.${value}`) }))}
        value={mode}
        onChange={onMode}
      />
      {children}
      <div className={list.end}>{refresh === undefined ? null : <RefreshEvery {...refresh} />}</div>
    </div>
  );
}
