/** A secret: one that is kept says so and is never shown, one that is typed is not legible. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { StateGlyph } from '../../components/state-glyph.tsx';
import looks from '../../components/text-field.module.css';
import type { SecretText } from './address-form.ts';
import styles from './fields.module.css';

/** How the one that is kept stands, where one is. */
export interface Keeping {
  /** Of this field. */
  readonly isKept: boolean;
  /** The origin that it was typed for, where that is no longer the address's. */
  readonly elsewhere: string | undefined;
  readonly place: 'keychain' | 'session';
}

export interface SecretFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly value: SecretText;
  readonly onChange: (value: SecretText) => void;
  readonly keeping: Keeping;
  /** Where the label does not say whose it is. */
  readonly spokenLabel?: string;
}

export function SecretField(props: SecretFieldProps) {
  const { label, hint, problem, value, onChange, keeping, spokenLabel = label } = props;
  const { isKept, elsewhere, place } = keeping;
  const { t } = useTranslation('address');
  const id = useId();
  const [replacing, setReplacing] = useState(false);
  if (value.kept && elsewhere === undefined) {
    const replace = () => {
      setReplacing(true);
      onChange({ kept: false, text: '' });
    };
    return (
      <div className={looks.field}>
        <span className={looks.label}>{label}</span>
        <div className={styles.kept}>
          <span>{t(`secret.${place}`)}</span>
          <Button size="small" aria-label={t('secret.replaceOf', { label: spokenLabel })} onClick={replace}>
            {t('secret.replace')}
          </Button>
        </div>
      </div>
    );
  }
  const again = isKept && elsewhere !== undefined ? t('secret.elsewhere', { origin: elsewhere }) : undefined;
  // Why it has to be typed again says what is wrong, too.
  const wrong = problem === undefined ? undefined : (again ?? problem);
  const told = wrong === undefined ? (again ?? hint) : undefined;
  // Said where it is typed: it will be asked for again.
  const session = place === 'session' ? t('secret.sessionHint') : undefined;
  return (
    <div className={looks.field}>
      <label htmlFor={id} className={looks.label}>
        {label}
      </label>
      <div className={styles.typed}>
        <input
          id={id}
          type="password"
          className={looks.input}
          value={value.text}
          maxLength={65_536}
          // biome-ignore lint/a11y/noAutofocus: whoever asks to replace it goes on there
          autoFocus={replacing}
          onChange={(event) => onChange({ kept: false, text: event.target.value })}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-under`}
        />
        {isKept && elsewhere === undefined ? (
          <Button look="quiet" onClick={() => onChange({ kept: true, text: '' })}>
            {t('secret.keep')}
          </Button>
        ) : null}
      </div>
      <div id={`${id}-under`}>
        {told === undefined ? null : <p className={looks.hint}>{told}</p>}
        {session === undefined ? null : <p className={looks.hint}>{session}</p>}
        {wrong === undefined ? null : (
          <p className={looks.problem} role="alert">
            <StateGlyph kind="bad" />
            <span>{wrong}</span>
          </p>
        )}
      </div>
    </div>
  );
}
