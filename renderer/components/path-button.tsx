/** Types the path under which something in the cluster answers: tried there, kept where it does, and forgotten again. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../shared/base/errors.ts';
import { plainText } from '../../shared/format/plain-text.ts';
import { Button } from './button.tsx';
import { useErrorText } from './error-text.ts';
import styles from './path-button.module.css';
import { Popover } from './popover.tsx';
import { TextField } from './text-field.tsx';

type Work = Promise<AppErrorData | undefined>;

export interface PathButtonProps {
  /** What answers there. */
  readonly target: string;
  /** Undefined where it is found by asking. */
  readonly kept: string | undefined;
  readonly keep: (path: string) => Work;
  readonly forget: () => Work;
  readonly onDone: () => void;
  readonly size?: 'small' | 'normal';
}

export function PathButton({ size = 'normal', ...props }: PathButtonProps) {
  const { t } = useTranslation('companionPath');
  return (
    <Popover look="plain" size={size} button={t(props.kept === undefined ? 'type' : 'change')}>
      {(close) => (
        <PathForm
          {...props}
          onDone={() => {
            close();
            props.onDone();
          }}
        />
      )}
    </Popover>
  );
}

function PathForm({ target, kept, keep, forget, onDone }: Omit<PathButtonProps, 'size'>) {
  const { t } = useTranslation('companionPath');
  const describe = useErrorText();
  const [path, setPath] = useState(kept ?? '');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppErrorData | undefined>();
  const work = (doing: Work) => {
    setBusy(true);
    setFailure(undefined);
    void doing.then((error) => {
      setBusy(false);
      setFailure(error);
      if (error === undefined) onDone();
    });
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '' && !busy) work(keep(path));
      }}
    >
      <TextField
        label={t('label', { target: plainText(target) })}
        data-autofocus
        text={path}
        maxLength={1000}
        hint={t('hint')}
        problem={failure === undefined ? undefined : describe(failure).verdict}
        onChange={setPath}
      />
      <div className={styles.actions}>
        <Button size="small" type="submit" look="primary" disabled={path.trim() === ''} busy={busy}>
          {t(busy ? 'asking' : 'keep')}
        </Button>
        {kept === undefined ? null : (
          <Button size="small" busy={busy} onClick={() => work(forget())}>
            {t('forget')}
          </Button>
        )}
      </div>
    </form>
  );
}
