/** What fires now, or what fired when: the two ways in which alerts are looked at. */
import { useTranslation } from 'react-i18next';
import { Segmented } from '../../components/segmented.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import type { AlertsState, ChangeState } from './alerts-state.ts';

export interface ModeSwitchProps {
  readonly mode: AlertsState['mode'];
  readonly change: ChangeState;
}

export function ModeSwitch({ mode, change }: ModeSwitchProps) {
  const { t } = useTranslation('alertHistory');
  useShortcut('h', t('mode.key'), () => change({ mode: mode === 'now' ? 'history' : 'now' }));
  return (
    <Segmented<AlertsState['mode']>
      label={t('mode.label')}
      options={(['now', 'history'] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
      value={mode}
      onChange={(chosen) => change({ mode: chosen })}
    />
  );
}
