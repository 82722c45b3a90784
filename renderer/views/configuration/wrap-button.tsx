/** Whether long lines go on below. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';

export interface WrapButtonProps {
  readonly isOn: boolean;
  readonly can: boolean;
  readonly onTurn: () => void;
}

export function WrapButton({ isOn, can, onTurn }: WrapButtonProps) {
  const { t } = useTranslation('configuration');
  return (
    <Button
      aria-pressed={isOn && can}
      disabled={!can}
      title={t(can ? 'toolbar.wrapTitle' : 'toolbar.wrapTooLong')}
      onClick={onTurn}
    >
      {t('toolbar.wrap')}
    </Button>
  );
}
