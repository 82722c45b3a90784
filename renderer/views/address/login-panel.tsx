/** How Binnacle logs in at the address. */
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { LoginKind } from './address-form.ts';
import styles from './fields.module.css';
import type { FormPart } from './form-part.ts';
import { SecretField } from './secret-field.tsx';

const kinds: readonly LoginKind[] = ['none', 'basic', 'bearer', 'certificate'];

export function LoginPanel(part: FormPart) {
  const { form, change } = part;
  const { t } = useTranslation('address');
  return (
    <Panel title={t('login.title')}>
      <div className={styles.rows}>
        <div className={styles.kinds}>
          <Segmented
            label={t('login.kind')}
            options={kinds.map((value) => ({ value, label: t(`login.${value}`) }))}
            value={form.login}
            onChange={(login) => change({ login })}
          />
        </div>
        <LoginFields {...part} />
      </div>
    </Panel>
  );
}

function LoginFields({ form, change, errorAt, keepingOf }: FormPart) {
  const { t } = useTranslation('address');
  const text = (name: 'user' | 'certFile' | 'keyFile', hint?: string) => (
    <TextField
      label={t(`login.${name}`)}
      hint={hint}
      problem={errorAt(name)}
      text={form[name]}
      onChange={(value) => change({ [name]: value })}
      maxLength={4096}
    />
  );
  const secret = (name: 'password' | 'token' | 'passphrase', hint?: string) => (
    <SecretField
      label={t(`login.${name}`)}
      hint={hint}
      problem={errorAt(name)}
      value={form[name]}
      onChange={(value) => change({ [name]: value })}
      keeping={keepingOf(name)}
    />
  );
  switch (form.login) {
    case 'none':
      return <p className={styles.hint}>{t('login.noneHint')}</p>;
    case 'basic':
      return (
        <div className={styles.pair}>
          {text('user')}
          {secret('password')}
        </div>
      );
    case 'bearer':
      return secret('token');
    case 'certificate':
      return (
        <>
          <div className={styles.pair}>
            {text('certFile', t('login.certFileHint'))}
            {text('keyFile')}
          </div>
          {secret('passphrase', t('login.passphraseHint'))}
        </>
      );
  }
}
