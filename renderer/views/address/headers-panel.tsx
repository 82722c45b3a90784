/** Headers that every request gets, each plain or a secret. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { Panel } from '../../components/panel.tsx';
import { TextField } from '../../components/text-field.tsx';
import { type HeaderText, looksSecret, scopeHeader, withHeader } from './address-form.ts';
import fields from './fields.module.css';
import type { FormPart } from './form-part.ts';
import styles from './headers-panel.module.css';
import { SecretField } from './secret-field.tsx';

/** As the contract has it. */
const mostHeaders = 32;

export function HeadersPanel(part: FormPart) {
  const { form, change } = part;
  const { t } = useTranslation('address');
  const hasScope = form.headers.some(({ name }) => name.trim().toLowerCase() === scopeHeader.toLowerCase());
  const full = form.headers.length >= mostHeaders;
  return (
    <Panel title={t('headers.title')} note={t('headers.note')}>
      <div className={fields.rows}>
        {form.headers.length === 0 ? null : (
          <ul className={styles.list}>
            {form.headers.map((header) => (
              <HeaderRow key={header.key} {...part} header={header} />
            ))}
          </ul>
        )}
        <div className={styles.add}>
          <Button size="small" disabled={full} onClick={() => change(withHeader(form, ''))}>
            {t('headers.add')}
          </Button>
          {hasScope ? null : (
            <Button size="small" disabled={full} onClick={() => change(withHeader(form, scopeHeader))}>
              {t('headers.addScope')}
            </Button>
          )}
        </div>
        {hasScope ? null : <p className={fields.hint}>{t('headers.scopeHint')}</p>}
      </div>
    </Panel>
  );
}

function HeaderRow({ form, change, errorAt, keepingOf, header }: FormPart & { readonly header: HeaderText }) {
  const { t } = useTranslation('address');
  const { key, name, secret, value } = header;
  const set = (patch: Partial<HeaderText>) =>
    change({ headers: form.headers.map((one) => (one.key === key ? { ...one, ...patch } : one)) });
  // What was kept as a secret cannot be made legible: it is typed again.
  const setSecret = (next: boolean) => set({ secret: next, value: value.kept ? { kept: false, text: '' } : value });
  const problem = errorAt(`headerValue ${key}`);
  return (
    <li className={styles.header} aria-label={t('headers.of', { name })}>
      <TextField
        label={t('headers.name')}
        problem={errorAt(`headerName ${key}`)}
        text={name}
        onChange={(text) => set({ name: text })}
        maxLength={128}
      />
      {secret ? (
        <SecretField
          label={t('headers.value')}
          spokenLabel={t('headers.of', { name })}
          problem={problem}
          value={value}
          onChange={(next) => set({ value: next })}
          keeping={keepingOf(`headerValue ${key}`)}
        />
      ) : (
        <TextField
          label={t('headers.value')}
          problem={problem}
          text={value.text}
          onChange={(text) => set({ value: { kept: false, text } })}
          maxLength={8192}
        />
      )}
      <label className={classes(fields.check, styles.secret)}>
        <input type="checkbox" checked={secret} onChange={(event) => setSecret(event.target.checked)} />
        {t('headers.secret')}
      </label>
      <Button
        look="quiet"
        className={styles.remove ?? ''}
        aria-label={t('headers.remove', { name })}
        onClick={() => change({ headers: form.headers.filter((one) => one.key !== key) })}
      >
        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
          <path d="M1.5 1.5l7 7M8.5 1.5l-7 7" />
        </svg>
      </Button>
      {!secret && looksSecret(name) ? <p className={styles.warning}>{t('headers.looksSecret')}</p> : null}
    </li>
  );
}
