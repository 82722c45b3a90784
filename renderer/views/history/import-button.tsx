/** Files to import, chosen in the system's own dialog. */
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/hooks.tsx';
import { Button, type ButtonProps } from '../../components/button.tsx';
import { useStores } from '../../state/stores.tsx';

export function ImportButton({ look = 'plain' }: Pick<ButtonProps, 'look'>) {
  const { t } = useTranslation('history');
  const { history } = useClient();
  const { imports } = useStores();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('import.choose')}
        onChange={(event) => {
          imports.add(history, [...(event.target.files ?? [])]);
          // The same file, chosen again, is a change again.
          event.target.value = '';
        }}
      />
      <Button look={look} onClick={() => input.current?.click()}>
        {t('import.choose')}
      </Button>
    </>
  );
}
